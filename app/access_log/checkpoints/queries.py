"""The checkpoints there are, and the leaves behind the newest."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from app.access_log.checkpoints.models import PublishedCheckpoint
from app.access_log.errors import MissingHashesError
from app.access_log.models import Entry
from app.core.crypto.tiles import WIDTH, TilePath
from app.core.db import dialects
from app.core.db.session import fetch


def newest(session: Session) -> PublishedCheckpoint | None:
    """The one that covers most; None before the first was made."""
    by_size = select(PublishedCheckpoint).order_by(col(PublishedCheckpoint.size).desc())
    return session.exec(by_size.limit(1)).first()


def oldest(session: Session) -> PublishedCheckpoint | None:
    """The first that was published: under whose name and key the log is since then."""
    by_size = select(PublishedCheckpoint).order_by(col(PublishedCheckpoint.size))
    return session.exec(by_size.limit(1)).first()


def before(session: Session, moment: datetime) -> PublishedCheckpoint | None:
    """The newest one that was made before a moment."""
    made = col(PublishedCheckpoint.made_at) < moment
    by_size = select(PublishedCheckpoint).where(made).order_by(col(PublishedCheckpoint.size).desc())
    return session.exec(by_size.limit(1)).first()


def of_size(session: Session, size: int) -> PublishedCheckpoint | None:
    """The one that covers exactly so many entries, if one was published."""
    return session.get(PublishedCheckpoint, size)


def latest(session: Session, count: int) -> Sequence[PublishedCheckpoint]:
    """The newest ones, the newest first."""
    by_size = select(PublishedCheckpoint).order_by(col(PublishedCheckpoint.size).desc())
    return session.exec(by_size.limit(count)).all()


def leaves(session: Session, first: int, end: int) -> list[bytes]:
    """The public bytes of the entries from ``first`` up to but without ``end``, in order."""
    dialects.set_local(session, "daylight.reader", "log")
    rows = (
        select(Entry.leaf)
        .where(col(Entry.seq) >= first, col(Entry.seq) < end)
        .order_by(col(Entry.seq))
    )
    found = [bytes(leaf) for leaf in fetch(session, rows).scalars()]
    dialects.set_local(session, "daylight.reader", "")
    return found


def bundle(session: Session, path: TilePath) -> bytes:
    """The entries of a bundle, each behind its length in two bytes (c2sp.org/tlog-tiles).

    Raises MissingHashesError if they are not all there.
    """
    first = path.number * WIDTH
    entries = leaves(session, first, first + path.width)
    if len(entries) != path.width:
        raise MissingHashesError
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)
