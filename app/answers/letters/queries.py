"""The parts as they were last written. Whoever calls has seen to who may read them."""

from uuid import UUID

from sqlmodel import Session, col, select

from app.answers.letters.models import AnswerLetter


def newest(session: Session, request_id: UUID) -> AnswerLetter | None:
    """The version that counts: the last one."""
    written = select(AnswerLetter).where(AnswerLetter.request_id == request_id)
    return session.exec(written.order_by(col(AnswerLetter.number).desc()).limit(1)).first()


def by_form(session: Session, request_id: UUID, form_key: UUID) -> AnswerLetter | None:
    sent = select(AnswerLetter).where(
        AnswerLetter.request_id == request_id, AnswerLetter.form_key == form_key
    )
    return session.exec(sent).one_or_none()
