"""The file a person takes away: all of hers, nothing of others, and exactly what changed."""

import hashlib
import random
import zipfile
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from app.access_log import service as log
from app.access_log.errors import LogUnavailableError
from app.core.db.session import reading, writing
from app.identity import queries as identity
from app.identity.people.models import Person, VisitMark
from app.identity.sessions.models import PortalSession
from app.identity.viewer import Viewer
from app.my_data import bundle, queries, service
from app.my_data.bundle import Bundle
from app.my_data.exporters import PARTS
from app.my_data.models import OwnDownload, OwnDownloadEnd, OwnDownloadRecord
from app.notifications import service as notifications
from app.notifications.models import Kind
from app.register.comments.models import PracticeComment
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.consent import TIPS
from tests.support.database import on_both
from tests.support.held import (
    AT,
    MARKED,
    Taken,
    a_house,
    applied,
    everything,
    sessions_of,
    take,
)
from tests.support.insert_only import assert_insert_only

FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\ufeff=1",
    "＝1+1",
    "=cmd|' /C calc'!A0",
    'x","=1+1',
    "x;=1+1",
    "x,=1+1",
    "two lines\n=1+1",
    '=HYPERLINK("https://example.com?"&A1,"see")',
)


@pytest.fixture
def house(session: Session, cast: Cast) -> None:
    a_house(session, cast)


def _comment(person: Person, text: str) -> PracticeComment:
    of = {"practice_id": TIPS, "version": "1.0", "form_key": uuid4()}
    return PracticeComment(person_id=person.id, **of, text=text, written_at=AT)


@on_both
@pytest.mark.usefixtures("house")
def test_each_holds_all_of_hers_and_none_of_anothers(
    browser: Browser, session: Session, cast: Cast
) -> None:
    people = (cast.amara, cast.tom, cast.jo, cast.ewan)
    marks = {
        person.name: everything(session, cast, person, f"QA{number}")
        for number, person in enumerate(people)
    }
    for person in people:
        browser.sign_in(person)
        taken = take(browser)
        assert all(taken.records(part.name) for part in PARTS), person.name
        text = "\n".join(taken.text.values())
        for name, own in marks.items():
            found = {mark for mark in own if mark in text}
            assert found == (own if name == person.name else set()), (person.name, name)
        for part in MARKED:
            assert any(mark in taken.text[f"data/{part}.json"] for mark in marks[person.name])
        assert cast.helen.name not in text  # an officer of a case is named on /looked, if at all


@pytest.mark.usefixtures("house")
def test_the_files_say_the_same_and_are_described(
    browser: Browser, session: Session, cast: Cast
) -> None:
    everything(session, cast, cast.amara, "QA1")
    browser.sign_in(cast.amara)
    taken = take(browser)

    for part in PARTS:
        described = taken.json(f"data/{part.name}.json")
        assert described["title"] == part.title
        assert described["fields"] == dict(part.fields)
        assert all(set(record) == {"record", *part.fields} for record in described["records"])
        head, *rows = taken.table(part.name)
        assert head == ["record", *part.fields]
        assert [row[0] for row in rows] == [record["record"] for record in described["records"]]
        assert part.title in taken.text["index.html"]
    assert 'id="not-in-it"' in taken.text["index.html"]
    assert "All that Daylight itself kept" not in taken.text["index.html"]
    manifest = taken.json("manifest.json")
    assert {file["name"] for file in manifest["files"]} == set(taken.text) - {"manifest.json"}
    for file in manifest["files"]:
        content = taken.zip.read(file["name"])
        assert file["size"] == len(content)
        assert file["sha256"] == hashlib.sha256(content).hexdigest()
    assert {each["part"]: each["records"] for each in manifest["parts"]} == {
        part.name: len(taken.records(part.name)) for part in PARTS
    }


@pytest.mark.usefixtures("house")
def test_no_cell_is_a_formula_and_the_data_is_exact(
    browser: Browser, session: Session, cast: Cast
) -> None:
    for text in FORMULAS:
        session.add(_comment(cast.amara, text))
    browser.sign_in(cast.amara)
    taken = take(browser)

    assert {record["text"] for record in taken.records("comments")} == set(FORMULAS)
    signs, cells = tuple("=+-@＝＋－＠\t\r\n"), 0
    for part in PARTS:
        for row in taken.table(part.name):
            for cell in row:
                cells += 1
                assert not cell.lstrip(" \ufeff").startswith(signs), cell
        for separator in ";,\t|":  # a spreadsheet that is set to another one
            for line in taken.text[f"data/{part.name}.csv"].splitlines():
                for piece in line.split(separator):
                    assert not piece.strip(' "\ufeff').startswith(signs), line
    assert cells > 100


