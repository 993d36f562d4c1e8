"""What the worker does for officers."""

from sqlmodel import Session

from app.subject_requests.handling import service


def remind(session: Session) -> None:
    """Tell officers of requests that have waited 14, 21 and 28 days."""
    service.remind(session)
