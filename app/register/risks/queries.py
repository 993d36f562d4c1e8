"""Who may say that a risk changed, and who said it."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from app.core.errors import NotFoundError
from app.identity.viewer import Viewer
from app.register import queries as register
from app.register.assessments import queries as assessments
from app.register.in_force.rules import Practice
from app.register.models import RegisterDraft
from app.register.risks.models import RiskChange


def may_say(session: Session, viewer: Viewer, practice: Practice) -> bool:
    """Whether this viewer may record it while it is in use: an officer, or its owner."""
    return practice.in_use and (viewer.is_officer or viewer.id in _owners(session, practice.id))


def open_to(session: Session, viewer: Viewer, practice_id: str) -> Practice:
    """A practice of which this viewer may say so, or NotFoundError."""
    practice = register.in_force_now(session).practice(practice_id)
    if practice is None or not may_say(session, viewer, practice):
        raise NotFoundError
    return practice


def by_form(session: Session, person_id: UUID, form_key: UUID) -> RiskChange | None:
    """What was recorded with this form already."""
    sent = select(RiskChange).where(
        RiskChange.recorded_by == person_id, RiskChange.form_key == form_key
    )
    return session.exec(sent).one_or_none()


def _owners(session: Session, practice_id: str) -> Sequence[UUID]:
    """Who owns a practice: its newest assessment's author (MON-3), and who its draft names."""
    drafts = select(RegisterDraft.owner_id).where(
        RegisterDraft.about == practice_id, col(RegisterDraft.owner_id).is_not(None)
    )
    newest = session.exec(drafts.order_by(col(RegisterDraft.made_at).desc()).limit(1)).all()
    author = assessments.newest_author(session, practice_id)
    return [each for each in (*newest, author) if each is not None]
