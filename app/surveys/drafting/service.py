"""Before a survey opens: written by one officer, asked about, and opened by another's approval."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from app.approvals import service as approvals
from app.approvals.models import Approval, Kind
from app.core import clock
from app.core.config import settings
from app.core.db import dialects
from app.core.errors import ConflictError, ForbiddenError, RejectedError
from app.core.language import gettext as _
from app.identity.people.models import Person
from app.notifications import service as notifications
from app.notifications.models import Kind as Told
from app.surveys import queries, rules
from app.surveys.counting import rules as counting
from app.surveys.keys import service as keys
from app.surveys.keys.service import Opens
from app.surveys.models import Status, Survey, SurveyInvitation, SurveyTally
from app.surveys.service import move

_OPENING = "surveys that open"


class TooFewError(RejectedError):
    def __init__(self, needed: int) -> None:
        super().__init__(
            _("Fewer than %(k)s people would be asked, so no result could ever be shown.")
            % {"k": needed}
        )


class TooManyPlacesError(RejectedError):
    def __init__(self) -> None:
        super().__init__(
            _("A table by workplace needs at most %(places)s of them.")
            % {"places": rules.MOST_PLACES}
        )


class TooManyWordsError(RejectedError):
    def __init__(self) -> None:
        super().__init__(
            _("One officer reads every text: ask for words among at most %(most)s people.")
            % {"most": f"{rules.MOST_FOR_WORDS:,}"}
        )


class TooCloseError(ConflictError):
    def __init__(self, other: Survey, k: int) -> None:
        super().__init__(
            _(
                "Its results, with those of %(title)s, could tell fewer than %(k)s people apart"
                " from the rest. Ask others, or ask later."
            )
            % {"title": other.title, "k": k}
        )


class OwnWordsError(ForbiddenError):
    def __init__(self) -> None:
        super().__init__(_("Who wrote a survey does not approve it. Choose another officer."))


def prepare(session: Session, officer: Person, words: Mapping[str, Any]) -> Survey:
    """Begin a survey. ``words`` are its columns; nobody but officers sees it before it opens."""
    survey = Survey(
        slug=rules.slug(words["title"], queries.slugs(session)),
        written_by=officer.id,
        written_at=clock.now(),
        **words,
    )
    session.add(survey)
    session.flush()
    return survey


def rewrite(session: Session, officer: Person, survey: Survey, words: Mapping[str, Any]) -> None:
    """Write a draft anew; whoever was asked to approve it can do so no more."""
    approvals.void(session, Kind.SURVEY, survey.slug, by=officer)
    values = {**words, "written_by": officer.id, "written_at": clock.now()}
    move(session, survey, Status.DRAFT, values)


def digest(survey: Survey) -> str:
    """Of everything that a second officer approves."""
    asked = {"title": survey.title, "lead": survey.lead, "questions": survey.questions}
    how = {"crosses": survey.crosses, "place": survey.place, "days": survey.days}
    return rules.digest(asked | how | {"every_months": survey.every_months})


def ask(
    session: Session,
    officer: Person,
    survey: Survey,
    *,
    approver_id: UUID,
    reason: str,
    form_key: UUID,
) -> Approval:
    """Ask another officer to approve exactly these words, which opens it.

    Raises what ``check`` and ``approvals.service.ask`` raise, OwnWordsError, NotNowError.
    """
    if approver_id == survey.written_by:
        raise OwnWordsError
    move(session, survey, Status.DRAFT, {"title": survey.title})
    check(session, survey)
    return approvals.ask(
        session,
        officer,
        approver_id,
        kind=Kind.SURVEY,
        about=survey.slug,
        digest=digest(survey),
        reason=reason,
        form_key=form_key,
    )


def check(session: Session, survey: Survey) -> list[Person]:
    """Whom it asks, if it can be opened.

    Raises TooFewError, TooManyWordsError, TooManyPlacesError, TooCloseError.
    """
    asked, k = queries.to_be_asked(session, survey), settings().k_small
    needed = rules.needed(k, queries.questions(survey))
    if len(asked) < needed:
        raise TooFewError(needed)
    if not rules.can_read_all(len(asked), queries.questions(survey)):
        raise TooManyWordsError
    places = {each.establishment for each in asked}
    if rules.by_place(survey.crosses) and len(places) > rules.MOST_PLACES:
        raise TooManyPlacesError
    if other := queries.too_close(session, survey, asked, k):
        raise TooCloseError(other, k)
    return asked


def open_it(session: Session, survey: Survey, approver: Person) -> None:
    """Ask everybody whom it asks today, and nobody who joins later."""
    if approver.id == survey.written_by:
        raise OwnWordsError
    dialects.serialise(session, _OPENING)
    asked, day = check(session, survey), queries.today(session)
    places = sorted({each.establishment for each in asked})
    opened = {
        "status": Status.OPEN,
        "k": settings().k_small,
        "places": places,
        "opened_on": day,
        "closes_on": day + timedelta(days=survey.days),
    }
    move(session, survey, Status.DRAFT, opened)
    for each in sorted(asked, key=lambda person: person.id):
        session.add(
            SurveyInvitation(survey_id=survey.id, person_id=each.id, place=each.establishment)
        )
    sums = counting.nothing(queries.questions(survey), queries.crosses(survey), places)
    sealed = counting.seal(keys.make(survey.id, Opens.ANSWERS), survey.id, sums)
    session.add(SurveyTally(survey_id=survey.id, sealed=sealed))
    session.flush()
    people = [each.id for each in asked]
    notifications.tell(session, people, Told.SURVEY_OPENED, about=survey.slug, survey=survey.slug)


def prepare_next(session: Session) -> None:
    """Of each closed survey that is asked again, once, the draft of the next: opened by hand."""
    followed = select(Survey.follows_id).where(col(Survey.follows_id).is_not(None))
    ended = select(Survey).where(
        Survey.status == Status.CLOSED,
        col(Survey.every_months) > 0,
        col(Survey.id).not_in(followed),
    )
    for survey in session.exec(ended).all():
        if survey.opened_on is None:
            continue
        session.add(
            _next(session, survey, rules.months_after(survey.opened_on, survey.every_months))
        )
        session.flush()


def _next(session: Session, survey: Survey, due_on: date) -> Survey:
    copied = ("title", "lead", "questions", "crosses", "place", "days", "every_months")
    return Survey(
        slug=rules.slug(survey.title, queries.slugs(session)),
        due_on=due_on,
        follows_id=survey.id,
        written_by=survey.written_by,
        written_at=clock.now(),
        **{name: getattr(survey, name) for name in copied},
    )
