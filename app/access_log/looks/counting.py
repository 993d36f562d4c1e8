"""How many entries a month has, counted without opening any of them."""

from dataclasses import dataclass

from sqlalchemy import bindparam, func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.access_log.looks.months import Month
from app.access_log.models import Entry
from app.core.db import dialects
from app.identity.people.models import Person

ENOUGH = 200  # entries looked at before the rest of a month is counted by the database


@dataclass(frozen=True)
class Counted:
    """How many entries a month has, the month before it that has any, and the first of all."""

    total: int
    before: tuple[Month, int] | None
    oldest: Month | None


# Put together once: building a statement costs more than running it.
_HERS = Entry.subject == bindparam("person")
_UP_TO = (
    select(Entry.month)
    .where(_HERS, col(Entry.month) <= bindparam("month"))
    .order_by(col(Entry.seq).desc())
    .limit(ENOUGH + 1)
    .subquery()
)
_OLDEST = select(Entry.month).where(_HERS).order_by(col(Entry.seq)).limit(1).scalar_subquery()
_NEWEST = select(_UP_TO.c.month, func.count(), _OLDEST).group_by(_UP_TO.c.month)
_BEFORE = (
    select(Entry.month)
    .where(_HERS, col(Entry.month) < bindparam("month"))
    .order_by(col(Entry.seq).desc())
    .limit(1)
)
_IN = select(func.count()).select_from(Entry).where(_HERS, Entry.month == bindparam("month"))


def counted(session: Session, person: Person, month: Month) -> Counted:
    """Counted from the newest on and no further than needed, so that history costs nothing."""
    dialects.set_local(session, "daylight.subject", person.id.hex)

    def one(statement: SelectOfScalar[int], month: int) -> int:
        asked = {"person": person.id, "month": month}
        return session.exec(statement, params=asked).first() or 0

    asked = {"person": person.id, "month": month.number}
    newest = session.exec(_NEWEST, params=asked).all()
    counts: dict[int, int] = {number: entries for number, entries, _first in newest}
    if sum(counts.values()) > ENOUGH:  # the oldest of them may have been cut short
        oldest = min(counts)
        counts[oldest] = one(_IN, oldest)
        if older := one(_BEFORE, oldest):
            counts.setdefault(older, one(_IN, older))
    total = counts.pop(month.number, 0)
    earlier = max(counts, default=None)
    before = (Month(earlier), counts[earlier]) if earlier else None
    return Counted(total, before, Month(newest[0][2]) if newest else None)
