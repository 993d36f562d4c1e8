"""What the worker does for people's own searches: ask the systems, and remove what is old."""

from sqlmodel import Session

from app.my_data.elsewhere import asking, service


def search() -> int:
    """Take a portion of a search that is due. How many were taken."""
    return asking.some()


def remove_old(session: Session) -> None:
    """Remove what older searches found, also where a source sent it."""
    service.remove_old(session)
