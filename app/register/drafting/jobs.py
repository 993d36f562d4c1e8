"""Telling people of what was published."""

from sqlmodel import Session

from app.register.drafting import service


def tell_of_change(session: Session, practice: str, change: str) -> None:
    """Tell everyone to whom the practice applied before the change or applies after it, once."""
    service.tell_of_change(session, practice, change)
