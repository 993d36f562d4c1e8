"""Putting jobs in the queue, taking them out, and saying how they ended."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, update
from sqlmodel import Session, col, select

from app.core import clock
from app.core.db import dialects
from app.core.db.base import new_id
from app.core.errors import ConflictError
from app.core.queue import queries, rules
from app.core.queue.models import Job, PeriodicJob, Worker


class LeaseLostError(ConflictError):
    """Somebody else took this job over; what was done here must not be kept."""

    def __init__(self) -> None:
        super().__init__("This job has been taken over by another worker.")


def enqueue(
    session: Session,
    name: str,
    *,
    key: str | None = None,
    due_at: datetime | None = None,
    **arguments: Any,
) -> bool:
    """Do ``name`` soon, or from ``due_at``, if and only if the current transaction commits.

    With a ``key``, whoever asks again asks for nothing new (until the finished job is cleaned
    away after a week). True if the job is new.
    """
    return dialects.insert_if_new(
        session,
        Job,
        id=new_id(),
        name=name,
        arguments=arguments,
        key=key,
        due_at=due_at or clock.now(),
        attempts=0,
    )


def claim(session: Session, worker_id: UUID) -> Job | None:
    """Take the most overdue free job under a lease, or nothing. Two workers never get the same.

    The attempt is counted here, before the work: a job that kills its worker is given up too.
    """
    now = clock.now()
    free = select(Job).where(queries.free_at(now)).order_by(col(Job.due_at)).limit(1)
    job = session.exec(free.with_for_update(skip_locked=True)).first()
    if job is None:
        return None
    if job.attempts >= rules.MOST_ATTEMPTS:
        job.failed_at, job.leased_until, job.worker_id = now, None, None
        session.flush()
        return claim(session, worker_id)
    job.attempts += 1
    job.worker_id, job.leased_until = worker_id, now + rules.LEASE
    session.flush()
    return job


def finish(session: Session, job: Job) -> None:
    """Mark it done in the transaction that did it; LeaseLostError undoes both."""
    done = update(Job).where(queries.mine(job)).values(done_at=clock.now(), leased_until=None)
    if session.exec(done).rowcount != 1:
        raise LeaseLostError


def fail(session: Session, job: Job, error: BaseException) -> None:
    """Try again after a while, or give it up. Keeps the kind of error, never its words."""
    now = clock.now()
    values: dict[str, Any] = {"leased_until": None, "last_error": type(error).__name__}
    if job.attempts >= rules.MOST_ATTEMPTS:
        values["failed_at"] = now
    else:
        values["due_at"] = now + rules.back_off(job.attempts)
    session.exec(update(Job).where(queries.mine(job)).values(values))


def put_periodic(session: Session, name: str, every_seconds: int) -> bool:
    """Put a periodic job in the queue if its time has come; over all workers, exactly once."""
    now = clock.now()
    dialects.insert_if_new(session, PeriodicJob, name=name, due_at=now)
    planned = session.exec(select(PeriodicJob).where(PeriodicJob.name == name)).one()
    if planned.due_at > now:
        return False
    turn = update(PeriodicJob).where(
        col(PeriodicJob.name) == name, col(PeriodicJob.due_at) == planned.due_at
    )
    if session.exec(turn.values(due_at=rules.next_turn(now, every_seconds))).rowcount != 1:
        return False
    return enqueue(session, name, key=f"{name} {planned.due_at.isoformat()}")


def start_worker(session: Session) -> UUID:
    """Enter a new worker. Its id marks what it holds."""
    now = clock.now()
    worker = Worker(started_at=now, seen_at=now)
    session.add(worker)
    session.flush()
    return worker.id


def beat(session: Session, worker_id: UUID) -> None:
    """Say that the worker is alive, and keep hold of its jobs."""
    now = clock.now()
    session.exec(update(Worker).where(col(Worker.id) == worker_id).values(seen_at=now))
    held = update(Job).where(queries.held_by(worker_id), col(Job.leased_until) >= now)
    session.exec(held.values(leased_until=now + rules.LEASE))


def stop_worker(session: Session, worker_id: UUID) -> None:
    """Enter that it stopped of its own accord, and let go of what it held."""
    now = clock.now()
    stopped = update(Worker).where(col(Worker.id) == worker_id)
    session.exec(stopped.values(seen_at=now, stopped_at=now))
    session.exec(update(Job).where(queries.held_by(worker_id)).values(leased_until=None))


def clean(session: Session) -> None:
    """Forget what was done a week ago, given up three months ago, and workers long gone."""
    now = clock.now()
    old = or_(
        col(Job.done_at) < now - rules.DONE_KEPT, col(Job.failed_at) < now - rules.FAILED_KEPT
    )
    session.exec(delete(Job).where(old))
    session.exec(delete(Worker).where(col(Worker.seen_at) < now - rules.DONE_KEPT))
