"""The parts as they were last written. Whoever calls has seen to who may read them."""

from uuid import UUID

from sqlmodel import Session, col, select

from app.answers.letters.models import AnswerLetter
from app.register import queries as register
from app.register.schemas import PracticeDocument
from app.subject_requests.asking.rules import What, scope_of
from app.subject_requests.models import SubjectRequest
from app.subject_requests.outcomes.queries import outsiders


def newest(session: Session, request_id: UUID) -> AnswerLetter | None:
    """The version that counts: the last one."""
    written = select(AnswerLetter).where(AnswerLetter.request_id == request_id)
    return session.exec(written.order_by(col(AnswerLetter.number).desc()).limit(1)).first()


def by_form(session: Session, request_id: UUID, form_key: UUID) -> AnswerLetter | None:
    sent = select(AnswerLetter).where(
        AnswerLetter.request_id == request_id, AnswerLetter.form_key == form_key
    )
    return session.exec(sent).one_or_none()


def practices(session: Session, sar: SubjectRequest) -> list[PracticeDocument]:
    """What the register says now of the data that was asked for."""
    scope = scope_of(sar.scope)
    return [
        practice.document
        for practice in register.in_force_now(session).practices
        if scope.what is not What.CHOSEN or practice.id in scope.practices
    ]


def recipients(session: Session, sar: SubjectRequest) -> list[str]:
    """Those outside who receive that data, by name (Art 15(1)(c))."""
    return sorted(outsiders(session, [each.id for each in practices(session, sar)]))
