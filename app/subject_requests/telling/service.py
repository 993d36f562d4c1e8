"""Who of the officers is told of what a person did."""

from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.identity.people.models import Person
from app.identity.roles import queries as roles
from app.identity.roles.models import Role
from app.notifications import service as notifications
from app.notifications.models import Kind as News
from app.subject_requests.models import SubjectRequest
from app.subject_requests.progress import service as progress


def tell_officers(
    session: Session,
    request: SubjectRequest,
    owner_id: UUID | None,
    stage: str,
    key: object,
    *,
    but: Person | None = None,
    days: int = 0,
) -> None:
    """Tell who has the request, once for each ``key``.

    While nobody has it, or who had it may have it no longer (she has left, or is no officer any
    more), all are told who may have it.

    ``but`` is told nothing: she did it herself. ``days`` it has waited, if that is why.
    """
    waited: dict[str, Any] = {"days": days} if days else {}
    whom = _owner(session, request, owner_id) or free_officers(session, request)
    notifications.tell(
        session,
        whom - {but.id if but else None},
        News.REQUEST_WAITS,
        about=f"{request.reference} {key}",
        request=request.reference,
        stage=stage,
        **waited,
    )


def _owner(session: Session, request: SubjectRequest, owner_id: UUID | None) -> set[UUID]:
    owner = session.get(Person, owner_id) if owner_id else None
    return {owner.id} if owner and progress.may_handle(session, owner, request) else set()


def free_officers(session: Session, request: SubjectRequest) -> set[UUID]:
    """Every officer who may have this request."""
    holders = roles.holders(session, Role.OFFICER)
    return {each.id for each in holders if progress.may_handle(session, each, request)}
