"""How many entries a month has, counted without opening any of them."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy
from sqlalchemy import bindparam, func
from sqlmodel import Session, col, select

from app.access_log.looks.months import Month
from app.access_log.models import Entry
from app.core.db import dialects
from app.core.db.session import fetch
from app.identity.people.models import Person


@dataclass(frozen=True)
class Counted:
    """How many entries a month has, the month before it that has any, and the first of all."""

    total: int
    before: tuple[Month, int] | None
    oldest: Month | None


# One statement, put together once: building it costs more than running it, and the index on
# (subject, month) answers it all, however long the history is.
_HERS = Entry.subject == bindparam("person")
_MONTH: sqlalchemy.BindParameter[int] = bindparam("month")


def _number_in(month: Any) -> Any:
    return select(func.count()).select_from(Entry).where(_HERS, col(Entry.month) == month)


_EARLIER = select(func.max(Entry.month)).where(_HERS, col(Entry.month) < _MONTH).scalar_subquery()
_COUNTED = sqlalchemy.select(
    _number_in(_MONTH).scalar_subquery(),
    _EARLIER,
    _number_in(_EARLIER).scalar_subquery(),
    select(func.min(Entry.month)).where(_HERS, col(Entry.month) <= _MONTH).scalar_subquery(),
)


def counted(session: Session, person: Person, month: Month) -> Counted:
    """What the index says of this person's months; no entry is read."""
    dialects.set_local(session, "daylight.subject", person.id.hex)
    asked = fetch(session, _COUNTED, person=person.id, month=month.number)
    total, earlier, entries, oldest = asked.one()
    before = (Month(earlier), entries) if earlier else None
    return Counted(total, before, Month(oldest) if oldest else None)
