"""What the worker does for the room."""

from sqlmodel import Session

from app.cases.emergencies import service


def suspend_unreviewed(session: Session) -> None:
    service.suspend_unreviewed(session)
