"""Counts for the health page. No person, no address and no event is in them."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.access_log import queries as log
from app.access_log.models import Follower
from app.core.queue import queries as queue
from app.core.queue.queries import JobCounts, State
from app.notifications import queries as notifications
from app.notifications.queries import MailState


@dataclass(frozen=True)
class Behind:
    """A follower of the log and how many entries it has not read."""

    name: str
    entries: int


@dataclass(frozen=True)
class Running:
    """How work stands at this moment."""

    workers: int
    worker_seen_at: datetime | None
    queue: State
    jobs: list[JobCounts]
    mail: MailState
    followers: list[Behind]


def running(session: Session) -> Running:
    """Everything the page counts."""
    size = log.size(session)
    followers = session.exec(select(Follower).order_by(col(Follower.name))).all()
    return Running(
        workers=queue.workers_alive(session),
        worker_seen_at=queue.last_seen_at(session),
        queue=queue.state(session),
        jobs=queue.by_name(session),
        mail=notifications.mail_state(session),
        followers=[Behind(one.name, max(size - one.position, 0)) for one in followers],
    )
