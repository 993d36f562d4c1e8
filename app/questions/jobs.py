"""What the worker does for the room."""

from sqlmodel import Session

from app.questions.escalating import service


def escalate(session: Session) -> None:
    """Hand on every question whose day is over without an answer."""
    service.escalate(session)
