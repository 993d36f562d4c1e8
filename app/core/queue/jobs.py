"""The queue's own job."""

from sqlmodel import Session

from app.core.queue import service


def clean(session: Session) -> None:
    service.clean(session)
