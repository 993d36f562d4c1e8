"""Writing a comment."""

from uuid import UUID

from sqlmodel import Session

from app.core import clock
from app.core.errors import ConflictError, NotFoundError
from app.core.language import gettext as _
from app.identity.people.models import Person
from app.register import queries as register
from app.register.comments import queries
from app.register.comments.models import PracticeComment
from app.register.in_force.rules import Practice
from app.register.rules import why_it_applies


class AnotherFormError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("This form was already sent with other words."))


def open_to(session: Session, person: Person, practice_id: str) -> Practice:
    """A practice on which this person may comment, or NotFoundError: it measures her work."""
    practice = register.in_force(session, clock.now()).practice(practice_id)
    if practice is None or not practice.in_use or practice.document.performance is None:
        raise NotFoundError
    if why_it_applies(practice.document.scope, person) is None:
        raise NotFoundError
    return practice


def write(
    session: Session, person: Person, practice: Practice, *, text: str, form_key: UUID
) -> PracticeComment:
    """Keep a comment. The same form sent again gives the same one. Raises AnotherFormError."""
    if sent := queries.by_form(session, person, form_key):
        if (sent.practice_id, sent.text) != (practice.id, text):
            raise AnotherFormError
        return sent
    comment = PracticeComment(
        person_id=person.id,
        practice_id=practice.id,
        version=practice.version.label,
        form_key=form_key,
        text=text,
        written_at=clock.now(),
    )
    session.add(comment)
    session.flush()
    return comment
