"""What may be read of cases. Every query starts from the officer who is looking."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.cases.models import OPENED_BY_HAND, Case, Purpose
from app.core.errors import NotFoundError


def own(session: Session, officer_id: UUID, reference: str) -> Case:
    """The officer's own case, or NotFoundError: another officer's is as if it were not there."""
    mine = select(Case).where(Case.officer_id == officer_id, Case.reference == reference)
    case = session.exec(mine).one_or_none()
    if case is None:
        raise NotFoundError
    return case


def by_form(session: Session, officer_id: UUID, form_key: UUID) -> Case | None:
    """The case that this form already opened, if it was sent before."""
    mine = select(Case).where(Case.officer_id == officer_id, Case.form_key == form_key)
    return session.exec(mine).one_or_none()


def open_of(session: Session, officer_id: UUID) -> Sequence[Case]:
    """The open cases that the officer opened by hand, newest first."""
    mine = select(Case).where(Case.officer_id == officer_id, col(Case.closed_at).is_(None))
    mine = mine.where(col(Case.purpose).in_(OPENED_BY_HAND))
    return session.exec(mine.order_by(col(Case.opened_at).desc())).all()


def tickets_looked_under(session: Session, officer_id: UUID, purpose: Purpose) -> set[str]:
    """The tickets of this purpose under which the officer has looked at somebody."""
    mine = select(Case.ticket).where(Case.officer_id == officer_id, Case.purpose == purpose)
    return set(session.exec(mine.where(col(Case.looked_at).is_not(None))))


def people_seen_since(session: Session, officer_id: UUID, since: datetime) -> set[UUID]:
    """Whose data the officer has looked at since a moment."""
    seen = select(Case.person_id).where(Case.officer_id == officer_id)
    return set(session.exec(seen.where(col(Case.looked_at) >= since)))
