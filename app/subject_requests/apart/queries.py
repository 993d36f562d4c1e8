"""Complaints about how an officer handled a request, which another officer answers."""

from collections import defaultdict
from uuid import UUID

from sqlmodel import Session, col, select

from app.identity.roles import queries as roles
from app.identity.roles.models import Role
from app.subject_requests.apart import rules
from app.subject_requests.models import Act, SubjectRequest, SubjectRequestEvent

_GIVEN = (Act.TAKEN, Act.ASSIGNED)


def kept_from(session: Session, officer_id: UUID) -> set[UUID]:
    """The requests, by row id, that are not for this officer to see at the desk."""
    officers = {each.id for each in roles.holders(session, Role.OFFICER)}
    return {
        complaint_id
        for complaint_id, had_it in _handlers(session).items()
        if officer_id in rules.kept_from(had_it, officers)
    }


def is_kept_from(session: Session, officer_id: UUID, request: SubjectRequest) -> bool:
    """Whether this one is not hers to see."""
    return request.about_id is not None and request.id in kept_from(session, officer_id)


def about_handling(session: Session, person_id: UUID) -> set[str]:
    """The references of a person's complaints about how a request of hers was handled."""
    hers = select(SubjectRequest.reference).where(
        SubjectRequest.person_id == person_id, col(SubjectRequest.about_id).is_not(None)
    )
    return set(session.exec(hers))


def _handlers(session: Session) -> dict[UUID, list[UUID]]:
    """Who had what each complaint is about before it was made, in that order."""
    given = (
        select(SubjectRequest.id, SubjectRequestEvent.details)
        .join(
            SubjectRequestEvent,
            col(SubjectRequestEvent.request_id) == col(SubjectRequest.about_id),
        )
        .where(col(SubjectRequestEvent.act).in_(_GIVEN))
        .where(col(SubjectRequestEvent.at) <= col(SubjectRequest.filed_at))
        .order_by(col(SubjectRequestEvent.number))
    )
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for complaint_id, details in session.exec(given):
        found[complaint_id].append(UUID(str(details["owner_id"])))
    return found
