"""What the worker does for the room."""

from uuid import UUID

from sqlmodel import Session
from sqlmodel.sql.expression import SelectOfScalar

from app.surveys import service
from app.surveys.drafting import service as drafting


def keep_time(session: Session, held: SelectOfScalar[UUID]) -> None:
    """Close what is past its last day, forget who took part, and prepare what comes again.

    The keys of what it closes are deleted the time after, when that is committed.
    """
    service.forget_keys(session)
    service.close_due(session)
    service.forget_who_took_part(session, held)
    drafting.prepare_next(session)
