"""Trying a source for an administrator, and keeping what came of it."""

from uuid import UUID

from app.connectors import queries
from app.connectors.service import EndedError
from app.connectors.trials import service as trials
from app.core.db.session import reading, writing


def try_now(name: str, by: UUID) -> bool:
    """Try a source as it is asked now; whether all was well. NotFoundError, EndedError.

    Each step has a short transaction of its own: nothing is held while the source is reached.
    """
    with reading() as session:
        connected, version = queries.present(session, name)
        if connected.ended_at is not None:
            raise EndedError(name)
    problem = trials.outcome(version)
    with writing() as session:
        trials.record(session, version.id, problem, by)
    return problem is None
