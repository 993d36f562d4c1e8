"""How many entries a month has, counted without opening any of them."""

from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.access_log.looks.months import Month
from app.access_log.models import Entry
from app.core.db import dialects
from app.identity.people.models import Person

ENOUGH = 200  # entries looked at before the rest of a month is counted by the database


@dataclass(frozen=True)
class Counted:
    """How many entries a month has, and the month before it that has any."""

    total: int
    before: tuple[Month, int] | None


def counted(session: Session, person: Person, month: Month) -> Counted:
    """Counted from the newest on and no further than needed, so that history costs nothing."""
    dialects.set_local(session, "daylight.subject", person.id.hex)
    newest = (
        select(Entry.month)
        .where(Entry.subject == person.id, col(Entry.month) <= month.number)
        .order_by(col(Entry.seq).desc())
        .limit(ENOUGH + 1)
        .subquery()
    )
    found = session.exec(select(newest.c.month, func.count()).group_by(newest.c.month)).all()
    counts = dict(found)
    if sum(counts.values()) > ENOUGH:  # the oldest of them may have been cut short
        oldest = min(counts)
        counts[oldest] = _how_many(session, person, oldest)
        if older := _newest_before(session, person, oldest):
            counts.setdefault(older, _how_many(session, person, older))
    total = counts.pop(month.number, 0)
    earlier = max(counts, default=None)
    return Counted(total, (Month(earlier), counts[earlier]) if earlier else None)


def oldest_month(session: Session, person: Person) -> Month | None:
    """The month of the first entry about this person."""
    first = select(Entry.month).where(Entry.subject == person.id).order_by(col(Entry.seq)).limit(1)
    month = session.exec(first).first()
    return Month(month) if month else None


def _how_many(session: Session, person: Person, month: int) -> int:
    entries = select(func.count()).where(Entry.subject == person.id, Entry.month == month)
    return session.exec(entries.select_from(Entry)).one()


def _newest_before(session: Session, person: Person, month: int) -> int | None:
    older = select(Entry.month).where(Entry.subject == person.id, col(Entry.month) < month)
    return session.exec(older.order_by(col(Entry.seq).desc()).limit(1)).first()
