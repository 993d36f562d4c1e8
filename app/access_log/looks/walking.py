"""Through all of a reader's entries, some at a time: a long history costs no more memory."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from app.access_log import queries as log
from app.access_log.looks.months import Month, back_to
from app.access_log.queries import Look
from app.access_log.unusual import queries as unusual
from app.core import clock
from app.identity.viewer import Whose

AT_ONCE = 500
FEW = 25  # of a month of which perhaps the end alone is wanted
LEEWAY = timedelta(hours=1)  # by which the order of entries may differ from that of their times
Place = tuple[int, int]


def all_of(
    session: Session,
    viewer: Whose,
    month: Month | None = None,
    begin_with: int | None = None,
    *,
    every: bool = False,
) -> Iterator[Look]:
    """The viewer's entries that have content, with their flags, the last written down first.

    All of them, or those of a month; ``begin_with`` so many are opened before any other;
    ``every``: with those that do not open, and those whose content was deleted. Raises
    KeysUnavailableError.
    """
    looks, end = portion(session, viewer, None, month, begin_with, every=every)
    yield from looks
    while end is not None:
        looks, end = portion(session, viewer, end, month, every=every)
        yield from looks


def since(session: Session, viewer: Whose, start: datetime) -> Iterator[Look]:
    """Those written down since a moment, the last first: all that happened since is among them.

    Some that were written down shortly before may be too, and of its month those that do not
    open and those that were deleted: of them no moment is known. Raises KeysUnavailableError.
    """
    newest = Month.of(clock.now())
    for month in back_to(newest, Month.of((start - LEEWAY).astimezone(UTC))):
        begin_with = None if month == newest else FEW
        for look in all_of(session, viewer, month, begin_with, every=True):
            if is_before(look, start):
                return
            yield look


def is_before(look: Look, start: datetime) -> bool:
    """Whether what follows in the order of writing down cannot have happened since a moment."""
    return look.state == "shown" and look.recorded_at < start - LEEWAY


def portion(
    session: Session,
    viewer: Whose,
    after: Place | None,
    month: Month | None = None,
    limit: int | None = None,
    *,
    every: bool = False,
) -> tuple[list[Look], Place | None]:
    """The next of them, and the place where they end; None if there are no more.

    ``every``: with those that do not open, and those whose content was deleted.
    """
    limit = limit or AT_ONCE
    number = None if month is None else month.number
    found = log.entries_about(session, viewer.person, after=after, month=number, limit=limit)
    end = log.place(found[-1]) if len(found) == limit else None
    shown = [look for look in found if every or look.state == "shown"]
    return unusual.with_flags(session, viewer.person, shown), end
