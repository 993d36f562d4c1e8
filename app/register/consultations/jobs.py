"""What the worker does for the room."""

from sqlmodel import Session

from app.register.consultations import service


def close_due(session: Session) -> None:
    service.close_due(session)
