"""What who looked can do: say why."""

from uuid import UUID

from sqlmodel import Session

from app.identity.people.models import Person
from app.questions.models import Act, Question, QuestionEvent
from app.questions.progress import service as progress


def reply(
    session: Session,
    question: Question,
    accessor: Person,
    *,
    text: str,
    case: str = "",
    form_key: UUID | None = None,
) -> QuestionEvent:
    """Give one's reason, once. Who asked is told, and who has it at the desk.

    Raises as ``progress.begin``.
    """
    story, done = progress.begin(session, question, Act.REPLIED, accessor, form_key)
    if done:
        return done
    event = progress.append(
        session,
        story,
        Act.REPLIED,
        accessor,
        text=text,
        details={"case": case.strip()},
        form_key=form_key,
    )
    progress.tell_asker(session, question, event)
    progress.tell_desk(session, story, "replied")
    return event
