"""Hand an assessment over, once its author has left."""

from sqlmodel import Session, col

from app.core.errors import ConflictError, RejectedError
from app.core.language import gettext as _
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.register.assessments import service
from app.register.assessments.models import Act, Assessment, Status


class StillHereError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("Whoever writes this works here. Send it back to her instead."))


class SameAuthorError(RejectedError):
    def __init__(self) -> None:
        super().__init__(_("Name somebody else who works here."))


def hand_over(
    session: Session, assessment: Assessment, officer: Person, *, author: Person, note: str
) -> None:
    """Give what somebody who has left was writing to another employee, who hands it in anew.

    Nobody's signature stays: whoever signed had another author before her. Raises
    StillHereError while the author can write it herself, SameAuthorError.
    """
    before = people.people_by_ids(session, {assessment.author_id})[assessment.author_id]
    if before.active:
        raise StillHereError
    if author.id == before.id or not author.active:
        raise SameAuthorError
    still = service.at_state(Act.HANDED_OVER), col(Assessment.author_id) == before.id
    service.move(
        session,
        assessment,
        still,
        service.UNSIGNED | {"author_id": author.id, "status": Status.DRAFT},
    )
    service.note_step(session, assessment, Act.HANDED_OVER, officer, f"{author.name}. {note}")
    service.tell_author(session, assessment, "asked")
