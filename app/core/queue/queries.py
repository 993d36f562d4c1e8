"""What waits in the queue, what was given up, and who works."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_
from sqlmodel import Session, col, select

from app.core import clock
from app.core.queue import rules
from app.core.queue.models import Job, PeriodicJob, Worker


@dataclass(frozen=True)
class State:
    """Counts of the queue. ``oldest_due_at`` is the most overdue job nobody holds."""

    waiting: int
    overdue: int
    given_up: int
    oldest_due_at: datetime | None


def state(session: Session) -> State:
    """How the queue stands at this moment."""
    now = clock.now()
    open_jobs = select(func.count()).select_from(Job).where(open_())
    overdue = select(func.count(), func.min(Job.due_at)).where(free_at(now))
    given_up = select(func.count()).select_from(Job).where(col(Job.failed_at).is_not(None))
    late, oldest = session.exec(overdue).one()
    return State(
        waiting=session.exec(open_jobs).one(),
        overdue=late,
        given_up=session.exec(given_up).one(),
        oldest_due_at=oldest,
    )


@dataclass(frozen=True)
class JobCounts:
    """The jobs of one name. ``last_error`` is the kind of the last failure among them."""

    name: str
    waiting: int
    given_up: int
    last_done_at: datetime | None
    last_error: str | None


def by_name(session: Session) -> list[JobCounts]:
    """How the jobs of each name stand, as far as they are kept."""
    counted = session.exec(
        select(
            Job.name,
            func.sum(case((open_(), 1), else_=0)),
            func.sum(case((col(Job.failed_at).is_not(None), 1), else_=0)),
            func.max(Job.done_at),
        )
        .group_by(Job.name)
        .order_by(Job.name)
    ).all()
    errors = dict(
        session.exec(
            select(Job.name, func.max(Job.last_error))
            .where(col(Job.failed_at).is_not(None))
            .group_by(Job.name)
        ).all()
    )
    return [
        JobCounts(name, int(waiting), int(given_up), done_at, errors.get(name))
        for name, waiting, given_up, done_at in counted
    ]


def workers_alive(session: Session) -> int:
    """How many workers have said within the last minute that they are alive."""
    since = clock.now() - rules.SILENT
    alive = col(Worker.stopped_at).is_(None), col(Worker.seen_at) >= since
    return session.exec(select(func.count()).select_from(Worker).where(*alive)).one()


def something_is_due(session: Session, periodic: frozenset[str] = frozenset()) -> bool:
    """Whether a worker would find a free job, or one of these periodic jobs to put in the queue."""
    now = clock.now()
    if session.exec(select(Job.id).where(free_at(now)).limit(1)).first():
        return True
    planned = dict(session.exec(select(PeriodicJob.name, PeriodicJob.due_at)).all())
    return any(planned.get(name, now) <= now for name in periodic)


def is_waiting(session: Session, name: str) -> bool:
    """Whether a job of this name is due and in nobody's hands."""
    same = select(Job.id).where(Job.name == name, free_at(clock.now()))
    return session.exec(same.limit(1)).first() is not None


def last_seen_at(session: Session) -> datetime | None:
    """When a worker that has not stopped last said that it is alive."""
    alive = select(func.max(Worker.seen_at)).where(col(Worker.stopped_at).is_(None))
    return session.exec(alive).one()


def mine(job: Job) -> ColumnElement[bool]:
    """The job, as long as this attempt at it is still the latest and nobody finished it."""
    return and_(col(Job.id) == job.id, col(Job.attempts) == job.attempts, open_())


def held_by(worker_id: UUID) -> ColumnElement[bool]:
    return and_(col(Job.worker_id) == worker_id, open_())


def open_() -> ColumnElement[bool]:
    return and_(col(Job.done_at).is_(None), col(Job.failed_at).is_(None))


def free_at(now: datetime) -> ColumnElement[bool]:
    """Due, not finished, and in nobody's hands (or in those of a worker that fell silent)."""
    unheld = or_(col(Job.leased_until).is_(None), col(Job.leased_until) < now)
    return and_(open_(), col(Job.due_at) <= now, unheld)


def is_alive(seen_at: datetime | None) -> bool:
    """Whether a worker seen then counts as working now."""
    return seen_at is not None and clock.now() - seen_at <= rules.SILENT
