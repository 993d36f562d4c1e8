"""One's own objections to a practice, and whether one can object."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.core import clock
from app.core.errors import NotFoundError
from app.identity.people.models import Person
from app.register import queries as register
from app.register.in_force.rules import Practice
from app.register.rules import OBJECTION_BASES, why_it_applies
from app.subject_requests import queries as requests
from app.subject_requests.asking.rules import scope_of
from app.subject_requests.models import Kind, SubjectRequest
from app.subject_requests.queries import Story


def is_objectable(practice: Practice, person: Person) -> bool:
    """Whether it applies to her, and rests on our interests or a public task (Art 21(1))."""
    applies = why_it_applies(practice.document.scope, person) is not None
    return practice.in_use and applies and bool(practice.document.bases & OBJECTION_BASES)


def objectable(session: Session, person: Person, practice_id: str) -> Practice:
    """A practice to which this person may object, or NotFoundError."""
    practice = register.in_force(session, clock.now()).practice(practice_id)
    if practice is None or not is_objectable(practice, person):
        raise NotFoundError
    return practice


def about(session: Session, person: Person, practice_id: str) -> Sequence[Story]:
    """This person's objections that name a practice, the newest first, without messages."""
    mine = select(SubjectRequest).where(
        SubjectRequest.person_id == person.id, SubjectRequest.kind == Kind.OBJECTION
    )
    newest = session.exec(mine.order_by(col(SubjectRequest.filed_at).desc())).all()
    named = [each for each in newest if practice_id in scope_of(each.scope).practices]
    return requests.stories(session, named, with_messages=False)
