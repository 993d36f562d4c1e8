"""Promises as everybody may read them: what is late comes first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.core.db.session import fetch
from app.core.errors import NotFoundError
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.pledges.models import Act, Pledge, PledgeEvent
from app.pledges.rules import UNMET, Standing, Status, in_lists, standing
from app.register import queries as register

_LATER = aliased(PledgeEvent)
_IS_OVER = select(_LATER.id).where(
    _LATER.pledge_id == PledgeEvent.pledge_id,
    col(_LATER.number) > col(PledgeEvent.number),
    _LATER.act != Act.PROGRESS,
)
# One statement, put together once: everybody's first page asks it.
_NEWEST_KEPT = (
    columns(col(Pledge.reference), col(Pledge.said), col(Pledge.what), col(PledgeEvent.on))
    .join(PledgeEvent, col(PledgeEvent.pledge_id) == col(Pledge.id))
    .where(col(PledgeEvent.act) == Act.KEPT, col(Pledge.said) != "", ~_IS_OVER.exists())
    .order_by(col(PledgeEvent.at).desc(), col(PledgeEvent.id).desc())
    .limit(1)
)


@dataclass(frozen=True)
class Told:
    """A promise, how it stands today, and by whom it was made and written down."""

    pledge: Pledge
    events: Sequence[PledgeEvent]
    standing: Standing
    names: dict[UUID, Person]

    @property
    def maker(self) -> Person:
        return self.names[self.pledge.made_by]

    @property
    def last(self) -> PledgeEvent | None:
        """What was written down last."""
        return self.events[-1] if self.events else None


@dataclass(frozen=True)
class Benefits:
    """How many benefits were promised for a practice, were delivered, and are owed."""

    promised: int
    delivered: int
    unmet: int


def everything(session: Session) -> list[Told]:
    """Every promise, what is late at the top."""
    return _told(session, session.exec(select(Pledge)).all())


def of_assessment(session: Session, assessment: str) -> list[Told]:
    """The benefits that one assessment promised."""
    theirs = select(Pledge).where(Pledge.assessment == assessment)
    return _told(session, session.exec(theirs).all())


def one(session: Session, reference: str) -> Told:
    """A promise by its reference, or NotFoundError."""
    found = session.exec(select(Pledge).where(Pledge.reference == reference)).one_or_none()
    if found is None:
        raise NotFoundError
    return _told(session, [found])[0]


class Kept(NamedTuple):
    """A promise that was kept: what people had said, what was promised, and when it was so."""

    reference: str
    said: str
    what: str
    on: date


def newest_kept(session: Session) -> Kept | None:
    """What was kept last of all that answers something people said, unless it was opened again."""
    found = fetch(session, _NEWEST_KEPT).first()
    return None if found is None else Kept(*found)


def by_form(session: Session, form_key: UUID) -> Pledge | None:
    return session.exec(select(Pledge).where(Pledge.form_key == form_key)).one_or_none()


def benefits(session: Session) -> dict[str, Benefits]:
    """By practice, what was promised people in return, for those for which something was."""
    promised = session.exec(select(Pledge).where(Pledge.assessment != "")).all()
    told = sorted(_told(session, promised), key=lambda each: each.pledge.practice_id or "")
    grouped = groupby(told, key=lambda each: each.pledge.practice_id or "")
    return {practice: _counted(list(found)) for practice, found in grouped}


def _counted(told: Sequence[Told]) -> Benefits:
    delivered = sum(each.standing.status is Status.KEPT for each in told)
    return Benefits(len(told), delivered, sum(each.standing.status in UNMET for each in told))


def _told(session: Session, pledges: Sequence[Pledge]) -> list[Told]:
    today, events = register.in_force_now(session).day, _events(session, pledges)
    every = [event for found in events.values() for event in found]
    ids = {pledge.made_by for pledge in pledges} | {pledge.recorded_by for pledge in pledges}
    names = people.people_by_ids(session, ids | {event.actor_id for event in every})
    told = [
        Told(pledge, found, standing(pledge.due_on, found, today), names)
        for pledge in pledges
        for found in [events.get(pledge.id, [])]
    ]
    return sorted(told, key=lambda each: in_lists(each.pledge.due_on, each.standing))


def _events(session: Session, pledges: Iterable[Pledge]) -> dict[UUID, list[PledgeEvent]]:
    theirs = select(PledgeEvent).where(
        col(PledgeEvent.pledge_id).in_([pledge.id for pledge in pledges])
    )
    rows = session.exec(theirs.order_by(col(PledgeEvent.pledge_id), col(PledgeEvent.number))).all()
    return {pledge: list(found) for pledge, found in groupby(rows, lambda row: row.pledge_id)}
