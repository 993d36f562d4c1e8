"""What the worker does for the room."""

from sqlmodel import Session

from app.consent.keeping import service


def ask_people(session: Session) -> None:
    service.ask_people(session)


def follow_register(session: Session) -> None:
    service.follow_register(session)


def keep_time(session: Session) -> None:
    service.keep_time(session)
