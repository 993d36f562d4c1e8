"""The worker process: every room's jobs, followers and errands put together."""

from app.core.queue import jobs as queue
from app.core.queue.work import Work, Working

WORK = Work(
    jobs={"queue:clean": queue.clean},
    periodic={"queue:clean": 3600},
)


def run(*, once: bool = False) -> None:
    """Work until SIGTERM or SIGINT; with ``once`` do what is due and end."""
    working = Working(WORK)
    working.stop_on_signals()
    if once:
        working.run_once()
    else:
        working.run()
