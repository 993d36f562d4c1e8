"""The portal reports itself: who of us looked at whom, before the page is read.

No record, no byte: if the log cannot be written these raise, and the answer is a 503.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from app.access_log import service
from app.access_log.errors import LogUnavailableError
from app.access_log.queries import Look
from app.access_log.rules import Accessor, NewEvent, Receipt
from app.core import clock
from app.core.config import settings
from app.core.db.base import new_id
from app.core.db.session import reading, writing
from app.identity.people.models import Person
from app.identity.sources import queries as sources
from app.identity.sources import rules as source_rules
from app.identity.sources import service as source_service
from app.identity.viewer import Viewer

_NOWHERE = UUID(int=0)


def record_look(
    viewer: Person | Viewer,
    subjects: Person | Sequence[Person],
    *,
    purpose: str,
    categories: Sequence[str],
    case: str | None = None,
    action: str = "view",
    role: str | None = None,
) -> Receipt:
    """Record that ``viewer`` looks at these people's data, durably, in a transaction of its own.

    For a GET, before the page is read. ``role`` says in which one they look, if it is not their
    job's title. Raises LogUnavailableError or KeysUnavailableError.
    """
    event = _event(_source_id(), viewer, subjects, purpose, categories, case, action, role)
    return service.append([event])


def record_look_in(
    session: Session,
    viewer: Person | Viewer,
    subjects: Person | Sequence[Person],
    *,
    purpose: str,
    categories: Sequence[str],
    case: str | None = None,
    action: str = "view",
    role: str | None = None,
) -> Receipt:
    """The same within the caller's writing transaction: what is done and its record, or neither."""
    source_id = source_service.portal(session).id
    event = _event(source_id, viewer, subjects, purpose, categories, case, action, role)
    return service.append_in(session, [event])


def previewed(
    viewer: Person | Viewer,
    subject: Person,
    *,
    purpose: str,
    categories: Sequence[str],
    case: str | None = None,
    action: str = "view",
    role: str | None = None,
) -> Look:
    """The look that would be recorded, as its subject would find it (PRODUCT: M11)."""
    event = _event(_NOWHERE, viewer, subject, purpose, categories, case, action, role)
    return Look(
        seq=-1,
        occurred_at=event.occurred_at,
        recorded_at=event.occurred_at,
        accessor=event.accessor,
        action=event.action,
        system=event.system,
        categories=event.categories,
        purpose=event.purpose,
        case=event.case,
        count=event.count,
        data=None,
        source_id=event.source_id,
    )


def _source_id() -> UUID:
    try:
        with reading() as session:
            found = sources.portal(session)
        if found is None:
            with writing() as session:
                found = source_service.portal(session)
    except SQLAlchemyError as away:
        raise LogUnavailableError from away
    return found.id


def _event(  # noqa: PLR0917 - the two above hand on what they were given
    source_id: UUID,
    viewer: Person | Viewer,
    subjects: Person | Sequence[Person],
    purpose: str,
    categories: Sequence[str],
    case: str | None,
    action: str,
    role: str | None,
) -> NewEvent:
    people = [subjects] if isinstance(subjects, Person) else subjects
    return NewEvent(
        source_id=source_id,
        id=str(new_id()),
        occurred_at=clock.now(),
        accessor=Accessor(
            id=viewer.employee_id,
            kind="person",
            name=viewer.name,
            role=role or viewer.role_title,
            unit=viewer.unit,
            organisation=settings().organisation,
        ),
        subjects=tuple(person.employee_id for person in people),
        action=action,
        system=source_rules.PORTAL,
        categories=tuple(categories),
        purpose=purpose,
        case=case,
    )
