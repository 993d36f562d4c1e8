"""Writing the parts of an answer."""

from uuid import UUID

from sqlmodel import Session

from app.answers.letters import queries
from app.answers.letters.models import AnswerLetter
from app.answers.letters.schemas import Parts
from app.core import clock
from app.core.errors import ConflictError
from app.core.language import gettext as _
from app.identity.people.models import Person
from app.subject_requests.models import Act, SubjectRequest
from app.subject_requests.progress import service as progress


class WrittenMeanwhileError(ConflictError):
    """Somebody else wrote another version of the same answer."""

    def __init__(self) -> None:
        super().__init__(_("This answer was changed meanwhile. Compare both before you save."))


def write(
    session: Session,
    sar: SubjectRequest,
    officer: Person,
    parts: Parts,
    *,
    before: int,
    form_key: UUID,
) -> AnswerLetter:
    """Save another version; ``before`` is the number of the one that was read (0: none).

    A decision that was asked for is void. Raises WrittenMeanwhileError and the refusals of
    ``conditions.rules``.
    """
    if sent := queries.by_form(session, sar.id, form_key):
        return sent
    story = progress.begin(session, sar, officer)
    progress.may(session, story, Act.ANSWERED, officer)
    newest = queries.newest(session, sar.id)
    number = newest.number if newest else 0
    if number != before:
        raise WrittenMeanwhileError
    letter = AnswerLetter(
        request_id=sar.id,
        number=number + 1,
        parts=parts.model_dump(),
        made_by=officer.id,
        made_at=clock.now(),
        form_key=form_key,
    )
    session.add(letter)
    session.flush()
    return letter
