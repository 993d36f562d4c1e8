"""What may be read of concerns. Every query starts from who is looking."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.concerns.models import Act, Concern, ConcernEvent, ConcernMessage, ConcernNote
from app.concerns.progress import rules
from app.concerns.progress.rules import Part, Standing
from app.concerns.reporters import queries as reporters
from app.concerns.reporters.rules import Sealed
from app.core import clock
from app.core.errors import NotFoundError
from app.identity.calendars.rules import local_day
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.roles import queries as roles
from app.identity.roles.models import Role
from app.subject_requests import queries as requests
from app.subject_requests.apart.rules import kept_from

Row = TypeVar("Row", ConcernEvent, ConcernMessage, ConcernNote)
_NEWEST = (col(Concern.filed_at).desc(), col(Concern.id).desc())


@dataclass(frozen=True)
class Story:
    """A concern with all that happened to it, and what that comes to today.

    ``sealed`` are the names: whoever shows a story shows of them what ``Standing`` allows.
    """

    concern: Concern
    events: Sequence[ConcernEvent]
    messages: Sequence[ConcernMessage]
    sealed: Sealed
    standing: Standing
    today: date

    @property
    def days_left(self) -> int | None:
        return self.standing.days_left(self.today)

    @property
    def is_late(self) -> bool:
        return self.standing.is_late(self.today)


def own(session: Session, person: Person, reference: str) -> Story:
    """One's own concern, or NotFoundError: another's is as if it were not there."""
    mine = select(Concern).where(Concern.reference == reference, _raised_by(person))
    concern = session.exec(mine).one_or_none()
    if concern is None:
        raise NotFoundError
    return story(session, concern)


def all_own(session: Session, person: Person) -> list[Story]:
    """One's own concerns: open ones first, then what was raised last."""
    newest = session.exec(select(Concern).where(_raised_by(person)).order_by(*_NEWEST)).all()
    return sorted(stories(session, newest), key=lambda each: not each.standing.is_open)


def open_own(session: Session, person: Person) -> list[Story]:
    """One's own concerns that are not answered, what was raised last first."""
    mine = select(Concern).where(_raised_by(person), is_open()).order_by(*_NEWEST)
    return stories(session, session.exec(mine).all(), with_messages=False)


def own_by_form(session: Session, person: Person, form_key: UUID) -> Concern | None:
    """The concern that this draft became."""
    sent = select(Concern).where(Concern.form_key == form_key, _raised_by(person))
    return session.exec(sent).one_or_none()


def at_the_desk(session: Session, officer: Person, reference: str) -> Story:
    """A concern for an officer, or NotFoundError where she is too near to somebody in it."""
    found = by_reference(session, reference)
    if found is None:
        raise NotFoundError
    told = story(session, found)
    if not is_for(session, officer, told):
        raise NotFoundError
    return told


def owned(session: Session, officer: Person, reference: str) -> Story:
    """The concern that this officer has, or NotFoundError."""
    told = at_the_desk(session, officer, reference)
    if told.standing.owner_id != officer.id:
        raise NotFoundError
    return told


def all_at_the_desk(session: Session, officer: Person, *, only_open: bool = False) -> list[Story]:
    """Every concern that is for this officer, without their messages, the oldest first.

    Open ones that wait for an acknowledgement, then the other open ones, then the others. Not by
    the day they are due: that would tell where the reporter works.
    """
    wanted = select(Concern).where(is_open()) if only_open else select(Concern)
    oldest = session.exec(wanted.order_by(col(Concern.filed_at), col(Concern.id))).all()
    told = stories(session, oldest, with_messages=False)
    again = any(each.standing.had for each in told)  # only then the other officers matter
    near = _near(session, officers(session) if again else [officer])
    hers = [each for each in told if officer.id in _eligible(near, each.sealed, each.standing.had)]
    return sorted(hers, key=lambda e: (not e.standing.is_open, bool(e.standing.acknowledged_on)))


def is_for(session: Session, officer: Person, told: Story) -> bool:
    """Whether an officer may have a concern: nobody in it is she or near her.

    Nearness is to whoever raised it and to whoever it is about: being that person, her manager
    or her report. Nor has she had it before the reporter asked for another officer, while there
    is another who may have it.
    """
    return officer.id in {each.id for each in officers_for(session, told)}


def officers_for(session: Session, told: Story) -> list[Person]:
    """Who may have this concern, by name."""
    return who_may_have(session, told.sealed, told.standing.had)


def who_may_have(session: Session, sealed: Sealed, had: Sequence[UUID] = ()) -> list[Person]:
    """The same of names to be sealed; ``had`` are those who had it before."""
    working = officers(session)
    may = _eligible(_near(session, working), sealed, had)
    return [each for each in working if each.id in may]


