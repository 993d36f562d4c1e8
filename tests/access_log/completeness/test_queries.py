"""What a source said it sent, and what of it came: counted for each source on its own."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import Session

from app.access_log import service as log
from app.access_log.completeness import queries
from app.access_log.completeness import service as completeness
from app.access_log.completeness.rules import Coverage
from app.core import clock
from app.core.db.session import reading
from app.identity.people.models import Person
from app.identity.sources import service as sources
from app.identity.sources.queries import by_id
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.looks import FRIDAY
from tests.support.make import an_access

HOUR = timedelta(hours=1)
MANY = 2_001  # events of another source


def added(session: Session, name: str) -> UUID:
    """A source that promised to report daily."""
    source, _key = sources.add(session, name, system=name)
    source_id = source.id
    session.commit()
    return source_id


def beat(session: Session, source: UUID, *, sent: int) -> None:
    completeness.take_heartbeat(session, source, covers_until=clock.now(), events_sent=sent)
    session.commit()


def looked(browser: Browser, session: Session, person: Person) -> str:
    browser.sign_in(person)
    session.commit()
    return browser.get("/looked").main


def known_of(source: UUID) -> Coverage:
    with reading() as session:
        found = by_id(session, source)
        assert found is not None
        return queries.of_source(session, found)


@pytest.fixture
def other(session: Session, cast: Cast) -> UUID:
    return added(session, "payroll")


def test_what_came_late_stays_counted_whatever_others_report(
    browser: Browser, session: Session, cast: Cast, other: UUID
) -> None:
    with clock.set_to(FRIDAY - HOUR):
        source = added(session, "hr-core")
    before = {"source_id": source, "occurred_at": FRIDAY - HOUR}
    with clock.set_to(FRIDAY):
        log.append([an_access("E1001", **before), an_access("E1001", **before)])
        beat(session, source, sent=3)
        assert "has not arrived here" in looked(browser, session, cast.amara)

        log.append([an_access("E1001", **before)])
        log.append([an_access("E1003", source_id=other) for _each in range(MANY)])

        assert "has not arrived here" not in looked(browser, session, cast.amara)
        found = known_of(source)
        assert (found.missing, found.late) == (0, 1)


def test_what_comes_of_the_last_second_of_a_heartbeat_leaves_no_gap_and_is_not_late(
    session: Session, cast: Cast
) -> None:
    with clock.set_to(FRIDAY - HOUR):
        source = added(session, "hr-core")
    with clock.set_to(FRIDAY):
        beat(session, source, sent=2)
        found = known_of(source)
        assert (found.missing, found.late) == (2, 0)

        log.append([an_access("E1001", source_id=source, occurred_at=FRIDAY)])
        found = known_of(source)
        assert (found.missing, found.late) == (1, 0)
        log.append([an_access("E1001", source_id=source, occurred_at=FRIDAY - HOUR)])
        found = known_of(source)
        assert (found.missing, found.late) == (0, 1)

        beat(session, source, sent=2)
        found = known_of(source)
        assert (found.missing, found.late) == (0, 1)


def test_who_reports_is_not_silent_however_much_others_report(
    session: Session, cast: Cast, other: UUID
) -> None:
    with clock.set_to(FRIDAY - 30 * HOUR):
        source = added(session, "hr-core")
    with clock.set_to(FRIDAY):
        log.append([an_access("E1001", source_id=source, occurred_at=FRIDAY - HOUR)])
        log.append([an_access("E1003", source_id=other) for _each in range(MANY)])

        heard = known_of(source)
        assert (heard.heard_at, heard.silent) == (FRIDAY - HOUR, False)
    with clock.set_to(FRIDAY + 30 * HOUR):
        assert known_of(source).silent
