from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session

from app.core import clock
from app.identity.people.models import Person
from app.identity.sessions import service as sessions
from app.identity.visits import service

FRIDAY = datetime(2026, 11, 6, 9, 0, tzinfo=UTC)


def sign_in(session: Session, person: Person) -> date | None:
    before = service.note(session, person)
    sessions.start(session, person, issuer="i", subject="s", previous_visit_on=before)
    return before


def test_the_first_visit_has_none_before_it(session: Session, amara: Person) -> None:
    with clock.set_to(FRIDAY):
        assert sign_in(session, amara) is None


def test_a_later_visit_knows_the_day_before_all_day_long(session: Session, amara: Person) -> None:
    with clock.set_to(FRIDAY):
        sign_in(session, amara)

    with clock.set_to(FRIDAY + timedelta(days=14)):
        assert sign_in(session, amara) == FRIDAY.date()
        assert sign_in(session, amara) == FRIDAY.date()
    with clock.set_to(FRIDAY + timedelta(days=15)):
        assert sign_in(session, amara) == FRIDAY.date() + timedelta(days=14)
