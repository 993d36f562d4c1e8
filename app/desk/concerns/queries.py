"""The queue of concerns, and one concern, as one officer may see them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.approvals import queries as approvals
from app.approvals.models import Approval
from app.approvals.models import Kind as Matter
from app.concerns import queries
from app.concerns.asking import queries as asking
from app.concerns.models import About, Act, ConcernNote, Naming
from app.concerns.progress import rules as progress
from app.concerns.progress.rules import Part, Standing
from app.concerns.queries import Story
from app.concerns.reporters import queries as reporters
from app.concerns.tracker.queries import officers_in
from app.concerns.tracker.rules import Line, history
from app.core import clock
from app.desk.concerns import rules
from app.desk.concerns.rules import Next, View
from app.identity.parity import rules as parity
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.viewer import Viewer


@dataclass(frozen=True)
class Row:
    """A concern in a queue: nothing of what it says, nor of who raised it.

    ``due`` is the day to acknowledge it, if it waits for that: as the law of the reporter's
    workplace has it for who has the concern, plainly after 30 days for anybody else. ``left`` are
    the days until then, less than 0 when late.
    """

    story: Story
    due: date | None
    left: int | None
    urgency: str
    next: Next
    owner: Person | None

    @property
    def standing(self) -> Standing:
        return self.story.standing

    @property
    def is_late(self) -> bool:
        return self.left is not None and self.left < 0


@dataclass(frozen=True)
class Queue:
    """One view's rows, what is due first at the top, and how many stand in each view."""

    rows: Sequence[Row]
    counts: Counter[View]


@dataclass(frozen=True)
class Opened:
    """A concern for the officer who has it.

    ``reporter`` are the fields of who raised it; None while her name is not open to this
    officer, and then ``entry`` is empty too, and who looked is not among ``concerned``: both
    would tell. ``words`` are the messages' texts, by their row.
    """

    row: Row
    reporter: Mapping[str, Any] | None
    entry: str
    concerned: Sequence[Person]
    title: str
    lines: Sequence[Line]
    words: Mapping[UUID, str]
    notes: Sequence[ConcernNote]
    people: Mapping[str, Person]
    may: set[Act]
    asked: Approval | None

    @property
    def story(self) -> Story:
        return self.row.story

    @property
    def what(self) -> str:
        """What happened, in the reporter's words."""
        return self.story.sealed.words.get("what") or self.story.concern.what

    @property
    def waits(self) -> bool:
        """Whether a second officer is asked to open the name."""
        return self.asked is not None and approvals.state(self.asked) is None


def queue(session: Session, officer: Viewer, view: View) -> Queue:
    """One of this officer's views."""
    seen = queries.all_at_the_desk(session, officer.person)
    stands = [(told, rules.views(told.standing, officer.id)) for told in seen]
    counts = Counter(view for _told, views in stands for view in views)
    listed = [told for told, views in stands if view in views]
    return Queue(rows(session, listed, officer), counts)


def number_to_do(session: Session, officer: Person) -> int:
    """How many open concerns this officer has, or could take."""
    return sum(
        told.standing.owner_id in {None, officer.id}
        for told in queries.all_at_the_desk(session, officer, only_open=True)
    )


def rows(session: Session, stories: Iterable[Story], officer: Viewer) -> list[Row]:
    found = list(stories)
    ids = {told.standing.owner_id for told in found}
    known = people.people_by_ids(session, {each for each in ids if each})
    return [
        _row(told, officer, known.get(told.standing.owner_id) if told.standing.owner_id else None)
        for told in found
    ]


def opened(session: Session, officer: Viewer, told: Story) -> Opened:
    """Everything about it as it is now. Whoever calls has written the look."""
    concern, sealed = told.concern, told.sealed
    reporter = None
    if sealed.reporter_id and told.standing.name_is_open(concern.naming, officer.id):
        person = people.by_id(session, sealed.reporter_id)
        assert person is not None
        reporter = parity.of(parity.View.OFFICER_WITH_CASE, person)
    concerned = sealed.concerned
    if concern.about is About.ACCESS and reporter is None:  # who looked would tell at whom
        concerned = sealed.concerned[len(reporters.opened(concern).concerned) :]
    named = people.people_by_ids(session, concerned)
    notes = queries.notes(session, concern)
    known = officers_in(session, told)
    authors = people.people_by_ids(session, {note.author_id for note in notes})
    return Opened(
        row=rows(session, [told], officer)[0],
        reporter=reporter,
        entry=sealed.sentence if reporter else "",
        concerned=[named[each] for each in concerned if each in named],
        title=asking.title_of(session, concern.about, concern.object_id),
        lines=history(told.events, told.messages, by_day=concern.naming is Naming.ANONYMOUS),
        words=reporters.words_of(told.messages),
        notes=notes,
        people=known | {str(each): one for each, one in authors.items()},
        may=progress.allowed(Part.OWNER, told.standing),
        asked=approvals.newest_about(session, Matter.CONCERN_IDENTITY, concern.reference),
    )


def may_assign(session: Session, told: Story) -> bool:
    """Whether an officer may give away what she does not have: nobody has it, or nobody who may."""
    owner_id = told.standing.owner_id
    if owner_id is None:
        return told.standing.is_open
    may = {each.id for each in queries.officers_for(session, told)}
    return told.standing.is_open and owner_id not in may


def _row(told: Story, officer: Viewer, owner: Person | None) -> Row:
    standing = told.standing
    due, left = rules.plain_due(standing, told.concern.received_on), None
    if standing.owner_id == officer.id:
        due, left = standing.due if standing.is_open else None, told.days_left
    elif due:
        left = (due - clock.now().date()).days
    return Row(told, due, left, rules.urgency(left), rules.next_step(standing), owner)
