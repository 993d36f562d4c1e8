"""An officer's look at a question, in the log before anything of it is shown."""

from sqlmodel import Session

from app.access_log import portal
from app.cases.models import Purpose
from app.desk import rules
from app.desk import service as desk
from app.identity.people import queries as people
from app.identity.viewer import Viewer
from app.questions.models import Question


def record(officer: Viewer, question: Question) -> None:
    """Write a look in a transaction of its own, before the page is read: no record, no byte."""
    with portal.recording() as session:
        record_in(session, officer, question)


def record_in(session: Session, officer: Viewer, question: Question) -> None:
    """The same with the writing of a form whose answer shows the question."""
    person = people.by_id(session, question.person_id)
    assert person is not None
    purpose, ticket = Purpose.ANSWER_ABOUT_LOOK, question.reference
    act = rules.look_at_question(purpose.value, ticket)
    desk.look_at(session, officer, person, purpose, act, ticket=ticket, form_key=question.id)
