"""Trying a source, outside any transaction, and keeping what came of it."""

from uuid import UUID

from sqlmodel import Session

from app.connectors import service
from app.connectors.models import ConnectorVersion
from app.connectors.schemas import SourceError
from app.connectors.trials.models import ConnectorTrial
from app.core import clock


def outcome(version: ConnectorVersion) -> SourceError | None:
    """Reach the source; what is wrong, or None. Takes seconds: hold no transaction meanwhile."""
    try:
        service.opened(version).check()
    except SourceError as problem:
        return problem
    return None


def record(
    session: Session, version_id: UUID, problem: SourceError | None, by: UUID | None = None
) -> ConnectorTrial:
    """Keep what came of a trial."""
    trial = ConnectorTrial(
        version_id=version_id,
        tried_by=by,
        tried_at=clock.now(),
        problem=problem.message if problem else "",
        again=problem.again if problem else True,
    )
    session.add(trial)
    session.flush()
    return trial
