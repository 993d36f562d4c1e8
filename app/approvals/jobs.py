"""What the worker does for the room."""

from sqlmodel import Session

from app.approvals import service


def expire(session: Session) -> None:
    service.expire(session)
