"""What may be read of emergency looks. Whom one was about stands in none of the lists."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func
from sqlmodel import Session, col, select

from app.cases.emergencies import rules
from app.cases.emergencies.models import Act, EmergencyLook, EmergencyLookEvent
from app.cases.emergencies.rules import State
from app.core import clock
from app.core.errors import NotFoundError
from app.identity.people import queries as people
from app.identity.people.models import Person

SHOWN = timedelta(days=400)


@dataclass(frozen=True)
class Known:
    """An emergency look with who opened it, and what became of it."""

    look: EmergencyLook
    officer: Person
    events: Mapping[Act, EmergencyLookEvent]
    people: Mapping[UUID, Person]

    @property
    def state(self) -> State:
        return rules.state(set(self.events), self.look.ends_at, clock.now())

    @property
    def is_open(self) -> bool:
        return rules.is_open(set(self.events), self.look.ends_at, clock.now())

    @property
    def review(self) -> EmergencyLookEvent | None:
        return self.events.get(Act.REVIEWED)

    @property
    def review_by(self) -> datetime:
        return rules.review_by(self.look.opened_at)

    @property
    def ended_at(self) -> datetime:
        """When it ended, or will."""
        ended = self.events.get(Act.ENDED)
        return min(ended.at, self.look.ends_at) if ended else self.look.ends_at

    def actor(self, act: Act) -> Person | None:
        """Who did this, if a person did."""
        event = self.events.get(act)
        return self.people.get(event.actor_id) if event and event.actor_id else None


def own(session: Session, officer_id: UUID, reference: str) -> EmergencyLook:
    """The officer's own, or NotFoundError: nobody else looks under it."""
    mine = select(EmergencyLook).where(
        EmergencyLook.officer_id == officer_id, EmergencyLook.reference == reference
    )
    return _one(session.exec(mine).one_or_none())


def for_review(session: Session, reference: str) -> EmergencyLook:
    """One by its name, for those who answer for it and those who check it, or NotFoundError."""
    found = select(EmergencyLook).where(EmergencyLook.reference == reference)
    return _one(session.exec(found).one_or_none())


def about(session: Session, person_id: UUID, reference: str) -> Known | None:
    """The one under which this person was looked at, for herself."""
    hers = select(EmergencyLook).where(
        EmergencyLook.person_id == person_id, EmergencyLook.reference == reference
    )
    look = session.exec(hers).one_or_none()
    return known(session, [look])[0] if look else None


def lately(session: Session, *, offset: int = 0, limit: int | None = None) -> list[Known]:
    """Those of the last thirteen months, the newest first."""
    since = select(EmergencyLook).where(col(EmergencyLook.opened_at) > clock.now() - SHOWN)
    newest = since.order_by(col(EmergencyLook.opened_at).desc(), col(EmergencyLook.id).desc())
    return known(session, session.exec(newest.offset(offset).limit(limit)).all())


def open_of(session: Session, officer_id: UUID) -> EmergencyLook | None:
    """The one that this officer can look under now."""
    mine = select(EmergencyLook).where(
        EmergencyLook.officer_id == officer_id,
        col(EmergencyLook.ends_at) > clock.now(),
        ~_has(Act.ENDED),
    )
    return session.exec(mine).first()


def number_since(session: Session, officer_id: UUID, since: datetime) -> int:
    """How many this officer has opened after a moment, ended or not."""
    opened = select(func.count()).where(
        col(EmergencyLook.officer_id) == officer_id, col(EmergencyLook.opened_at) > since
    )
    return session.exec(opened).one()


def still_suspends(session: Session, officer_id: UUID) -> bool:
    """Whether the officer's role is suspended for a look, and nobody has lifted that."""
    hers = select(EmergencyLook.id).where(
        EmergencyLook.officer_id == officer_id, _has(Act.SUSPENDED), ~_has(Act.LIFTED)
    )
    return session.exec(hers.limit(1)).first() is not None


def by_form(session: Session, officer_id: UUID, form_key: UUID) -> EmergencyLook | None:
    """The one that this form already opened, if it was sent before."""
    sent = select(EmergencyLook).where(
        EmergencyLook.officer_id == officer_id, EmergencyLook.form_key == form_key
    )
    return session.exec(sent).one_or_none()


def unreviewed(session: Session, *, opened_before: datetime) -> Sequence[EmergencyLook]:
    """Those that nobody reviewed yet, the oldest first, for the worker."""
    waiting = select(EmergencyLook).where(
        col(EmergencyLook.opened_at) <= opened_before, ~_has(Act.REVIEWED)
    )
    return session.exec(waiting.order_by(col(EmergencyLook.opened_at))).all()


def number_to_review(session: Session, person_id: UUID) -> int:
    """How many wait for a review that this person could make."""
    waiting = select(EmergencyLook.officer_id, EmergencyLook.person_id).where(~_has(Act.REVIEWED))
    return sum(person_id not in pair for pair in session.exec(waiting))


def events_of(session: Session, look_id: UUID) -> dict[Act, EmergencyLookEvent]:
    """What became of one."""
    found = select(EmergencyLookEvent).where(EmergencyLookEvent.look_id == look_id)
    return {event.act: event for event in session.exec(found)}


def known(session: Session, looks: Sequence[EmergencyLook]) -> list[Known]:
    """These with who opened them and what became of them, in their order."""
    events = _events(session, [look.id for look in looks])
    ids = {look.officer_id for look in looks}
    ids |= {e.actor_id for each in events.values() for e in each.values() if e.actor_id}
    named = people.people_by_ids(session, ids)
    return [Known(look, named[look.officer_id], events[look.id], named) for look in looks]


def _events(session: Session, ids: Iterable[UUID]) -> Mapping[UUID, dict[Act, EmergencyLookEvent]]:
    found: dict[UUID, dict[Act, EmergencyLookEvent]] = defaultdict(dict)
    of = select(EmergencyLookEvent).where(col(EmergencyLookEvent.look_id).in_(list(ids)))
    for event in session.exec(of):
        found[event.look_id][event.act] = event
    return found


def _has(act: Act) -> ColumnElement[bool]:
    return exists().where(
        col(EmergencyLookEvent.look_id) == col(EmergencyLook.id),
        col(EmergencyLookEvent.act) == act,
    )


def _one(look: EmergencyLook | None) -> EmergencyLook:
    if look is None:
        raise NotFoundError
    return look
