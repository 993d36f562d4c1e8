"""What the worker does for the room. What is more than one run may take is done in the next."""

from sqlmodel import Session

from app.consent.keeping import service
from app.core.queue import queries as waiting
from app.core.queue import service as queue

FOLLOW = "consent:follow_register"
KEEP_TIME = "consent:keep_time"


def ask_people(session: Session) -> None:
    service.ask_people(session)


def follow_register(session: Session) -> None:
    """End what the register does not offer any more, and come back at once for the rest."""
    if service.follow_register(session):
        _come_back(session, FOLLOW)


def keep_time(session: Session) -> None:
    """End each yes whose year is over, and come back at once for the rest."""
    if service.keep_time(session):
        _come_back(session, KEEP_TIME)


def _come_back(session: Session, name: str) -> None:
    """In a transaction of its own, so that whoever answers has a turn; one waits at a time."""
    if not waiting.is_waiting(session, name):
        queue.enqueue(session, name)
