"""Checking who may do what with a question, writing it down, and telling whom it concerns."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.core import clock
from app.core.db import dialects
from app.identity import queries as identity
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.notifications import service as notifications
from app.notifications.models import Kind as News
from app.questions import queries, rules
from app.questions.kept_apart import queries as kept_apart
from app.questions.models import Act, Question, QuestionEvent
from app.questions.queries import Story
from app.questions.rules import NotNowError, Part


def part_of(session: Session, story: Story, person: Person) -> Part | None:
    """What this person is to a question; None if it is not hers to know of.

    Whose question it is, or whose look, is that and nothing else, whatever her roles.
    """
    question = story.question
    if person.id == question.person_id:
        return Part.ASKER
    if person.id == question.accessor_id:
        return Part.ACCESSOR if story.standing.passed_on else None
    if not kept_apart.may_have(session, person, question):
        return None
    return Part.OWNER if story.standing.owner_id == person.id else Part.OFFICER


def begin(
    session: Session, question: Question, act: Act, actor: Person, form_key: UUID | None
) -> tuple[Story, QuestionEvent | None]:
    """The question while nobody else can act on it, and what this form already did, if it did.

    A form of another's, or for something else, did nothing of this. Raises NotYoursToDoError,
    NotNowError.
    """
    story = locked(session, question)
    sent = next((e for e in story.events if form_key and e.form_key == form_key), None)
    if sent and (sent.act, sent.actor_id) == (act, actor.id):
        return story, sent
    rules.check(act, part_of(session, story, actor), question, story.standing)
    if sent:
        raise NotNowError
    return story, None


def locked(session: Session, question: Question) -> Story:
    """The question as it is, while nobody else can do anything with it."""
    dialects.serialise(session, f"question {question.id}")
    return queries.story(session, question)


def append(
    session: Session,
    story: Story,
    act: Act,
    actor: Person | None,
    *,
    text: str = "",
    details: Mapping[str, Any] | None = None,
    form_key: UUID | None = None,
) -> QuestionEvent:
    """Write down what may be done. Without an actor, the portal did it."""
    event = QuestionEvent(
        question_id=story.question.id,
        number=story.standing.number + 1,
        act=act,
        at=clock.now(),
        on=story.today,
        actor_id=actor.id if actor else None,
        text=text.strip(),
        details=dict(details or {}),
        form_key=form_key,
    )
    session.add(event)
    session.flush()
    return event


def tell_asker(session: Session, question: Question, event: QuestionEvent) -> None:
    """Tell who asked that something was done: that she has something to read, never what."""
    stage = event.act.value
    _tell(session, [question.person_id], News.QUESTION, question, stage=stage, key=event.number)


def tell_accessor(session: Session, question: Question, stage: str) -> None:
    """Tell who looked, as of the day alone: the hour could tell who asked."""
    accessor = people.by_id(session, question.accessor_id) if question.accessor_id else None
    if accessor is None or not accessor.active:
        return
    zone = ZoneInfo(identity.zone_of(session, accessor))
    day = datetime.combine(clock.now().astimezone(zone).date(), time.min, zone)
    _tell(session, [accessor.id], News.QUESTION_ABOUT_YOU, question, stage=stage, at=day)


def tell_desk(
    session: Session,
    story: Story,
    stage: str,
    key: object = "",
    *,
    but: UUID | None = None,
) -> None:
    """Tell who has it; while nobody has it, all officers who may have it."""
    owner_id = story.standing.owner_id
    officers = kept_apart.officers_for(session, story.question) if owner_id is None else ()
    whom = {owner_id} if owner_id else {each.id for each in officers}
    tell_these(session, whom - {but}, story.question, stage, key)


def tell_these(
    session: Session, whom: Iterable[UUID], question: Question, stage: str, key: object = ""
) -> None:
    """Tell these officers or representatives of a question, by its reference alone."""
    _tell(session, whom, News.QUESTION_WAITS, question, stage=stage, key=key)


def _tell(
    session: Session,
    whom: Iterable[UUID],
    kind: News,
    question: Question,
    *,
    stage: str,
    key: object = "",
    at: datetime | None = None,
) -> None:
    about = f"{question.reference} {stage} {key}".strip()
    ids = {"question": question.reference, "stage": stage}
    notifications.tell(session, whom, kind, about=about, at=at, **ids)
