"""Which publications have to be taken care of, and what is being checked again."""

from bisect import bisect_left
from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from app.access_log import queries as log
from app.access_log.models import Entry
from app.access_log.promises.corrections.rules import Publication
from app.access_log.promises.models import PromiseCorrection, PromiseRecheck
from app.core.db import dialects
from app.register import queries as register

# Revisions of the register all of whose publications are taken care of. No two are ever alike.
_settled: set[UUID] = set()


def unsettled(session: Session) -> list[Publication]:
    """What was published and is not taken care of yet."""
    revision = register.revision(session)
    if revision is None or revision in _settled:
        return []
    known = set(session.exec(select(PromiseCorrection.id)))
    found = [Publication(*row) for row in register.publications(session) if row[0] not in known]
    if not found:
        _settled.add(revision)
    return found


def is_any_settled(session: Session, publications: Sequence[UUID]) -> bool:
    """Whether one of these publications is taken care of by now."""
    known = set(session.exec(select(PromiseCorrection.id)))
    return not known.isdisjoint(publications)


def current(session: Session) -> PromiseRecheck | None:
    """The oldest recheck that is not done."""
    waiting = select(PromiseRecheck).where(col(PromiseRecheck.done_at).is_(None))
    return session.exec(waiting.order_by(col(PromiseRecheck.id)).limit(1)).first()


def first_recorded_in(session: Session, month: int) -> int:
    """The first entry recorded in a month (YYYYMM) or later: months never fall along the log."""
    dialects.set_local(session, "daylight.reader", "log")

    def month_of(seq: int) -> int:
        return session.exec(select(Entry.month).where(Entry.seq == seq)).one()

    return bisect_left(range(log.size(session)), month, key=month_of)
