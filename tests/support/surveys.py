"""Makers for surveys, each taken as far as a story begins."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from app.core import clock
from app.identity.people.models import Person
from app.surveys import queries, rules, service
from app.surveys.counting import rules as counting
from app.surveys.drafting import service as drafting
from app.surveys.keys import service as keys
from app.surveys.keys.service import Opens
from app.surveys.models import Answered, Status, Survey, SurveyTally
from app.surveys.rules import Question
from tests.support.cast import Cast
from tests.support.make import a_person

SHORT = timedelta(days=14)
HELPED = Question("Do you get the help you need?", Answered.SCALE, rules.SCALE)
SHIFT = Question("When do you work?", Answered.OPTIONS, ("Days", "Nights"))
BETTER = Question("What would help?", Answered.WORDS)


def words(*questions: Question, **different: Any) -> dict[str, Any]:
    """A whole draft: of three questions unless others are given."""
    asked = questions or (HELPED, SHIFT, BETTER)
    said: dict[str, Any] = {
        "title": "Autumn pulse",
        "lead": "We want to know what to change first.",
        "days": SHORT.days,
        "questions": [rules.kept(each) for each in asked],
    }
    return said | different


def a_draft(
    session: Session, cast: Cast, *questions: Question, by: Person | None = None, **different: Any
) -> Survey:
    """Written by Helen."""
    return drafting.prepare(session, by or cast.helen, words(*questions, **different))


def opened(session: Session, cast: Cast, *questions: Question, **different: Any) -> Survey:
    """Written by Helen, opened by Daniel, and asked of all who work here."""
    survey = a_draft(session, cast, *questions, **different)
    drafting.open_it(session, survey, cast.daniel)
    return survey


def open_to_nobody(session: Session, cast: Cast, before: int = 0) -> Survey:
    """Open for a fortnight, with nobody asked yet, and so many answers there already.

    For tests that ask people themselves, or that need hundreds of surveys at once.
    """
    survey = a_draft(session, cast, HELPED)
    survey.status, survey.opened_on = Status.OPEN, queries.today(session)
    survey.closes_on, survey.places = survey.opened_on + SHORT, [cast.amara.establishment]
    sums = counting.nothing([HELPED], [], [])
    for _answer in range(before):
        sums = counting.with_one_more(sums, {1: 2}, 0)
    sealed = counting.seal(keys.make(survey.id, Opens.ANSWERS), survey.id, sums)
    session.add(SurveyTally(survey_id=survey.id, sealed=sealed))
    session.flush()
    return survey


def people(session: Session, number: int) -> list[Person]:
    """So many more who work here."""
    return [a_person(session, f"E3{n:03}", f"Person {n}") for n in range(number)]


@contextmanager
def once_it_is_over() -> Iterator[None]:
    with clock.set_to(clock.now() + SHORT + timedelta(days=1)):
        yield


def closed(session: Session, survey: Survey) -> Survey:
    """After its last day."""
    with once_it_is_over():
        assert service.close_due(session) == 1
    assert survey.status is Status.CLOSED
    return survey


def answered(
    session: Session, survey: Survey, by: Sequence[Person], option: int = 0, text: str = ""
) -> None:
    """All of these people choose the same option of each question, or its last."""
    asked = [(n, each) for n, each in enumerate(queries.questions(survey), 1) if each.is_counted]
    chosen = {number: min(option, len(each.options) - 1) for number, each in asked}
    for person in by:
        service.answer(session, person, survey, chosen, text)
