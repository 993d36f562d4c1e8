"""The texts of a survey: as they were written for the one who edits them, else as edited."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core.errors import ForbiddenError, NotFoundError
from app.core.language import gettext as _
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.roles import queries as roles
from app.identity.roles.models import Role
from app.surveys.counting import rules as counting
from app.surveys.keys import service as keys
from app.surveys.keys.service import Opens
from app.surveys.models import Status, Survey, SurveyWords


class NotTheEditorError(ForbiddenError):
    def __init__(self) -> None:
        super().__init__(_("One officer alone reads and edits what people wrote here."))


def waiting(session: Session, survey: Survey) -> int:
    """How many texts nobody has edited yet."""
    return len(session.exec(_unread(survey.id)).all())


def has_any(session: Session, survey: Survey) -> bool:
    """Whether there are texts to edit or to publish, or some that were published."""
    return session.exec(_of(survey.id).limit(1)).first() is not None


def surveys_waiting(session: Session) -> int:
    """In how many surveys texts wait for an officer, to be edited or to be published."""
    texts = select(SurveyWords.survey_id).join(Survey, col(Survey.id) == col(SurveyWords.survey_id))
    waiting = texts.where(Survey.status == Status.CLOSED, col(Survey.words_on).is_(None))
    return len(session.exec(waiting.distinct()).all())


def has_editor(session: Session, survey: Survey) -> bool:
    """Whether an officer has taken them who is one still."""
    if survey.editor_id is None:
        return False
    person, held = (
        people.by_id(session, survey.editor_id),
        roles.roles_of(session, survey.editor_id),
    )
    return person is not None and person.active and Role.OFFICER in held


def originals(session: Session, editor: Person, survey: Survey) -> dict[UUID, str]:
    """What is still to be edited, word for word, for its editor alone. Raises NotTheEditorError."""
    check_editor(survey, editor)
    rows = session.exec(_unread(survey.id)).all()
    key = keys.existing(survey.id, Opens.WORDS) if rows else b""
    return {
        row.id: counting.unseal_text(key, survey.id, row.sealed)
        for row in rows
        if row.sealed is not None
    }


def edited(session: Session, survey: Survey) -> Sequence[str]:
    """What was edited, in an order that says nothing: for the editor, or once published."""
    rows = session.exec(_of(survey.id).where(col(SurveyWords.text).is_not(None))).all()
    return [row.text for row in rows if row.text]


def published(session: Session, survey: Survey) -> Sequence[str]:
    return edited(session, survey) if survey.words_on else ()


def one(session: Session, survey: Survey, words_id: UUID) -> SurveyWords:
    """A text that is still to be edited."""
    found = session.get(SurveyWords, words_id)
    if found is None or found.survey_id != survey.id or found.sealed is None:
        raise NotFoundError
    return found


def check_editor(survey: Survey, officer: Person) -> None:
    if survey.editor_id != officer.id:
        raise NotTheEditorError


def _of(survey_id: UUID) -> SelectOfScalar[SurveyWords]:
    of_it = select(SurveyWords).where(SurveyWords.survey_id == survey_id)
    return of_it.order_by(col(SurveyWords.id))


def _unread(survey_id: UUID) -> SelectOfScalar[SurveyWords]:
    return _of(survey_id).where(col(SurveyWords.sealed).is_not(None))
