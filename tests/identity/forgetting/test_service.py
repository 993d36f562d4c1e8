from datetime import UTC, datetime, timedelta

from sqlmodel import Session, select

from app.core import clock
from app.identity.forgetting.service import KEPT, forget_old
from app.identity.people.models import Person, VisitMark
from app.identity.sessions import service as sessions
from app.identity.sessions.models import PortalSession
from app.identity.sign_in.models import SignInEvent
from app.identity.visits import service as visits
from app.subject_requests.holds.queries import held_people

LONG_AGO = datetime(2025, 9, 1, 9, 0, tzinfo=UTC)


def come(session: Session, person: Person, incident: str) -> None:
    visits.note(session, person)
    sessions.start(session, person, issuer="i", subject=person.employee_id)
    session.add(SignInEvent(at=clock.now(), reason_code="state", status=400, incident=incident))
    session.flush()


def kept(session: Session) -> list[int]:
    tables = (VisitMark, PortalSession, SignInEvent)
    return [len(session.exec(select(table)).all()) for table in tables]


def test_what_is_older_than_thirteen_months_goes_and_the_rest_stays(
    session: Session, amara: Person, helen: Person
) -> None:
    with clock.set_to(LONG_AGO):
        come(session, amara, "SIGN-1")
    with clock.set_to(LONG_AGO + timedelta(days=30)):
        come(session, helen, "SIGN-2")

    with clock.set_to(LONG_AGO + KEPT - timedelta(days=1)):
        forget_old(session, held_people())
        assert kept(session) == [2, 2, 2]
    with clock.set_to(LONG_AGO + KEPT + timedelta(days=1)):
        forget_old(session, held_people())
        assert kept(session) == [1, 1, 1]
