"""The last trial of each version."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.connectors.trials.models import ConnectorTrial


def last(session: Session, version_ids: Collection[UUID]) -> dict[UUID, ConnectorTrial]:
    """By version. A version that was never tried has none."""
    newest_first = (col(ConnectorTrial.tried_at).desc(), col(ConnectorTrial.id).desc())
    place = func.row_number().over(
        partition_by=col(ConnectorTrial.version_id), order_by=newest_first
    )
    ranked = select(ConnectorTrial, place.label("place")).where(
        col(ConnectorTrial.version_id).in_(version_ids)
    )
    return {trial.version_id: trial for trial, place in session.exec(ranked) if place == 1}
