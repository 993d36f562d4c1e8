"""A bundle opens everywhere, holds what was gathered exactly, and nothing in it runs."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader
from sqlmodel import Session

from app.answers.bundles.models import AnswerBundle, Making
from app.core import clock
from app.core.db.base import new_id
from app.core.storage import service as storage
from app.my_data.exporters import GATHERED, PARTS
from app.subject_requests import service as requests
from app.subject_requests.asking.rules import EVERYTHING, Asked, Scope, What
from app.subject_requests.handling import service as handling
from app.subject_requests.models import Kind
from tests.support.answers import a_source, begin, check_all, packed, work, write_letter
from tests.support.cast import Cast
from tests.support.requests import taken

FORMULA = '=HYPERLINK("http://x","y")'


def opened(bundle: AnswerBundle) -> zipfile.ZipFile:
    assert bundle.file_id is not None
    content = storage.content(bundle.file_id)
    assert sha256(content).hexdigest() == bundle.sha256
    assert len(content) == bundle.size
    return zipfile.ZipFile(io.BytesIO(content))


@pytest.fixture
def bundle(session: Session, cast: Cast, tmp_path: Path) -> AnswerBundle:
    source = a_source(tmp_path)
    source.fill(
        [
            ("E1001", "2026-10-01", FORMULA, "Swapped with Tom Whitlock.\nAll is well."),
            ("E2001", "2026-10-02", "S", "Tom’s alone"),
        ]
    )
    source.connect(session)
    request = taken(session, cast.amara, cast.helen)
    gathering = begin(session, request, cast.helen)
    work(session)
    check_all(session, gathering, cast.helen, cover=True)
    write_letter(session, request, cast.helen)
    return packed(session, request, cast.helen)


def test_the_portals_own_records_are_of_the_days_and_practices_asked_for(
    session: Session, cast: Cast, tmp_path: Path
) -> None:
    """What has neither is given whole, and the page says of which parts that is so."""
    a_source(tmp_path).connect(session)
    texts = {}
    for since, chosen in ((None, False), (clock.today("UTC") + timedelta(days=2), True)):
        scope = Scope(What.CHOSEN, ("absence",)) if chosen else EVERYTHING
        asked = Asked(scope, details="Some of it.")
        request = requests.file(session, cast.amara, Kind.ACCESS, asked, form_key=new_id())
        handling.take(session, request, cast.helen)
        gathering = begin(session, request, cast.helen, since)
        work(session)
        check_all(session, gathering, cast.helen, cover=True)
        write_letter(session, request, cast.helen)
        with opened(packed(session, request, cast.helen)) as zipped:
            names = set(zipped.namelist())
            texts[chosen] = " ".join(zipped.read("index.html").decode().split())
        assert ("data/portal/requests.json" in names) is not chosen
        assert ("data/portal/request-steps.json" in names) is not chosen
        assert "data/portal/staff-list.json" in names
    assert "are given whole" not in texts[False]
    assert "no day of their own, or are as they are now, and are given whole" in texts[True]
    assert "These belong to none of them alone and are given whole" in texts[True]
    assert texts[True].count("Your entry in the staff list") >= 3
    assert "given whatever its date" not in texts[True]


def test_every_file_is_listed_with_its_digest(bundle: AnswerBundle) -> None:
    assert bundle.making is Making.MADE
    with opened(bundle) as zipped:
        assert zipped.testzip() is None
        manifest = json.loads(zipped.read("manifest.json"))
        listed = {each["name"]: each["sha256"] for each in manifest["files"]}
        assert set(zipped.namelist()) == {*listed, "manifest.json"}
        for name, digest in listed.items():
            assert sha256(zipped.read(name)).hexdigest() == digest
    assert {each["name"] for each in bundle.contents} == {*listed, "manifest.json"}


def test_records_are_exact_as_json_and_inert_as_a_table(bundle: AnswerBundle) -> None:
    with opened(bundle) as zipped:
        told = json.loads(zipped.read("data/hr-core/absence.json"))
        table = zipped.read("data/hr-core/absence.csv").decode("utf-8-sig")
    assert [row["kind"] for row in told["records"]] == [FORMULA]
    assert told["columns"]["kind"]["codes"] == {"S": "Sickness", "H": "Holiday"}
    head, row = csv.reader(io.StringIO(table))
    assert dict(zip(head, row, strict=True))["kind"] == f"'{FORMULA}"


def test_what_is_covered_is_in_no_file(bundle: AnswerBundle) -> None:
    with opened(bundle) as zipped:
        copies = [name for name in zipped.namelist() if name.startswith("documents/")]
        assert copies == ["documents/00001.html"]
        assert "All is well." in zipped.read(copies[0]).decode()
        everything = {name: zipped.read(name) for name in zipped.namelist()}
    portal = {name for name in everything if name.startswith("data/portal/")}
    for name in everything.keys() - portal:
        assert b"Whitlock" not in everything[name], name


def test_the_letter_is_tagged_and_says_every_part(bundle: AnswerBundle) -> None:
    with opened(bundle) as zipped:
        letter = PdfReader(io.BytesIO(zipped.read("letter.pdf")))
        index = BeautifulSoup(zipped.read("index.html"), "html5lib")
    text = "\n".join(page.extract_text() for page in letter.pages)
    assert letter.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "How long we keep it" in text
    assert "About retention." in text
    for link in index.find_all("a", href=True):
        target = link["href"].partition("#")[0]
        assert not target or target in zipped.namelist(), target


HERS_ALONE = {
    "concerns": "concerns you raised",
    "concern-steps": "concerns you raised",
    "concern-messages": "concerns you raised",
    "concern-draft": "did not send",
    "request-draft": "did not send",
    "questions": "questions you asked",
    "question-steps": "questions you asked",
    "surveys": "surveys you were invited to",
}


def test_the_answer_says_what_of_the_portal_no_officer_reads(bundle: AnswerBundle) -> None:
    """All of it and nothing else, in the page and in the letter."""
    given = {part.name for part in GATHERED}
    assert {part.name for part in PARTS} - given == set(HERS_ALONE)
    with opened(bundle) as zipped:
        index = BeautifulSoup(zipped.read("index.html"), "html5lib")
        letter = PdfReader(io.BytesIO(zipped.read("letter.pdf")))
    rows = [row.get_text(" ", strip=True) for row in index.select("#search ~ table tr")]
    [portal] = [row for row in rows if row.startswith("This portal")]
    said = " ".join(" ".join(page.extract_text() for page in letter.pages).split())
    for words in (*HERS_ALONE.values(), "complaints about how a request was handled"):
        assert words in portal, words
        assert words in said, words
    assert "Nothing" not in portal
    assert any(row.endswith("Nothing") for row in rows)  # a source that left nothing out
