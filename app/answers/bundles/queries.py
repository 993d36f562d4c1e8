"""Which bundle a request has. Whoever calls has seen to who may read it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.answers.bundles.models import AnswerBundle, BundleDownload, Making
from app.subject_requests.models import SubjectRequest
from app.subject_requests.queries import is_open


def newest(session: Session, request_id: UUID) -> AnswerBundle | None:
    """The last one asked for."""
    asked = select(AnswerBundle).where(AnswerBundle.request_id == request_id)
    return session.exec(asked.order_by(col(AnswerBundle.number).desc()).limit(1)).first()


def by_form(session: Session, request_id: UUID, form_key: UUID) -> AnswerBundle | None:
    sent = select(AnswerBundle).where(
        AnswerBundle.request_id == request_id, AnswerBundle.form_key == form_key
    )
    return session.exec(sent).one_or_none()


def with_digest(session: Session, request_id: UUID, sha256: str) -> AnswerBundle | None:
    """The request's bundle with this digest: what was approved, and nothing else."""
    found = select(AnswerBundle).where(
        AnswerBundle.request_id == request_id, AnswerBundle.sha256 == sha256
    )
    return session.exec(found).first() if sha256 else None


def something_is_due(session: Session, now: datetime) -> bool:
    return session.exec(_due(now).limit(1)).first() is not None


def due_first(session: Session, now: datetime) -> AnswerBundle | None:
    """The bundle that has waited longest; locked if it can be."""
    waited = _due(now).order_by(col(AnswerBundle.next_at))
    return session.exec(waited.limit(1).with_for_update(skip_locked=True, of=AnswerBundle)).first()


def expired(session: Session, now: datetime) -> Sequence[AnswerBundle]:
    """Those whose files are here though their time is over, or they will never be released."""
    unsent = col(AnswerBundle.expires_at).is_(None) & ~is_open()
    over = (
        select(AnswerBundle)
        .join(SubjectRequest, col(SubjectRequest.id) == col(AnswerBundle.request_id))
        .where(AnswerBundle.making == Making.MADE, (col(AnswerBundle.expires_at) <= now) | unsent)
    )
    return session.exec(over.limit(100)).all()


def downloads(session: Session, bundle: AnswerBundle) -> Sequence[BundleDownload]:
    """Who took it and when, the last first."""
    taken = select(BundleDownload).where(BundleDownload.bundle_id == bundle.id)
    return session.exec(taken.order_by(col(BundleDownload.id).desc())).all()


def named_files(session: Session, ids: Collection[UUID]) -> set[UUID]:
    """Which of these stored files a bundle names."""
    named = select(AnswerBundle.file_id).where(col(AnswerBundle.file_id).in_(ids))
    return {file_id for file_id in session.exec(named) if file_id}


def _due(now: datetime) -> SelectOfScalar[AnswerBundle]:
    return (
        select(AnswerBundle)
        .join(SubjectRequest, col(SubjectRequest.id) == col(AnswerBundle.request_id))
        .where(
            AnswerBundle.making == Making.ASKED,
            col(AnswerBundle.next_at) <= now,
            col(AnswerBundle.leased_until).is_(None) | (col(AnswerBundle.leased_until) <= now),
            is_open(),
        )
    )
