"""The queues of requests, as one officer may see them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.approvals import queries as approvals
from app.approvals.models import Approval
from app.approvals.models import Decision as End
from app.approvals.models import Kind as Matter
from app.cases import queries as cases
from app.cases.models import Purpose
from app.core import clock
from app.desk.requests import rules
from app.desk.requests.rules import Decision, Next, Urgency, View
from app.identity.parity import rules as parity
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.roles import queries as roles
from app.identity.roles.models import Role
from app.identity.viewer import Viewer
from app.subject_requests import queries
from app.subject_requests.models import Act, SubjectRequest
from app.subject_requests.progress import service as progress
from app.subject_requests.progress.rules import Standing
from app.subject_requests.queries import Story

MATTER = Matter.SUBJECT_REQUEST


@dataclass(frozen=True)
class Row:
    """A request in a queue. ``person`` are her fields, in one's own queue once it was opened."""

    story: Story
    urgency: Urgency
    next: Next
    owner: Person | None
    approval: Approval | None
    approver: Person | None
    person: Mapping[str, Any] | None = None

    @property
    def standing(self) -> Standing:
        return self.story.standing

    @property
    def minutes_owned(self) -> int:
        """How long its owner has had it."""
        given = {Act.TAKEN, Act.ASSIGNED}
        last = max(event.at for event in self.story.events if event.act in given)
        return int((clock.now() - last).total_seconds() // 60)


class Counts(Counter[View]):
    """How many open requests stand in each view, and how many of one's own are near their day."""

    mine_overdue: int
    mine_week: int


@dataclass(frozen=True)
class Queue:
    """One view's rows, what is due first at the top, and how many stand in each view."""

    rows: Sequence[Row]
    counts: Counts


def counts(session: Session, officer: Person) -> Counts:
    """Of this officer's queues."""
    return _counted(stands for _story, stands in _seen(session, officer))


def queue(session: Session, officer: Viewer, view: View, *, kind: str, stage: str) -> Queue:
    """The requests of one view, of one kind and at one stage if these are named."""
    seen = _seen(session, officer.person)
    wanted = [
        story
        for story, stands in seen
        if view in stands
        and kind in {"", story.request.kind.value}
        and stage in {"", story.standing.status.value}
    ]
    return Queue(
        rows(session, officer, wanted, named=view is View.MINE),
        _counted(stands for _story, stands in seen),
    )


def rows(
    session: Session, officer: Viewer, stories: Sequence[Story], *, named: bool = False
) -> list[Row]:
    """These requests as rows; ``named``: with whose they are, where the officer opened them.

    A name stands in no list before its look stands in the log.
    """
    asked = approvals.newest_of(session, MATTER, [s.request.reference for s in stories])
    named_ids = {story.standing.owner_id for story in stories}
    named_ids |= {approval.approver_id for approval in asked.values()}
    opened = _opened(session, officer, stories) if named else set()
    known = people.people_by_ids(session, {each for each in named_ids | opened if each})
    return [_row(story, asked.get(story.request.reference), known, opened) for story in stories]


def row(session: Session, officer: Viewer, story: Story) -> Row:
    """One request, without whose it is."""
    return rows(session, officer, [story])[0]


def officers_for(session: Session, request: SubjectRequest) -> list[Person]:
    """Who may have this request, by name."""
    holders = roles.holders(session, Role.OFFICER)
    return [each for each in holders if progress.may_handle(session, each, request)]


def approvers_for(session: Session, officer: Viewer, request: SubjectRequest) -> list[Person]:
    """Who can decide on its answer: another officer, none who works with the person."""
    may = {each.id for each in officers_for(session, request)}
    subject_id = request.person_id
    asked = approvals.may_be_asked(session, officer.id, Role.OFFICER, subject_id=subject_id)
    return [each for each in asked if each.id in may]


def _seen(session: Session, officer: Person) -> list[tuple[Story, set[View]]]:
    waiting = {each.about: each for each in approvals.open_of(session, MATTER)}
    found = []
    for story in queries.open_at_the_desk(session, officer):
        asked = waiting.get(story.request.reference)
        approver_id = asked.approver_id if asked else None
        found.append((story, rules.views(story.standing, story.today, officer.id, approver_id)))
    return found


def _counted(seen: Iterable[set[View]]) -> Counts:
    every = list(seen)
    counted = Counts(view for stands in every for view in stands)
    counted.mine_overdue = sum({View.MINE, View.OVERDUE} <= stands for stands in every)
    counted.mine_week = sum({View.MINE, View.WEEK} <= stands for stands in every)
    return counted


def _opened(session: Session, officer: Viewer, stories: Sequence[Story]) -> set[UUID]:
    """Whose requests among these the officer has looked at."""
    tickets = cases.tickets_looked_under(session, officer.id, Purpose.ANSWER_REQUEST)
    return {s.request.person_id for s in stories if s.request.reference in tickets}


def _row(
    story: Story,
    asked: Approval | None,
    known: Mapping[UUID, Person],
    opened: set[UUID],
) -> Row:
    state = approvals.state(asked) if asked else None
    waits = asked if asked and state is None else None
    decision = Decision.WAITS if waits else Decision.NONE
    decision = Decision.SENT_BACK if state is End.SENT_BACK else decision
    request, standing = story.request, story.standing
    subject = known.get(request.person_id) if request.person_id in opened else None
    return Row(
        story,
        rules.urgency(standing, story.today),
        rules.next_step(request.kind, standing, story.today, decision),
        known.get(standing.owner_id) if standing.owner_id else None,
        waits,
        known.get(waits.approver_id) if waits else None,
        parity.of(parity.View.OFFICER_WITH_CASE, subject) if subject else None,
    )
