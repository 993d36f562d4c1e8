"""Each kind of source, broken in five ways: the officer's page and the person's letter name it.

All four are broken at once, and the portal answers for itself beside them. What failed altogether
is left out with a reason, which she reads; what could be read in part says how much could not.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

import pytest
from pypdf import PdfReader
from sqlmodel import Session, select

from app.answers.gathering import queries as gathered
from app.answers.gathering import service
from app.answers.gathering.models import GatheringSource, Progress
from app.answers.gathering.rules import ATTEMPTS, SILENT
from app.connectors import service as connectors
from app.connectors.push import service as push
from app.connectors.push.models import ConnectorDelivery, ConnectorRequest
from app.connectors.push.schemas import AnswerIn, SentLine
from app.core import clock
from app.core.storage import service as storage
from app.subject_requests.models import SubjectRequest
from tests.support import folders, interface
from tests.support.answering import answering, said
from tests.support.answers import Source, a_source, begin, packed, work, write_letter
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.connectors import a_push, a_row
from tests.support.requests import taken

TITLES = {
    "hr-core": "HR system",
    "hr": "Human resources",
    "archive": "Archive",
    "field-app": "Absence",
}
REASON = "Nobody could mend {} in time."
ROW = SentLine.model_validate(a_row())
Break = Callable[["House"], None]


@dataclass
class House:
    """Four systems that are well, until each is broken."""

    session: Session
    hr: Source
    folder: Path
    reply: Sequence[bytes | float] = ()

    def run(self, statement: str) -> None:
        with closing(sqlite3.connect(self.hr.file)) as database, database:
            database.execute(statement)

    @property
    def wanted(self) -> ConnectorRequest:
        return self.session.exec(select(ConnectorRequest)).one()

    def send(self, *, records: int = 1, missing: str = "") -> None:
        push.take(self.session, self.wanted, [ROW])
        end = AnswerIn(complete=not missing, records=records, missing=missing)
        push.answer(self.session, self.wanted, end)

    def lose(self) -> None:
        """All was sent, and then the disk lost it."""
        self.send()
        storage.remove(self.session.exec(select(ConnectorDelivery)).one().file_id)

    def miscount(self) -> None:
        with pytest.raises(push.WrongCountError):
            self.send(records=2)

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text)


@contextmanager
def a_house(session: Session, folder: Path) -> Iterator[House]:
    root = folder / "archive"
    root.mkdir()
    house = House(session, a_source(folder), root)
    house.hr.fill([("E1001", "2026-10-01", "S", "")])
    house.write("a.csv", "person,id,day,note\nE1001,1,2026-11-01,x\n")
    house.write("b.mbox", "From x Mon Jan  5 09:00:00 2026\nSubject: x\n\n")
    with answering(lambda _came: house.reply) as machine:
        house.hr.connect(session)
        open_ = interface.configured(machine.url, auth=None, secret=None)
        connectors.connect(session, open_)
        tables = folders.configured(root, tables=[folders.sheet()], mail=["*.mbox"])
        connectors.connect(session, tables)
        a_push(session)
        yield house


def _no_database(house: House) -> None:
    house.hr.file.write_text("This is no database at all.\n" * 50)


def _link(house: House) -> None:
    (house.folder / "c.csv").symlink_to(house.hr.file)


def _no_folder(house: House) -> None:
    house.folder.rename(house.folder.with_name("moved"))


def _away(house: House) -> None:
    house.hr.file.rename(house.hr.file.with_suffix(".away"))


class Way(NamedTuple):
    """For each kind how it is broken, and what the officer reads of it."""

    sql: tuple[Break, str]
    http: tuple[Sequence[bytes | float], str]
    files: tuple[Break, str]
    push: tuple[Break, str]


WAYS = {
    "away": Way(
        (_away, "cannot be reached"),
        (said(b"", 500), "a fault of its own (status 500)"),
        (_no_folder, "The folder is not there"),
        (lambda _house: None, "It has not finished sending in two weeks."),
    ),
    "refused or no such thing": Way(
        (_no_database, "no such database"),
        (said(b"", 401), "It does not let us in"),
        (
            lambda house: house.write("b.mbox", "Not a mailbox."),
            "“b.mbox” is not a mailbox and was not searched.",
        ),
        (House.miscount, "It has not finished sending in two weeks."),
    ),
    "moved": Way(
        (lambda house: house.run("ALTER TABLE absence RENAME TO sick"), "no longer there"),
        (said(b"", 302, Location="https://evil.example/"), "It sends us to another address."),
        (_link, "“c.csv” is a link and was not followed."),
        (House.lose, "What the source sent cannot be read any more."),
    ),
    "changed": Way(
        (lambda house: house.run("ALTER TABLE absence RENAME COLUMN kind TO k"), "no longer there"),
        (said(b"<html>"), "is not JSON"),
        (lambda house: house.write("a.csv", "who,id\n"), "“a.csv” has no column “person”"),
        (lambda house: connectors.end(house.session, "field-app"), "It has not finished sending"),
    ),
    "in part": Way(
        (lambda house: house.run("UPDATE absence SET kind = x'00ff'"), "binary data in places"),
        (said(b'{"data": {"items": []}}', length=900), "Its answer ended before its end."),
        (lambda house: house.write("d.docx", "?"), "“d.docx” is named by no part of the settings"),
        (lambda house: house.send(missing="2019 is on paper."), "2019 is on paper."),
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_page_and_the_letter_name_whatever_is_missing(
    browser: Browser, session: Session, cast: Cast, tmp_path: Path, way: str
) -> None:
    begun = clock.now() - SILENT - timedelta(days=1)
    with clock.set_to(begun), a_house(session, tmp_path) as house:
        request = taken(session, cast.amara, cast.helen)
        gathering = begin(session, request, cast.helen)
        _broken(house, way, begun)
    browser.sign_in(cast.helen)
    desk = f"/desk/requests/{request.reference}"
    case = browser.visit(desk).main
    for (_break, words), title in zip(WAYS[way], TITLES.values(), strict=True):
        assert title in case
        assert words in case

    found = {each.name: each for each in gathered.sources(session, gathering)}
    missing = [name for name in TITLES if found[name].progress is Progress.MISSING]
    for name in missing:
        page = browser.visit(f"{desk}/sources")
        reason = REASON.format(TITLES[name])
        browser.submit(page, f"Answer without {TITLES[name]}", reason=reason)
    letter = letter_of(session, request, cast)
    for name, title in TITLES.items():
        part = "1 thing that could not be read"
        assert f"{title}: {REASON.format(title) if name in missing else part}" in letter
    assert letter.count("This portal:") == 1  # what no officer reads, which every letter says
    assert "This portal: The concerns you raised" in letter


def test_one_that_was_silent_is_given_its_two_weeks_again(session: Session, cast: Cast) -> None:
    begun = clock.now() - SILENT - timedelta(days=1)
    with clock.set_to(begun):
        a_push(session)
        request = taken(session, cast.amara, cast.helen)
        gathering = begin(session, request, cast.helen)
        work(session)

    def push_source() -> GatheringSource:
        return next(one for one in gathered.sources(session, gathering) if one.name == "field-app")

    with clock.set_to(begun + SILENT):
        work(session)
        assert push_source().progress is Progress.MISSING
        service.ask_again(session, request, push_source())
        work(session)
        assert push_source().progress is Progress.WAITING
    with clock.set_to(begun + SILENT * 2):
        work(session)
        assert push_source().progress is Progress.MISSING


def _broken(house: House, way: str, begun: datetime) -> None:
    """Break all four, the one that sends once it is asked, and let the worker try to the end."""
    (sql, _), (reply, _), (files, _), (pushes, _) = WAYS[way]
    house.reply = reply
    for act in (sql, files):
        act(house)
    with clock.set_to(begun):
        work(house.session)
        pushes(house)
    for hours in (*range(2, 2 * ATTEMPTS, 2), SILENT / timedelta(hours=1)):
        with clock.set_to(begun + timedelta(hours=hours)):
            work(house.session)


def letter_of(session: Session, request: SubjectRequest, cast: Cast) -> str:
    """The words of the letter that goes out."""
    write_letter(session, request, cast.helen)
    bundle = packed(session, request, cast.helen)
    assert bundle.file_id is not None
    with ZipFile(BytesIO(storage.content(bundle.file_id))) as zipped:
        letter = PdfReader(BytesIO(zipped.read("letter.pdf")))
    return " ".join("\n".join(page.extract_text() for page in letter.pages).split())
