"""What the health page and ``/readyz`` ask of the queue."""

from datetime import timedelta

from app.core import clock
from app.core.db.session import reading
from app.core.health import Check, Finding
from app.core.queue import queries

BEHIND = timedelta(minutes=10)


def _jobs() -> Finding:
    with reading() as session:
        state = queries.state(session)
    if state.oldest_due_at is not None and clock.now() - state.oldest_due_at > BEHIND:
        return Finding(ok=False, words=f"Jobs are behind. Due and not begun: {state.overdue}.")
    return Finding(ok=True, words=f"Jobs that wait: {state.waiting}.")


JOBS = Check("jobs", _jobs)
