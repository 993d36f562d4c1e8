"""Asking for somebody with her authority, and stopping what was asked without it."""

from collections.abc import Collection
from datetime import date
from functools import lru_cache
from uuid import UUID

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from sqlmodel import Session

from app.access_log import portal
from app.access_log.rules import Act as Look
from app.core.errors import NotFoundError, RejectedError
from app.core.language import gettext as _
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.roles import queries as roles
from app.identity.roles.models import Role
from app.identity.viewer import Viewer
from app.subject_requests import queries
from app.subject_requests import service as requests
from app.subject_requests.asking import queries as asking
from app.subject_requests.asking.rules import Asked
from app.subject_requests.conditions.rules import NotYoursToDoError, check_received
from app.subject_requests.models import (
    Act,
    Channel,
    Kind,
    SubjectRequest,
    SubjectRequestEvent,
)
from app.subject_requests.on_behalf import rules
from app.subject_requests.on_behalf.queries import Shared
from app.subject_requests.progress import service as progress

WRONG_PEOPLE = parse("10/hour")
READS, ROLE = "read-answer", "Employee representative"


class NotThemError(RejectedError):
    """Number and name do not belong together; nobody learns which of them is somebody's."""

    def __init__(self) -> None:
        super().__init__(_("No employee has this number and this name. Ask the person for both."))


class TooManyNamesError(RejectedError):
    def __init__(self) -> None:
        super().__init__(_("Many names were tried. Wait for an hour, or ask the privacy team."))


def file(
    session: Session,
    representative: Person,
    *,
    employee_id: str,
    name: str,
    kind: Kind,
    details: str,
    practices: Collection[str] = (),
    authority: str,
    authority_on: date,
    form_key: UUID,
) -> SubjectRequest:
    """File a request for somebody, who is told of it at once, with the authority shown (SAR-7).

    Raises NotYoursToDoError, NotThemError, TooManyNamesError, ConditionError, AnotherFormError.
    """
    if Role.REPRESENTATIVE not in roles.roles_of(session, representative.id):
        raise NotYoursToDoError(_("Only an employee representative can ask for somebody else."))
    person = _named(session, representative, employee_id, name)
    where = requests.jurisdiction_of(session, person)
    today = queries.today(where)
    check_received(authority_on, today)
    scope = asking.named_by_others(session, kind, practices)
    request = SubjectRequest(
        **requests.fields(kind, Asked(scope, details=details)),
        person_id=person.id,
        received_on=today,
        jurisdiction=where,
        channel=Channel.PORTAL,
        filed_by_id=representative.id,
        representative=representative.name,
        authority=f"{authority_on.isoformat()}: {authority.strip()}",
        form_key=form_key,
    )
    return requests.receive(session, request, representative, stage="received-for-you")


def stop(
    session: Session, request: SubjectRequest, person: Person, *, form_key: UUID
) -> SubjectRequestEvent:
    """End what somebody asked for in one's name without one's agreement."""
    text = _("This is not with my agreement.")
    return requests.withdraw(session, request, person, text=text, form_key=form_key)


def share(
    session: Session, request: SubjectRequest, person: Person, *, form_key: UUID
) -> SubjectRequestEvent:
    """Let who asked in one's name read the words of the answer; the files stay one's own.

    What a representative says of her authority does not decide this: the person does, once she
    has read the answer. Raises NotFoundError and the refusals of ``conditions.rules``.
    """
    return _said(session, request, person, Act.SHARED, form_key)


def unshare(
    session: Session, request: SubjectRequest, person: Person, *, form_key: UUID
) -> SubjectRequestEvent:
    """Let her read it no more. Raises as ``share``."""
    return _said(session, request, person, Act.UNSHARED, form_key)


def look(representative: Viewer, shared: Shared) -> None:
    """Write in the person's log that her representative reads the answer: before a word of it.

    Raises LogUnavailableError and KeysUnavailableError.
    """
    reads = Look(READS, ("rights-request",), case=shared.story.request.reference, role=ROLE)
    portal.record(representative, [shared.person], reads)


def _said(
    session: Session, request: SubjectRequest, person: Person, act: Act, form_key: UUID
) -> SubjectRequestEvent:
    if request.channel is not Channel.PORTAL or not request.representative:
        raise NotFoundError
    story = progress.locked(session, request)
    if done := progress.repeated(story, form_key):
        return done
    progress.may(session, story, act, person)
    return progress.append(session, story, act, person, form_key=form_key)


@lru_cache
def limiter() -> MovingWindowRateLimiter:
    """How often somebody who does not exist was named; each process counts for itself."""
    return MovingWindowRateLimiter(MemoryStorage())


def _named(session: Session, representative: Person, employee_id: str, name: str) -> Person:
    key = str(representative.id)
    if not limiter().test(WRONG_PEOPLE, key):
        raise TooManyNamesError
    person = people.by_employee_id(session, employee_id)
    known = person is not None and person.active and rules.is_name(name, person.name)
    if person is None or not known or person.id == representative.id:
        limiter().hit(WRONG_PEOPLE, key)
        raise NotThemError
    return person
