"""What the worker does for lessons."""

from sqlmodel import Session

from app.learning import service


def count(session: Session) -> None:
    service.count(session)
