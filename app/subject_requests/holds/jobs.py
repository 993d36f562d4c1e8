"""Jobs of rooms below that delete by age, told whose data stays."""

from collections.abc import Callable
from uuid import UUID

from sqlmodel import Session
from sqlmodel.sql.expression import SelectOfScalar

from app.subject_requests.holds import queries

Forget = Callable[[Session, SelectOfScalar[UUID]], None]


def sparing(forget: Forget) -> Callable[[Session], None]:
    """The job that deletes everything but what is of people who wait for a copy."""

    def job(session: Session) -> None:
        forget(session, queries.held_people())

    return job
