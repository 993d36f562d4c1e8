"""One officer takes what people wrote, edits or leaves out each text, and publishes them."""

from uuid import UUID

from sqlalchemy import delete, update
from sqlmodel import Session, col

from app.core.errors import ConflictError
from app.core.language import gettext as _
from app.identity.people.models import Person
from app.surveys import queries as surveys
from app.surveys import rules
from app.surveys.models import Status, Survey, SurveyWords
from app.surveys.service import NotNowError, move
from app.surveys.words import queries


class NotEditedError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("Edit or leave out every text first."))


def take(session: Session, officer: Person, survey: Survey) -> None:
    """Become the one who reads and edits the texts. Once, unless that one is an officer no more.

    Raises NotNowError.
    """
    if survey.editor_id == officer.id:
        return
    if queries.has_editor(session, survey):
        raise queries.NotTheEditorError
    same = col(Survey.editor_id).is_not_distinct_from(survey.editor_id)
    if not queries.has_any(session, survey):
        raise NotNowError
    unpublished = col(Survey.words_on).is_(None)
    move(session, survey, Status.CLOSED, {"editor_id": officer.id}, same, unpublished)


def edit(session: Session, officer: Person, survey: Survey, words_id: UUID, text: str) -> None:
    """Put the edited text in the place of the original; an empty one leaves it out altogether."""
    queries.check_editor(survey, officer)
    row = queries.one(session, survey, words_id)
    there = col(SurveyWords.id) == row.id, col(SurveyWords.sealed).is_not(None)
    change = (
        update(SurveyWords).where(*there).values(sealed=None, text=text)
        if text
        else delete(SurveyWords).where(*there)
    )
    if session.exec(change).rowcount != 1:
        raise NotNowError


def publish(session: Session, officer: Person, survey: Survey) -> bool:
    """Show the edited texts to everybody, or delete them if fewer than enough are left.

    Raises NotTheEditorError, NotEditedError, NotNowError. Whether they are shown.
    """
    queries.check_editor(survey, officer)
    if queries.waiting(session, survey):
        raise NotEditedError
    unpublished = col(Survey.words_on).is_(None)
    day = surveys.today(session)
    move(session, survey, Status.CLOSED, {"words_on": day}, unpublished)
    if len(queries.edited(session, survey)) >= max(survey.k, rules.K_WORDS):
        return True
    session.exec(delete(SurveyWords).where(col(SurveyWords.survey_id) == survey.id))
    return False
