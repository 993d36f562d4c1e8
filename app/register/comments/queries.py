"""One's own comments; and everybody's, without whose they are."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session, col, select

from app.identity.people.models import Person
from app.register.comments.models import PracticeComment


class Heard(NamedTuple):
    """What the desk reads of a comment: never whose it is."""

    practice_id: str
    version: str
    text: str
    written_at: datetime


def of(session: Session, person: Person, practice_id: str) -> Sequence[PracticeComment]:
    """This person's comments on a practice, the newest first."""
    mine = select(PracticeComment).where(
        PracticeComment.person_id == person.id, PracticeComment.practice_id == practice_id
    )
    return session.exec(mine.order_by(col(PracticeComment.written_at).desc())).all()


def by_form(session: Session, person: Person, form_key: UUID) -> PracticeComment | None:
    sent = select(PracticeComment).where(
        PracticeComment.person_id == person.id, PracticeComment.form_key == form_key
    )
    return session.exec(sent).one_or_none()


def heard(session: Session, limit: int = 200) -> list[Heard]:
    """What was said, the newest first."""
    columns = (getattr(PracticeComment, name) for name in Heard._fields)
    newest = select(*columns).order_by(col(PracticeComment.written_at).desc()).limit(limit)
    return [Heard(*row) for row in session.exec(newest)]
