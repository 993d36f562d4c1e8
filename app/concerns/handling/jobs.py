"""What the worker does for concerns that wait."""

from sqlmodel import Session

from app.concerns.handling import service


def remind(session: Session) -> None:
    service.remind(session)
