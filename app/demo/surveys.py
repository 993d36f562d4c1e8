"""What Northfold Energy asks its people: a survey in each of its states."""

from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from sqlmodel import Session

from app.core.db.session import writing
from app.demo import people as cast
from app.demo.requests import Days
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.surveys import queries, rules, service
from app.surveys.drafting import service as drafting
from app.surveys.models import Answered, Survey
from app.surveys.rules import Question
from app.surveys.words import queries as texts
from app.surveys.words import service as words

HELEN, DANIEL = cast.OFFICERS[:2]
LEITH = "leith"
ENOUGH = 18  # people there: of fewer nothing could be shown
HELPED = Question("Do you get the help you need on the road?", Answered.SCALE)
SHIFT = Question("When do you mostly work?", Answered.OPTIONS, ("Days", "Evenings", "Nights"))
WOULD_HELP = Question("What would help most?", Answered.WORDS)
FAIR = Question("Is your rota fair?", Answered.SCALE)
GATE = Question("Does the gate open when you need it?", Answered.SCALE)
CHANGED = "Dispatch has a second person on nights since Monday. The app no longer asks twice."
SAID: Final = (
    *("A second person at dispatch on nights.", "Less typing in the app after each job."),
    *("Tell us a day earlier when the rota changes.", "Somebody to call who knows the boilers."),
    *("A van that starts in the cold.", "Fewer calls while I drive.", "Better torches."),
    *("Parts in the van and not in Leeds.", "Time to write things up.", "A dry place to wait."),
    *("More training on heat pumps.", "Answers the same day."),
)


def in_each_state(now: datetime) -> None:
    """In one transaction: closed with results, closed with too few, open, being prepared."""
    days = Days(now)
    with writing() as session:
        there = [each.establishment for each in people.everyone_active(session)]
        if there.count(LEITH) < ENOUGH:
            return
        _with_results(session, days)
        _too_few(session, days)
        with days.ago(4, 8, 30):
            asked = "To know what to change before the winter, while there is time."
            survey = _opened(session, "Before the winter", asked, [HELPED, SHIFT], place=LEITH)
        with days.ago(3, 12, 15):
            _answer(session, queries.to_be_asked(session, survey)[-6:], survey)
        with days.ago(1, 15, 20):
            _prepare(session, "The new rota", "To know whether it is fair.", [FAIR], every_months=3)


def _with_results(session: Session, days: Days) -> None:
    """Sixty-four answered, and one officer went through what twelve of them wrote."""
    with days.ago(60, 8, 30):
        asked = "To know what makes call-outs hard, and what to change first."
        survey = _opened(
            session, "Call-outs", asked, [HELPED, SHIFT, WOULD_HELP], place=LEITH, crosses=[[1, 2]]
        )
    with days.ago(58, 12, 15):
        _answer(session, queries.to_be_asked(session, survey)[:64], survey)
    with days.ago(45, 2, 5):
        service.close_due(session)
    helen = _person(session, HELEN)
    with days.ago(43, 14, 0):
        words.take(session, helen, survey)
        for words_id, text in texts.originals(session, helen, survey).items():
            words.edit(session, helen, survey, words_id, text)
        words.publish(session, helen, survey)
    with days.ago(30, 9, 40):
        about = {"practice_id": "location-in-the-field-app", "form_key": uuid4()}
        service.tell_of_change(session, helen, survey, CHANGED, **about)  # type: ignore[arg-type]


def _too_few(session: Session, days: Days) -> None:
    with days.ago(40, 8, 30):
        asked = "To know whether the new gate works."
        survey = _opened(session, "The yard gate", asked, [GATE], place=LEITH)
    with days.ago(38, 12, 15):
        _answer(session, queries.to_be_asked(session, survey)[:6], survey)
    with days.ago(25, 2, 5):
        service.close_due(session)


def _prepare(session: Session, title: str, lead: str, asked: list[Question], **how: Any) -> Survey:
    said = {"title": title, "lead": lead, "days": 14, "questions": [*map(rules.kept, asked)]}
    return drafting.prepare(session, _person(session, HELEN), said | how)


def _opened(session: Session, title: str, lead: str, asked: list[Question], **how: Any) -> Survey:
    survey = _prepare(session, title, lead, asked, **how)
    drafting.open_it(session, survey, _person(session, DANIEL))
    return survey


def _answer(session: Session, by: list[Person], survey: Survey) -> None:
    """Most by day or by night; two in three are content, and some skip the first question."""
    for number, person in enumerate(by):
        helped = (3, 4, 1)[number // 2 % 3] if number % 13 else None
        shift = (0, 2)[number % 2] if number % 9 else 1
        said = SAID[number] if number < len(SAID) else ""
        service.answer(session, person, survey, {1: helped, 2: shift}, said)


def _person(session: Session, employee_id: str) -> Person:
    person = people.by_employee_id(session, employee_id)
    assert person is not None
    return person
