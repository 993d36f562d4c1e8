"""Whom an identity belongs to, and what was refused."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.identity.people.models import Person
from app.identity.sign_in.models import Binding, SignInEvent

SECOND_IDENTITY = "second_identity"


def person_of(session: Session, issuer: str, subject: str) -> Person | None:
    """The employee an identity at the provider was bound to at its first sign-in."""
    return session.exec(
        select(Person)
        .join(Binding, col(Binding.person_id) == col(Person.id))
        .where(Binding.issuer == issuer, Binding.subject == subject)
    ).one_or_none()


def is_bound(session: Session, issuer: str, person_id: UUID) -> bool:
    """Whether an employee already has an identity at this provider."""
    bound = select(Binding.id).where(Binding.issuer == issuer, Binding.person_id == person_id)
    return session.exec(bound).first() is not None


def has_signed_in(session: Session, person_id: UUID) -> bool:
    """Whether an employee has an identity at any provider: each has it from her first sign-in."""
    bound = select(Binding.id).where(Binding.person_id == person_id)
    return session.exec(bound).first() is not None


def refusals(
    session: Session, *, since: datetime, reason: str | None = None
) -> Sequence[SignInEvent]:
    """What was refused after an aware instant, the newest first; all of it or one reason's."""
    events = select(SignInEvent).where(col(SignInEvent.at) > since)
    if reason is not None:
        events = events.where(SignInEvent.reason_code == reason)
    return session.exec(events.order_by(col(SignInEvent.at).desc()).limit(500)).all()
