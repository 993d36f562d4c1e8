"""What officers do at the workbench. Each look is in the log before anything is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from app.access_log import portal
from app.access_log.queries import Look
from app.access_log.rules import Act
from app.cases import queries as cases
from app.cases import service as case_service
from app.cases.models import Case, Purpose
from app.core import secrets
from app.core.errors import NotFoundError
from app.core.language import gettext as _
from app.desk import rules
from app.desk.forms import DraftLook, NewLook
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.viewer import Viewer


@dataclass(frozen=True)
class Found:
    """The first people a search found; ``more`` when there were others."""

    people: Sequence[Person]
    more: bool


def find(session: Session, officer: Viewer, text: str) -> Found:
    """Search by name or employee number; everyone returned can read that her name came up."""
    found = people.named_like(session, text, limit=rules.FOUND_AT_ONCE + 1, active=True)
    shown = found[: rules.FOUND_AT_ONCE]
    if shown:
        portal.record_in(session, officer, shown, rules.SEARCH)
    return Found(shown, more=len(found) > len(shown))


def draft(session: Session, officer: Viewer, look: DraftLook) -> tuple[Person, Look]:
    """Whom a look would be at and what it would write. Raises what opening it would raise.

    A number that no search of hers gave tells the officer that it is somebody's, and is written
    in the log as a search is, before she learns anything, a refusal too.
    """
    person = subject(session, look.person)
    if not was_found(officer, person, look.found):
        with portal.recording() as own:
            portal.record_in(own, officer, [person], rules.SEARCH)
    case_service.check(session, officer.person, person)
    act = rules.look(look.purpose.value, look.ticket)
    return person, portal.previewed(officer, person, act)


def open_look(session: Session, officer: Viewer, look: NewLook) -> Case:
    """Open a case; nothing of it is shown yet, so no look is written in the log yet.

    That it is somebody's number is, as ``draft`` does. The refusals come after that entry, so
    whoever answers them must not take the transaction back.
    """
    person = subject(session, look.person)
    if not was_found(officer, person, look.found):
        portal.record_in(session, officer, [person], rules.SEARCH)
    return case_service.open_case(
        session,
        officer.person,
        person,
        purpose=look.purpose,
        ticket=look.ticket,
        form_key=look.form_key,
    )


def mark(officer: Viewer, person: Person) -> str:
    """What a page gives on that shows this person to this officer: her name came up already."""
    key = secrets.derive("people an officer found")
    return rules.mark(key, officer.signed_in.id, person.id)


def was_found(officer: Viewer, person: Person, found: str) -> bool:
    """Whether ``found`` is such a mark."""
    return rules.is_mark(found, mark(officer, person))


def record(officer: Viewer, reference: str) -> None:
    """Write one look under an open case, in a transaction of its own, before the page is read.

    Raises NotFoundError, ClosedError, TooManyPeopleError, LogUnavailableError: no record, no byte.
    """
    with portal.recording() as session:
        case = cases.own(session, officer.id, reference)
        person = people.by_id(session, case.person_id)
        assert person is not None
        case_service.look(session, officer.person, person, case)
        portal.record_in(session, officer, [person], rules.look(case.purpose.value, case.ticket))


def look_at(
    session: Session,
    officer: Viewer,
    person: Person,
    purpose: Purpose,
    act: Act,
    *,
    ticket: str,
    form_key: UUID,
) -> None:
    """One look at what an officer works on, which has a page of its own.

    Its case is opened with the first look; ``form_key`` tells that work from any other. Raises
    TooCloseError, TooManyPeopleError, LogUnavailableError.
    """
    case = case_service.open_case(
        session, officer.person, person, purpose=purpose, ticket=ticket, form_key=form_key
    )
    case_service.look(session, officer.person, person, case)
    portal.record_in(session, officer, [person], act)


def subject(session: Session, employee_id: str) -> Person:
    """Somebody who works here, or NotFoundError."""
    person = people.by_employee_id(session, employee_id)
    if person is None or not person.active:
        raise NotFoundError(_("Nobody with that employee number works here."))
    return person