def is_stuck(session: Session, told: Story) -> bool:
    """Whether it is open, nobody has it, and no officer may have it."""
    waits = told.standing.is_open and told.standing.owner_id is None
    return waits and not officers_for(session, told)


def part_of(session: Session, told: Story, person: Person) -> Part | None:
    """What this person is to a concern; None if it is not hers to see."""
    if told.sealed.reporter_id == person.id:
        return Part.REPORTER
    if Role.OFFICER not in roles.roles_of(session, person.id):
        return None
    if not is_for(session, person, told):
        return None
    return Part.OWNER if told.standing.owner_id == person.id else Part.OFFICER


def every_open(session: Session) -> list[Story]:
    """All open ones without their messages, for the worker, who shows them to nobody."""
    return stories(
        session, session.exec(select(Concern).where(is_open())).all(), with_messages=False
    )


def is_open() -> ColumnElement[bool]:
    """On ``concern``: neither answered nor closed, or asked about again since."""
    end, again = aliased(ConcernEvent), aliased(ConcernEvent)
    escalated = exists().where(
        col(again.concern_id) == col(end.concern_id),
        col(again.act) == Act.ESCALATED,
        col(again.number) > col(end.number),
    )
    ended = exists().where(
        col(end.concern_id) == col(Concern.id),
        col(end.act).in_([Act.ANSWERED, Act.CLOSED]),
        ~escalated,
    )
    return ~ended


def by_reference(session: Session, reference: str) -> Concern | None:
    """For what an officer was asked to decide on."""
    return session.exec(select(Concern).where(Concern.reference == reference)).one_or_none()


def story(session: Session, concern: Concern) -> Story:
    """What happened to one concern. Whoever calls has seen to who may read it."""
    return stories(session, [concern])[0]


def stories(
    session: Session, concerns: Sequence[Concern], *, with_messages: bool = True
) -> list[Story]:
    """The same of several at once, in their order."""
    ids = [concern.id for concern in concerns]
    events = _by_concern(session, ConcernEvent, ids, col(ConcernEvent.number))
    at = col(ConcernMessage.at)
    messages = _by_concern(session, ConcernMessage, ids, at) if with_messages else {}
    return [
        _story(concern, events.get(concern.id, ()), messages.get(concern.id, ()))
        for concern in concerns
    ]


def notes(session: Session, concern: Concern) -> Sequence[ConcernNote]:
    """What its officers wrote for one another; for the one who has it."""
    return _by_concern(session, ConcernNote, [concern.id], col(ConcernNote.at)).get(concern.id, ())


def message_by_form(session: Session, concern: Concern, form_key: UUID) -> ConcernMessage | None:
    sent = select(ConcernMessage).where(
        ConcernMessage.concern_id == concern.id, ConcernMessage.form_key == form_key
    )
    return session.exec(sent).one_or_none()


def note_by_form(session: Session, concern: Concern, form_key: UUID) -> ConcernNote | None:
    sent = select(ConcernNote).where(
        ConcernNote.concern_id == concern.id, ConcernNote.form_key == form_key
    )
    return session.exec(sent).one_or_none()


def officers(session: Session) -> Sequence[Person]:
    """Who works here as a privacy officer now, by name."""
    return roles.holders(session, Role.OFFICER)


def _near(session: Session, some: Iterable[Person]) -> dict[UUID, set[UUID]]:
    """Whom each of these officers is or works with directly."""
    return {each.id: requests.too_close(session, each) for each in some}


def _eligible(near: Mapping[UUID, set[UUID]], sealed: Sealed, had: Sequence[UUID]) -> set[UUID]:
    """Which of these officers may have it: of those near nobody in it, whoever has not had it."""
    free = {officer_id for officer_id, theirs in near.items() if not theirs & sealed.people}
    return free - kept_from(had, free)


def _story(
    concern: Concern, events: Sequence[ConcernEvent], messages: Sequence[ConcernMessage]
) -> Story:
    sealed = reporters.opened(concern, events)
    standing = rules.standing(sealed.jurisdiction, concern.received_on, events)
    today = local_day(sealed.jurisdiction, clock.now())
    return Story(concern, events, messages, sealed, standing, today)


def _raised_by(person: Person) -> Any:
    return col(Concern.raised_by).in_(reporters.digests(person.id))


def _by_concern(
    session: Session, table: type[Row], ids: Sequence[UUID], order: Any
) -> Mapping[UUID, Sequence[Row]]:
    found: dict[UUID, list[Row]] = defaultdict(list)
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), people.AT_ONCE):
        some = col(table.concern_id).in_(wanted[start : start + people.AT_ONCE])
        for row in session.exec(select(table).where(some).order_by(order, col(table.id))):
            found[row.concern_id].append(row)
    return found
