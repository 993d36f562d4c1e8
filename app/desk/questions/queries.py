"""Questions as officers see them: by reference alone, until one has a question and opens it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.access_log.errors import KeysUnavailableError, LogUnreadableError
from app.access_log.looks.display import Display
from app.access_log.looks.views import Row as Entry
from app.core.errors import NotFoundError
from app.identity.parity import rules as parity
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.viewer import Viewer
from app.questions import queries
from app.questions.kept_apart import queries as kept_apart
from app.questions.models import Act
from app.questions.queries import Story
from app.questions.rules import Part, may

TRIAGE_HOURS = 72  # Art 33(1) GDPR: from when we know of it, unless no risk is likely


@dataclass(frozen=True)
class Row:
    """A question in the queue, without whose it is or what was asked."""

    story: Story
    owner: Person | None


@dataclass(frozen=True)
class Handed:
    """A look outside authority that was handed to breach triage, and until when that decides."""

    story: Story
    at: datetime
    until: datetime


@dataclass(frozen=True)
class Lists:
    mine: Sequence[Row]
    others: Sequence[Row]
    handed: Sequence[Handed]


@dataclass(frozen=True)
class Opened:
    """A question for the officer who has it; ``person`` has the fields of an officer with a case.

    ``entry`` is None while it cannot be opened; in it who looked is named. ``can_be_asked``:
    who looked, being somebody who works here still.
    """

    story: Story
    person: Mapping[str, Any]
    entry: Entry | None
    accessor: Person | None
    can_be_asked: bool
    people: Mapping[UUID, Person]
    may: frozenset[Act]
    officers: Sequence[Person]


def lists(session: Session, officer: Viewer) -> Lists:
    """What waits: hers, then what others have or nobody; and what went to breach triage."""
    waiting = queries.waiting_at_the_desk(session, officer.person)
    ids = {each.standing.owner_id for each in waiting if each.standing.owner_id}
    owners = people.people_by_ids(session, ids)
    rows = [_row(each, owners) for each in waiting]
    return Lists(
        [each for each in rows if each.story.standing.owner_id == officer.id],
        [each for each in rows if each.story.standing.owner_id != officer.id],
        [_handed(each) for each in queries.handed_to_triage(session, officer.person)],
    )


def number_waiting(session: Session, officer: Viewer) -> int:
    """How many are hers, or nobody's."""
    waiting = queries.waiting_at_the_desk(session, officer.person)
    return sum(each.standing.owner_id in {None, officer.id} for each in waiting)


def row(session: Session, story: Story) -> Row:
    owner_id = story.standing.owner_id
    return _row(story, people.people_by_ids(session, {owner_id} if owner_id else ()))


def is_open_to(story: Story, officer: Viewer) -> bool:
    """Whether this officer has it and something is left to do: only then it is opened."""
    return story.standing.owner_id == officer.id and story.standing.needs_the_desk


def owned(session: Session, officer: Viewer, reference: str) -> Story:
    """The officer's own question, or NotFoundError."""
    story = queries.at_the_desk(session, officer.person, reference)
    if story.standing.owner_id != officer.id:
        raise NotFoundError
    return story


def opened(session: Session, story: Story) -> Opened:
    """All of it; the look is in the log already."""
    question = story.question
    whose = queries.asked_about(session, question)
    named = {each.actor_id for each in story.events if each.actor_id}
    named |= {UUID(str(e.details["owner_id"])) for e in story.events if "owner_id" in e.details}
    accessor = people.by_id(session, question.accessor_id) if question.accessor_id else None
    can_be_asked = queries.can_be_asked(accessor)
    officers = kept_apart.officers_for(session, question)
    return Opened(
        story=story,
        person=parity.of(parity.View.OFFICER_WITH_CASE, whose.person),
        entry=_entry(session, story),
        accessor=accessor,
        can_be_asked=can_be_asked,
        people=people.people_by_ids(session, named),
        may=acts(story, Part.OWNER) - (set() if can_be_asked else {Act.PASSED_ON}),
        officers=[each for each in officers if each.id != story.standing.owner_id],
    )


def acts(story: Story, part: Part) -> frozenset[Act]:
    """What somebody who is this to it may do now, at the desk."""
    at_desk = (Act.TAKEN, Act.ASSIGNED, Act.PASSED_ON, Act.DECIDED, Act.NAME_DECIDED)
    return frozenset(a for a in at_desk if may(a, part, story.question, story.standing))


def acts_on_folder(session: Session, story: Story) -> frozenset[Act]:
    """What an officer who does not have it may do: not give away what another rightly has."""
    held = kept_apart.is_held(session, story.question, story.standing.owner_id)
    return acts(story, Part.OFFICER) - ({Act.ASSIGNED} if held else set())


def _entry(session: Session, story: Story) -> Entry | None:
    whose = queries.asked_about(session, story.question)
    try:
        row = queries.entry(session, whose, story.question.seq)
    except (KeysUnavailableError, LogUnreadableError):
        return None
    return Entry(row.look, replace(row.teller, display=Display.NAME)) if row else None


def _row(story: Story, owners: Mapping[UUID, Person]) -> Row:
    owner_id = story.standing.owner_id
    return Row(story, owners.get(owner_id) if owner_id else None)


def _handed(story: Story) -> Handed:
    event = story.event(Act.HANDED_TO_TRIAGE)
    assert event is not None
    return Handed(story, event.at, event.at + timedelta(hours=TRIAGE_HOURS))
