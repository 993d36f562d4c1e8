"""How long a worker holds a job, and how long a failed one waits: no database, no clock."""

from datetime import UTC, datetime, timedelta

LEASE = timedelta(seconds=30)
BEAT = timedelta(seconds=5)
SILENT = timedelta(seconds=60)
MOST_ATTEMPTS = 12
DONE_KEPT = timedelta(days=7)
FAILED_KEPT = timedelta(days=90)


def back_off(attempts: int) -> timedelta:
    """The wait after the n-th failure: 5 seconds, doubled each time, at most an hour."""
    return timedelta(seconds=min(5 * 2 ** max(attempts - 1, 0), 3600))


def next_turn(now: datetime, every_seconds: int) -> datetime:
    """The next whole multiple of the period: late turns are not made up for."""
    return datetime.fromtimestamp((int(now.timestamp()) // every_seconds + 1) * every_seconds, UTC)
