"""A log that is two years old: a month that is over, one that is not, and this one."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import Session, col, select

from app.access_log import service as log
from app.access_log.checking import service as checking
from app.access_log.checking.rules import Verdict
from app.access_log.checkpoints import service as signing
from app.access_log.erasing import service, statements
from app.access_log.erasing.rules import Rule, statement
from app.access_log.keys.models import subject_key
from app.access_log.leaves.rules import NOTICE, canonical
from app.access_log.models import Entry, Event, Notice
from app.access_log.seals import service as seals
from app.core import clock
from app.core.db import dialects
from app.core.db.session import keys_engine, reading, writing
from tests.support.cast import Cast
from tests.support.make import an_access

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
OVER = datetime(2024, 10, 30, 9, tzinfo=UTC)
NOT_OVER = datetime(2024, 11, 2, 9, tzinfo=UTC)
OVER_MONTH, NOT_OVER_MONTH, THIS_MONTH = 202410, 202411, 202611
ALL = ("E1001", "E1002", "E1003")  # Amara, Tom and Jo
TIMES = 7


def nobody(_session: Session) -> Collection[UUID]:
    return ()


def told(at: datetime, *events: tuple[str, ...]) -> None:
    """Look at these people together, some times, and seal that a minute later."""
    with clock.set_to(at):
        log.append([an_access(*event) for event in events for _time in range(TIMES)])
    with clock.set_to(at + timedelta(minutes=1)):
        seals.seal()
        signing.publish()


@pytest.fixture
def old_log(session: Session, cast: Cast) -> Cast:
    """In each month everybody was looked at together, and Amara and Jo by themselves."""
    session.flush()
    session.expunge_all()  # nobody asks for them again: that would hold the file
    session.commit()
    for at in (OVER, NOT_OVER, NOW - timedelta(hours=1)):
        told(at, ALL, ("E1001",), ("E1003",))
    return cast


def erase(held: service.Held = nobody, at: datetime = NOW) -> int:
    """Delete what is due now; how many entries went."""
    with clock.set_to(at):
        return sum(service.steps(held))


def forged(numbers: Collection[int], rule: Rule, months: int | None, at: datetime = NOW) -> None:
    """Empty entries and say so in the log, as only a deletion may, whatever the reason is worth."""
    said = canonical(statement(numbers, rule, months, at))
    with writing() as session:
        statements.empty(session, sorted(numbers))
        seq = log.append_public(session, NOTICE, said)
        session.add(Notice(seq=seq, kind=NOTICE, statement=said, recorded_at=at))


def checked(at: datetime = NOW + timedelta(days=40)) -> Verdict:
    """What came is signed; then what the check of the whole finds, after all deletions by then."""
    with clock.set_to(at):
        signing.publish()
        return checking.verify()


def entries(*months: int) -> list[Entry]:
    """The accesses of these months, or of all."""
    with reading() as session:
        dialects.set_local(session, "daylight.reader", "log")
        accesses = select(Entry).where(col(Entry.event).is_not(None)).order_by(col(Entry.seq))
        return [row for row in session.exec(accesses) if not months or row.month in months]


def emptied() -> set[int]:
    return {row.seq for row in entries() if row.sealed is None}


def numbers(month: int, *people: UUID) -> set[int]:
    return {row.seq for row in entries(month) if not people or row.subject in people}


def events(*months: int) -> list[Event]:
    firsts = {row.event for row in entries(*months)}
    with reading() as session:
        dialects.set_local(session, "daylight.reader", "log")
        return [event for event in session.exec(select(Event)) if event.first_seq in firsts]


def keys() -> set[tuple[int, UUID]]:
    """Which keys there are: of which month, and whose."""
    key = subject_key.c
    with dialects.for_reading(keys_engine()).begin() as connection:
        rows = connection.execute(select(key.month, key.subject))
        return {(month, UUID(bytes=bytes(subject))) for month, subject in rows}
