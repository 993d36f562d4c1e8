"""What was searched by hand for a request. Whoever calls has seen to who may read it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.answers.by_hand.models import HandFile, HandSearch
from app.answers.gathering.queries import is_long_over
from app.subject_requests.holds.queries import held_people
from app.subject_requests.models import SubjectRequest


def of_request(session: Session, request_id: UUID) -> Sequence[HandSearch]:
    """Every search for a request, in the order in which they were written down."""
    made = select(HandSearch).where(HandSearch.request_id == request_id)
    return session.exec(made.order_by(col(HandSearch.number))).all()


def of_source(session: Session, request_id: UUID, source: str) -> list[HandSearch]:
    """Those of one place."""
    return [each for each in of_request(session, request_id) if each.source == source]


def by_form(session: Session, request_id: UUID, form_key: UUID) -> HandSearch | None:
    sent = select(HandSearch).where(
        HandSearch.request_id == request_id, HandSearch.form_key == form_key
    )
    return session.exec(sent).one_or_none()


def files(session: Session, searches: Collection[HandSearch]) -> Sequence[HandFile]:
    """What they found and is still here, in the order in which it was given."""
    of = select(HandFile).where(
        col(HandFile.search_id).in_([each.id for each in searches]),
        col(HandFile.removed_at).is_(None),
    )
    return session.exec(of.order_by(col(HandFile.id))).all()


def forgettable(session: Session, before: datetime) -> Sequence[HandFile]:
    """Files that are here, of requests that ended and have been quiet since; all of them.

    None of a person who waits for a copy of her data (SAR-11).
    """
    old = (
        select(HandFile)
        .join(HandSearch, col(HandSearch.id) == col(HandFile.search_id))
        .join(SubjectRequest, col(SubjectRequest.id) == col(HandSearch.request_id))
        .where(
            col(HandFile.removed_at).is_(None),
            is_long_over(before),
            col(SubjectRequest.person_id).not_in(held_people()),
        )
    )
    return session.exec(old).all()


def named_files(session: Session, ids: Collection[UUID]) -> set[UUID]:
    """Which of these stored files a row names."""
    named = select(HandFile.file_id).where(
        col(HandFile.file_id).in_(ids), col(HandFile.removed_at).is_(None)
    )
    return set(session.exec(named))
