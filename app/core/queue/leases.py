"""Keeping what one has taken, for as long as one is alive and at it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

from app.core.logs import log

LEASE = timedelta(seconds=60)  # so long after a crash somebody else takes it
RENEWED_EVERY = 15.0  # seconds
AT_MOST = timedelta(minutes=30)


@contextmanager
def held(renew: Callable[[], None]) -> Iterator[None]:
    """Renew a lease again and again while the block runs; whoever dies renews nothing.

    Nor does what hangs: after ``AT_MOST`` somebody else may take it.
    """
    over = Event()

    def repeat() -> None:
        for _turn in range(int(AT_MOST.total_seconds() / RENEWED_EVERY)):
            if over.wait(RENEWED_EVERY):
                return
            try:
                renew()
            except Exception:
                log.exception("a lease could not be renewed")

    thread = Thread(target=repeat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
