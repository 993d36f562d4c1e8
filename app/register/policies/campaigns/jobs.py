"""What the worker does for campaigns: tell people, some hundreds at a time."""

from sqlmodel import Session

from app.core import clock
from app.core.queue import service as queue
from app.register.policies.campaigns import service

REMIND = "policies:remind"


def remind(session: Session) -> None:
    """Tell whom it is time to tell, and come back at once for the rest."""
    if service.remind(session):
        queue.enqueue(session, REMIND, key=f"{REMIND} {clock.now().isoformat()}")
