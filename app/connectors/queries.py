"""Which sources are connected, and how each is asked now or was asked then."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.connectors.models import Connected, ConnectorVersion
from app.core.errors import NotFoundError

_NEWEST = (
    select(func.max(col(ConnectorVersion.number)))
    .where(ConnectorVersion.connector_id == Connected.id)
    .correlate(Connected)
    .scalar_subquery()
)
_PRESENT = (
    select(Connected, ConnectorVersion)
    .join(ConnectorVersion, col(ConnectorVersion.connector_id) == Connected.id)
    .where(col(ConnectorVersion.number) == _NEWEST)
    .order_by(col(Connected.name))
)


def everything(session: Session) -> Sequence[tuple[Connected, ConnectorVersion]]:
    """Every source ever connected with its present version, by name; also those that ended."""
    return list(session.exec(_PRESENT).all())


def in_use(session: Session) -> Sequence[ConnectorVersion]:
    """The present version of each source that has not ended, by name."""
    found = session.exec(_PRESENT.where(col(Connected.ended_at).is_(None)))
    return [version for _connected, version in found]


def covering(session: Session, practices: Collection[str]) -> Sequence[ConnectorVersion]:
    """Of those in use, the ones that hold data of any of these practices."""
    wanted = set(practices)
    return [version for version in in_use(session) if wanted & {*version.head.practices}]


def by_name(session: Session, name: str) -> Connected | None:
    return session.exec(select(Connected).where(Connected.name == name)).one_or_none()


def present(session: Session, name: str) -> tuple[Connected, ConnectorVersion]:
    """A source with its present version. NotFoundError."""
    found = session.exec(_PRESENT.where(Connected.name == name)).one_or_none()
    if found is None:
        raise NotFoundError
    return found[0], found[1]


def versions(session: Session, connected: Connected) -> Sequence[ConnectorVersion]:
    """Every way it was ever asked, the newest first."""
    own = select(ConnectorVersion).where(ConnectorVersion.connector_id == connected.id)
    return session.exec(own.order_by(col(ConnectorVersion.number).desc())).all()


def version(session: Session, version_id: UUID) -> ConnectorVersion | None:
    return session.get(ConnectorVersion, version_id)
