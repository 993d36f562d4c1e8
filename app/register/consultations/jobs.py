"""What the worker does for the room."""

from sqlmodel import Session

from app.register.consultations import service


def keep_time(session: Session) -> None:
    """Tell people of what opened, and close what is past its last day."""
    service.tell_of_opened(session)
    service.close_due(session)
