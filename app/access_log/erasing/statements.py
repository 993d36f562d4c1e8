"""Emptying what is sealed, in the words of each dialect. Nothing else of a row can be changed."""

from collections.abc import Sequence

from sqlmodel import Session, col, func, select, text, update

from app.access_log.models import Entry, Event, Head
from app.core.db import dialects

AT_ONCE = 400  # values in one IN (…)


def lock(session: Session) -> None:
    """Hold the head of the log until this transaction ends; what was prepared before is void.

    On PostgreSQL in the role that may erase, which is taken for this and put off again.
    """
    empty(session, [])


def empty(session: Session, numbers: Sequence[int]) -> None:
    """Empty these entries, and each event whose last entry goes."""
    session.flush()
    if dialects.name(session.get_bind()) == "postgresql":
        session.execute(text("SET LOCAL ROLE daylight_eraser"))
        session.execute(text("SELECT log_erase(:numbers)"), {"numbers": list(numbers)})
        session.execute(text("RESET ROLE"))
        return
    session.exec(update(Head).values(key_epoch=col(Head.key_epoch) + 1))
    for at in range(0, len(numbers), AT_ONCE):
        some = numbers[at : at + AT_ONCE]
        session.exec(update(Entry).where(col(Entry.seq).in_(some)).values(sealed=None))
        _empty_events(session, some)


def _empty_events(session: Session, numbers: Sequence[int]) -> None:
    theirs = select(Entry.event).where(col(Entry.seq).in_(numbers)).distinct()
    still_sealed = (
        select(func.count())
        .select_from(Entry)
        .where(
            col(Entry.seq) >= col(Event.first_seq),
            col(Entry.seq) < col(Event.first_seq) + col(Event.entries),
            col(Entry.sealed).is_not(None),
        )
        .scalar_subquery()
    )
    session.exec(
        update(Event)
        .where(col(Event.first_seq).in_(theirs), still_sealed == 0)
        .values(body=None, occurred=None)
        .execution_options(synchronize_session=False)
    )
