"""Parts that are the rows of a table: the person's own, the last made first."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from app.core.errors import NotFoundError
from app.identity.held.schemas import Part, Portion, Record, Value
from app.identity.viewer import Whose

Own = Callable[[Whose], Select[*tuple[Any, ...]]]
Words = Callable[..., Mapping[str, Value]]


def rows(
    *,
    name: str,
    title: str,
    why: str,
    fields: Mapping[str, str],
    covers: Iterable[str],
    by: Any,
    own: Own,
    words: Words,
    at: str = "",
    until: str = "",
    practice: str = "",
) -> Part:
    """A part whose records are rows, in the order of the UUID column ``by``, which names them.

    ``own`` selects the viewer's rows; ``words`` puts one, given as its selected columns and
    objects, into values. ``at``, ``until`` and ``practice`` name fields, as in ``Part``.
    """
    found = _Rows(col(by), own, words)
    return Part(
        name=name,
        title=title,
        why=why,
        fields=fields,
        covers=frozenset(covers),
        portion=found.portion,
        count=found.count,
        at=at,
        until=until,
        practice=practice,
    )


@dataclass(frozen=True)
class _Rows:
    by: Any
    own: Own
    words: Words

    def portion(self, session: Session, viewer: Whose, after: str | None, limit: int) -> Portion:
        asked = self.own(viewer).add_columns(self.by)
        if after is not None:
            asked = asked.where(self.by < _place(after))
        found = session.execute(asked.order_by(self.by.desc()).limit(limit)).all()
        records = [Record(str(row[-1]), self.words(*row[:-1])) for row in found]
        return Portion(records, records[-1].key if len(found) == limit else None)

    def count(self, session: Session, viewer: Whose) -> int:
        own = self.own(viewer).with_only_columns(self.by, maintain_column_froms=True)
        number: int = session.execute(select(func.count()).select_from(own.subquery())).scalar_one()
        return number


def _place(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as unknown:
        raise NotFoundError from unknown