@on_both
@pytest.mark.usefixtures("house")
@pytest.mark.parametrize("seed", [1, 2])
def test_the_changes_applied_to_the_earlier_file_give_the_later_one(
    browser: Browser, session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(bundle, "AT_ONCE", 2)  # so that every part has several portions
    everything(session, cast, cast.amara, "QA1")
    life = Life(session, cast.amara, random.Random(seed))
    browser.sign_in(cast.amara)
    earlier, seen = take(browser), set[str]()
    assert earlier.changes == []
    for _round in range(3):
        for _thing in range(3):
            life.one_thing()
        session.commit()
        later = take(browser)
        assert applied(earlier.everything, later.changes) == later.everything
        assert len({(each["part"], each["record"]) for each in later.changes}) == len(later.changes)
        assert later.json("changes.json")["since"] == _begun(later, 1)
        seen |= {each["change"] for each in later.changes}
        _assert_told(browser, later)
        earlier = later
    assert {"new", "changed"} <= seen


@dataclass
class Life:
    """What happens to a person's records between two downloads."""

    session: Session
    person: Person
    choose: random.Random

    def one_thing(self) -> None:
        acts = (self.come, self.forget, self.write, self.move, self.leave, self.hear, self.read)
        self.choose.choice(acts)()

    def come(self) -> None:
        if self.session.get(VisitMark, self.person.id) is None:
            self.session.add(VisitMark(person_id=self.person.id, last_day=AT.date()))

    def forget(self) -> None:
        if mark := self.session.get(VisitMark, self.person.id):
            self.session.delete(mark)

    def write(self) -> None:
        for number in range(self.choose.randrange(1, 6)):
            self.session.add(_comment(self.person, f"word {number}"))

    def move(self) -> None:
        for each in sessions_of(self.session, self.person)[:1]:
            each.seen_at += timedelta(minutes=1)

    def leave(self) -> None:
        if len(hers := sessions_of(self.session, self.person)) > 1:
            self.session.delete(hers[0])

    def hear(self) -> None:
        notifications.tell(self.session, [self.person.id], Kind.LOOK, about=uuid4().hex)

    def read(self) -> None:
        notifications.read_all(self.session, self.person.id)


def _begun(taken: Taken, back: int) -> str:
    begun: str = taken.records("downloads")[back]["begun_at"]
    return begun


def _assert_told(browser: Browser, taken: Taken) -> None:
    """The page has the same numbers as the file."""
    newest = browser.visit("/my-data").one("#downloads ~ .ledger tbody tr:first-child")
    said = " ".join(newest.get_text(" ").split())
    for part in PARTS:
        kinds = [each["change"] for each in taken.changes if each["part"] == part.name]
        numbers = [f"{kinds.count(kind)} {kind}" for kind in ("new", "changed", "gone")]
        assert (f"{part.title} : {', '.join(numbers)}" in said.replace(":", " :")) == bool(kinds)


@pytest.mark.usefixtures("house")
def test_what_went_away_is_gone_in_the_next_one(
    browser: Browser, session: Session, cast: Cast
) -> None:
    everything(session, cast, cast.amara, "QA1")
    browser.sign_in(cast.amara)
    (mark,) = take(browser).records("last-visit")
    session.delete(session.get_one(VisitMark, cast.amara.id))
    taken = take(browser)
    gone = [each for each in taken.changes if each["change"] == "gone"]
    assert gone == [{"part": "last-visit", "record": mark["record"], "change": "gone"}]
    assert taken.records("last-visit") == []
    assert "The last day you came: 0 new, 0 changed, 1 gone" in browser.visit("/my-data").main


def test_names_of_records_are_known_to_nobody_else(
    browser: Browser, session: Session, cast: Cast
) -> None:
    """Two people's records of the same name, or a name and what it says, are not alike."""
    handles = set[bytes]()
    for person in (cast.amara, cast.tom):
        browser.sign_in(person)
        take(browser)
    kept = session.exec(select(OwnDownloadRecord)).all()
    handles = {one.handle for one in kept}
    assert len(handles) == len(kept)
    assert not handles & {one.digest for one in kept}
    assert all(len(one.handle) == len(one.digest) == 16 for one in kept)


@on_both
def test_a_download_is_never_forgotten(browser: Browser, session: Session, cast: Cast) -> None:
    browser.sign_in(cast.amara)
    take(browser)
    assert_insert_only(session, "own_download", "SET begun_at = begun_at")
    assert_insert_only(session, "own_download_end", "SET parts = '[]'")
    assert_insert_only(session, "own_download_record", "SET part = 'none'")


@on_both
def test_one_that_breaks_off_opens_nowhere_and_nothing_is_compared_with_it(
    browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.amara)
    first = take(browser)
    viewer = _viewer(session, cast.amara)
    with writing() as own:
        before = queries.last(own, viewer)
        contents = queries.contents(own, viewer)
        begun = service.begin(own, viewer, before)
    parts = Bundle(viewer, begun, before, contents).stream()
    sent = b"".join(next(parts) for _ in range(6))
    parts.close()  # type: ignore[attr-defined]

    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(BytesIO(sent))
    page = browser.visit("/my-data")
    assert "It broke off, or is still on its way." in page.main
    assert len(session.exec(select(OwnDownloadEnd)).all()) == 1
    later = take(browser)
    assert later.json("changes.json")["since"] == _begun(first, 0)
    assert applied(first.everything, later.changes) == later.everything


def _viewer(session: Session, person: Person) -> Viewer:
    signed_in = sessions_of(session, person)[0].id
    session.commit()
    with reading() as own:
        return identity.viewer_of(own, own.get_one(PortalSession, signed_in))


def test_no_record_no_byte(
    browser: Browser, session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_events: object) -> None:
        raise LogUnavailableError

    browser.sign_in(cast.amara)
    page = browser.click(browser.visit("/my-data"), "Download everything")
    with monkeypatch.context() as patch:
        patch.setattr(log, "append_in", broken)
        answer = browser.submit(page, "Download now", status=503).response
    assert "Amara" not in answer.headers.get("content-disposition", "")
    assert not session.exec(select(OwnDownload)).all()

    newest = take(browser).records("who-looked")[0]
    assert (newest["accessor"], newest["action"]) == ("You", "export")
    assert len(session.exec(select(OwnDownload)).all()) == 1
