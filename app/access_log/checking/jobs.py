"""The check that runs by itself, again and again."""

from datetime import timedelta

from app.access_log.checking import queries, service
from app.core import clock
from app.core.db.session import reading, writing

EVERY = timedelta(minutes=10)
REST = 20  # times as long as a check takes: a long log is checked at leisure


def check() -> int:
    """Check the log if that is due; how many checks were made."""
    began_at = clock.now()
    with reading() as session:
        last = queries.last_check(session)
        if last is not None:
            pause = max(EVERY, REST * (last.ended_at - last.began_at))
            if last.ended_at <= began_at < last.ended_at + pause:
                return 0
        verdict = service.verify(session)
    with writing() as session:
        service.record(session, verdict, began_at)
    return 1
