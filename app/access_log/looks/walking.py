"""Through all of a reader's entries, some at a time: a long history costs no more memory."""

from collections.abc import Iterator

from sqlmodel import Session

from app.access_log import queries as log
from app.access_log.looks.months import Month
from app.access_log.queries import Look
from app.access_log.unusual import queries as unusual
from app.identity.viewer import Whose

AT_ONCE = 500
Place = tuple[int, int]


def all_of(session: Session, viewer: Whose, month: Month | None = None) -> Iterator[Look]:
    """The viewer's entries that have content, with their flags, the last written down first.

    All of them, or those of a month. Raises KeysUnavailableError.
    """
    looks, end = portion(session, viewer, None, month)
    yield from looks
    while end is not None:
        looks, end = portion(session, viewer, end, month)
        yield from looks


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
