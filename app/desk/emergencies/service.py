"""An officer's look without a case. Each is in the log before anything is shown."""

from sqlmodel import Session

from app.access_log import portal
from app.access_log.queries import Look
from app.cases.emergencies import service as emergencies
from app.cases.emergencies.models import EmergencyLook
from app.desk import rules
from app.desk import service as desk
from app.desk.emergencies.forms import Emergency
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.viewer import Viewer

_NOT_YET = "EM"


def draft(session: Session, officer: Viewer, asked: Emergency) -> tuple[Person, Look]:
    """Whom it would be about and what it would write. Raises what opening it would raise.

    As for a case, a number that no search of hers gave is written in the log first, and whoever
    answers a refusal must not take that back.
    """
    person = _named(session, officer, asked)
    emergencies.check(session, officer.person, person)
    return person, portal.previewed(officer, person, rules.look_in_emergency(_NOT_YET))


def open_look(session: Session, officer: Viewer, asked: Emergency) -> EmergencyLook:
    """Open it; nothing is shown yet. Raises as ``draft``, and AnotherFormError."""
    person = _named(session, officer, asked)
    return emergencies.open_look(
        session, officer.person, person, reason=asked.reason, form_key=asked.form_key
    )


def record(officer: Viewer, reference: str) -> None:
    """Write one look in a transaction of its own, before the page is read.

    Raises NotFoundError, OverError, LogUnavailableError: no record, no byte.
    """
    with portal.recording() as session:
        look = emergencies.look(session, officer.person, reference)
        person = people.by_id(session, look.person_id)
        assert person is not None
        portal.record_in(session, officer, [person], rules.look_in_emergency(reference))


def _named(session: Session, officer: Viewer, asked: Emergency) -> Person:
    person = desk.subject(session, asked.person)
    if not desk.was_found(officer, person, asked.found):
        portal.record_in(session, officer, [person], rules.SEARCH)
    return person
