"""The portal reports itself: who of us looked at whom, before the page is read.

No record, no byte: if the log cannot be written these raise, and the answer is a 503.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from app.access_log import service
from app.access_log.errors import LogUnavailableError, taken
from app.access_log.queries import Look
from app.access_log.rules import Accessor, Act, NewEvent, Receipt
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


def record(viewer: Person | Viewer, subjects: Sequence[Person], act: Act) -> Receipt:
    """Record that ``viewer`` looks at these people's data, durably, in a transaction of its own.

    For a GET, before the page is read. Raises LogUnavailableError or KeysUnavailableError.
    """
    return service.append([_event(_source_id(), viewer, subjects, act)])


@contextmanager
def recording() -> Iterator[Session]:
    """A writing transaction for a look and what it counts for. Raises LogUnavailableError.

    So it does if the commit fails: then there is no record, and nothing may be shown.
    """
    try:
        with writing() as session:
            yield session
    except SQLAlchemyError as away:
        raise LogUnavailableError from away
    taken()


def record_in(
    session: Session, viewer: Person | Viewer, subjects: Sequence[Person], act: Act
) -> Receipt:
    """The same within the caller's writing transaction: what is done and its record, or neither."""
    source_id = source_service.portal(session).id
    return service.append_in(session, [_event(source_id, viewer, subjects, act)])


def previewed(viewer: Person | Viewer, subject: Person, act: Act) -> Look:
    """The look that would be recorded, as its subject would find it (PRODUCT: M11)."""
    event = _event(_NOWHERE, viewer, [subject], act)
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


def _event(
    source_id: UUID, viewer: Person | Viewer, subjects: Sequence[Person], act: Act
) -> NewEvent:
    return NewEvent(
        source_id=source_id,
        id=str(new_id()),
        occurred_at=clock.now(),
        accessor=Accessor(
            id=viewer.employee_id,
            kind="person",
            name=viewer.name,
            role=act.role or viewer.role_title,
            unit=viewer.unit,
            organisation=settings().organisation,
        ),
        subjects=tuple(person.employee_id for person in subjects),
        action=act.action,
        system=source_rules.PORTAL,
        categories=act.categories,
        purpose=act.purpose,
        case=act.case,
    )
