"""What is known of releases and of concerns that came without a name. No page asks this."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.concerns import queries
from app.concerns.anonymous.models import ConcernRelease
from app.concerns.anonymous.rules import Content
from app.concerns.models import Concern, Naming
from app.speakup.rules import Kind


def newest(session: Session) -> ConcernRelease | None:
    """The last release."""
    last = select(ConcernRelease).order_by(col(ConcernRelease.at).desc()).limit(1)
    return session.exec(last).one_or_none()


def has_slot(session: Session, slot: int) -> bool:
    """Whether what had come by this half day was handed over."""
    done = select(ConcernRelease.id).where(col(ConcernRelease.slot) >= slot).limit(1)
    return session.exec(done).first() is not None


def by_mailbox(session: Session, mailbox: str) -> Concern | None:
    found = select(Concern).where(Concern.raised_by == mailbox, Concern.naming == Naming.ANONYMOUS)
    return session.exec(found).first()


def is_known(session: Session, content: Content) -> bool:
    """Whether this was handed over before."""
    concern = by_mailbox(session, content.mailbox)
    if content.kind is Kind.REPORT or concern is None:
        return concern is not None
    return queries.message_by_form(session, concern, content.id) is not None


def all_stories(session: Session) -> list[queries.Story]:
    """Every one of them, for what its reporter reads with her code."""
    nameless: Sequence[Concern] = session.exec(
        select(Concern).where(Concern.naming == Naming.ANONYMOUS)
    ).all()
    return queries.stories(session, nameless)
