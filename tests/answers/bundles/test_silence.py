"""What is neither confirmed nor denied shows itself in no file of an answer (RSP-8)."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader
from sqlmodel import Session

from app.answers.bundles import facts
from app.answers.bundles.models import AnswerBundle
from app.answers.covering import queries as covered
from app.answers.covering.deciding.rules import OTHERS
from app.answers.covering.exempting import service as exempting
from app.answers.covering.exempting.service import Held
from app.answers.covering.models import Ground
from app.answers.gathering import queries as gathered
from app.answers.gathering.models import GatheredDocument, Gathering
from app.answers.release import queries as release
from app.connectors import service as connectors
from app.core import clock
from app.core.db.base import new_id
from app.core.errors import ConflictError
from app.core.storage import service as storage
from app.subject_requests.models import SubjectRequest
from tests.support.answers import begin, check_all, packed, proposed, work, write_letter
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.covering import cover_words, spans
from tests.support.folders import configured, message
from tests.support.requests import MONDAY, approve, taken

SECRET, INSIDE, OPEN = "Orchard findings.txt", "QUINCE-CANARY", "Plum list.txt"


def a_mailbox(folder: Path) -> None:
    """Four messages; to the second are attached two plain texts, and one between them."""
    for number in range(1, 5):
        mail = message(
            number, "Shifts are set.", To="Amara Okafor <amara.okafor@northfold.example>"
        )
        if number == 2:
            _attach(mail)
        (folder / f"{number}.eml").write_bytes(mail.as_bytes())


def _attach(mail: EmailMessage) -> None:
    mail.set_content(f"Dear Amara,\n\nplease do not pass on ORCHARD\nfindings.txt, nor {OPEN}.")
    for name, text in (("rota.txt", "Monday"), (SECRET, INSIDE), (OPEN, "Stones"), ("b.txt", "B")):
        mail.add_attachment(text, filename=name)


def named(session: Session, gathering: Gathering, title: str) -> GatheredDocument:
    [found] = [one for one in gathered.documents(session, gathering) if one.title == title]
    return found


def keep_back(
    session: Session, cast: Cast, document: GatheredDocument, *, neutral: bool = True
) -> None:
    held = Held(Ground.CRIME, None, neutral=neutral, test="It would warn.", scope="One file.")
    seen = covered.state(session, document).number
    exempting.exempt(session, document, cast.helen, held, seen=seen, form_key=new_id())


def read(bundle: AnswerBundle) -> dict[str, str]:
    """Every file of a bundle as text: what is seen of it, and what is in it."""
    assert bundle.file_id is not None
    found = {}
    with zipfile.ZipFile(io.BytesIO(storage.content(bundle.file_id))) as zipped:
        for name in zipped.namelist():
            content = zipped.read(name)
            if name.endswith(".pdf"):
                paper = PdfReader(io.BytesIO(content))
                found[name] = "\n".join(page.extract_text() for page in paper.pages)
                found[name] += str(paper.metadata)
            elif name.endswith(".html"):
                page = BeautifulSoup(content, "html5lib")
                found[name] = content.decode() + page.get_text(" ", strip=True)
            else:
                found[name] = content.decode()
    return found


@pytest.fixture
def gathering(session: Session, cast: Cast, tmp_path: Path) -> Gathering:
    a_mailbox(tmp_path)
    connectors.connect(session, configured(tmp_path, mail=["*.eml"]))
    gathering = begin(session, taken(session, cast.amara, cast.helen), cast.helen)
    work(session)
    return gathering


def bundle_of(session: Session, cast: Cast, gathering: Gathering) -> AnswerBundle:
    check_all(session, gathering, cast.helen, cover=False)
    request = session.get_one(SubjectRequest, gathering.request_id)
    write_letter(session, request, cast.helen)
    return packed(session, request, cast.helen)


def test_nothing_that_is_withheld_in_silence_is_in_any_file(
    session: Session, cast: Cast, gathering: Gathering
) -> None:
    for title in (SECRET, "Number 3"):
        keep_back(session, cast, named(session, gathering, title))

    files = read(bundle_of(session, cast, gathering))

    mail = storage.content(named(session, gathering, "Number 2").text_id).decode()
    assert f"Attachment: {SECRET}" in mail  # so there was something to be silent about
    for name, said in files.items():
        for trace in (r"orchard\s+findings", INSIDE, "Number 3", "a whole document", "crime"):
            assert not re.search(trace, said, re.IGNORECASE), (name, trace)
    copies = sorted(name for name in files if name.startswith("documents/"))
    assert copies == [f"documents/{number:05}.html" for number in range(1, 7)]
    index = BeautifulSoup(files["index.html"], "html5lib")
    assert [link["href"] for link in index.select('a[href^="documents/"]')] == copies
    archive = index.find("th", string="Archive")
    assert archive is not None
    assert archive.find_parent("tr").select("td")[1].text == "6"  # type: ignore[union-attr]
    listed = {each["name"] for each in json.loads(files["manifest.json"])["files"]}
    assert listed == files.keys() - {"manifest.json"}
    told = BeautifulSoup(files["documents/00002.html"], "html5lib").select("p")[-1]
    assert told.get_text("|") == "Attachment: rota.txt|Attachment: Plum list.txt|Attachment: b.txt"
    assert "nor Plum list.txt" in files["documents/00002.html"]


def test_what_is_withheld_openly_is_counted_and_not_named(
    session: Session, cast: Cast, gathering: Gathering
) -> None:
    keep_back(session, cast, named(session, gathering, OPEN), neutral=False)
    files = read(bundle_of(session, cast, gathering))
    assert not [name for name, said in files.items() if OPEN in said]
    assert "a whole document: telling you would hinder" in files["index.html"]
    assert "Attachment: [Covered: telling you would hinder" in files["documents/00002.html"]
    assert SECRET in files["documents/00002.html"]


def test_the_officer_checks_the_very_files_that_are_packed(
    session: Session, cast: Cast, gathering: Gathering
) -> None:
    keep_back(session, cast, named(session, gathering, "Number 2"))
    bundle = bundle_of(session, cast, gathering)
    files = zipfile.ZipFile(io.BytesIO(storage.content(bundle.file_id or new_id())))
    numbers = {"Number 1": 1, "Number 3": 2, "Number 4": 3}
    for document in gathered.documents(session, gathering):
        if number := numbers.pop(document.title, 0):
            assert facts.copy_of(session, document) == files.read(f"documents/{number:05}.html")
            continue
        with pytest.raises(ConflictError, match="Nothing of this document"):
            facts.copy_of(session, document)
    assert not numbers


def keep_back_passage(
    session: Session, cast: Cast, document: GatheredDocument, words: str, *, neutral: bool
) -> None:
    [span] = spans(document, words)
    held = Held(Ground.CRIME, span, neutral=neutral, test="It would warn.", scope="A passage.")
    seen = covered.state(session, document).number
    exempting.exempt(session, document, cast.helen, held, seen=seen, form_key=new_id())


Hide = Callable[[Session, Cast, Gathering], None]


def answered(session: Session, cast: Cast, browser: Browser, hide: Hide) -> dict[str, str]:
    """Every page and file that she may read of an answer, without what names this request
    (how well the letter packs hangs on the reference too).

    All happens at one moment, so that nothing but what was kept back can differ.
    """
    request = taken(session, cast.amara, cast.helen)
    gathering = begin(session, request, cast.helen, portal="Not today.")
    work(session)
    hide(session, cast, gathering)
    check_all(session, gathering, cast.helen, cover=False)
    write_letter(session, request, cast.helen)
    bundle = packed(session, request, cast.helen)
    found = read(bundle)
    approve(session, proposed(session, request, cast), cast.daniel)
    session.commit()
    browser.sign_in(cast.amara)
    where = f"/requests/{request.reference}"
    for path in (where, f"{where}/download"):
        found[path] = str(browser.visit(path).one("main"))
    found["manifest.json"] = " ".join(sorted(found))  # its digests hang on the reference
    own = re.compile(
        rf"{request.reference}|\d+\.\d kB|[0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}"
    )
    return {own.sub("…", name): own.sub("…", said) for name, said in found.items()}


def _secret_message(session: Session, cast: Cast, gathering: Gathering) -> None:
    keep_back(session, cast, named(session, gathering, "Number 4"))


def _secret_passage(session: Session, cast: Cast, gathering: Gathering) -> None:
    document = named(session, gathering, "Number 1")
    keep_back_passage(session, cast, document, "Shifts", neutral=True)


def _ordinary_passage(session: Session, cast: Cast, gathering: Gathering) -> None:
    cover_words(session, named(session, gathering, "Number 1"), cast.helen, "Shifts", reason=OTHERS)


def _nothing(_session: Session, _cast: Cast, _gathering: Gathering) -> None: ...


@pytest.mark.parametrize(
    ("secret", "ordinary"), [(_secret_message, _nothing), (_secret_passage, _ordinary_passage)]
)
def test_silence_reads_letter_by_letter_like_an_ordinary_answer(
    session: Session,
    cast: Cast,
    browser: Browser,
    tmp_path: Path,
    *,
    secret: Hide,
    ordinary: Hide,
) -> None:
    folder = tmp_path / "mail"  # beside it are the files of the answers themselves
    folder.mkdir()
    a_mailbox(folder)
    connectors.connect(session, configured(folder, mail=["*.eml"]))
    with clock.set_to(MONDAY):
        one = answered(session, cast, browser, secret)
        if ordinary is _nothing:  # as if there had never been such a message
            (folder / "4.eml").unlink()
        other = answered(session, cast, browser, ordinary)
        assert one.keys() == other.keys()
        for name, said in one.items():
            assert said == other[name], name
        told = answered(session, cast, browser, _openly)
    assert told != other  # what is kept back openly is told


def _openly(session: Session, cast: Cast, gathering: Gathering) -> None:
    document = named(session, gathering, "Number 1")
    keep_back_passage(session, cast, document, "Shifts", neutral=False)


def test_what_the_approver_reads_is_numbered_as_the_files_are(
    session: Session, cast: Cast, gathering: Gathering
) -> None:
    keep_back(session, cast, named(session, gathering, "Number 1"), neutral=False)
    for title, words in (("Number 3", "Shifts"), (OPEN, "Stones")):
        document = named(session, gathering, title)
        keep_back_passage(session, cast, document, words, neutral=False)
    bundle = bundle_of(session, cast, gathering)

    shown = release.enclosed(session, bundle)

    files = read(bundle)
    numbers = [number for number, _exemption in shown.exemptions]
    assert numbers[0] is None
    for number, each in zip(numbers[1:], shown.exemptions[1:], strict=True):
        assert "telling you would hinder" in files[f"documents/{number:05}.html"], each
    assert {n for each in shown.hidden for n in each.documents} == set(numbers[1:])
    assert sorted(n for n, _text in shown.sample) == sorted({n for n, _text in shown.sample})
    assert {n for n, _text in shown.sample} <= {copy.number for copy in shown.copies}
