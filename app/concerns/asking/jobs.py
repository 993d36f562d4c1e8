"""What the worker does for drafts."""

from sqlmodel import Session

from app.concerns.asking import service


def forget_old(session: Session) -> None:
    service.forget_old(session)
