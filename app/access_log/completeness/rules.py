"""When a source is late, silent or short of what it said it sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

GRACE = timedelta(hours=1)
REFUSALS_KEPT = timedelta(days=396)  # thirteen months


def missing(events_sent: int, received: int) -> int:
    """How many events a source says it sent and that did not arrive."""
    return max(0, events_sent - received)


def is_silent(every: timedelta | None, last_word: datetime, now: datetime) -> bool:
    """Whether a source that promised to report so often has not for that long and an hour."""
    return every is not None and now - last_word > every + GRACE


@dataclass(frozen=True)
class Coverage:
    """What is known of one source's reporting, for the people it covers.

    ``covers_until`` is None before the first heartbeat; ``heard_at`` is the last heartbeat or
    batch, or when the source was added. ``late`` counts events that came after a heartbeat
    which should have covered them. ``stopped_at`` is when a source was revoked: what it owes it
    owes still. ``added_at`` is when it was added.
    """

    source_id: UUID
    name: str
    system: str
    every: timedelta | None
    covers_until: datetime | None
    heard_at: datetime
    silent: bool
    missing: int
    late: int
    added_at: datetime
    stopped_at: datetime | None = None
