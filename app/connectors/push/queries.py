"""What sources that send by themselves are asked for, and what each sent."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.connectors.models import Connected
from app.connectors.push.models import ConnectorDelivery, ConnectorRecord, ConnectorRequest
from app.connectors.schemas import Asked
from app.core.errors import NotFoundError

AT_ONCE = 1000


def waiting(session: Session, source: str) -> Sequence[ConnectorRequest]:
    """What waits for this source's answer, the oldest first, at most a thousand."""
    found = (
        select(ConnectorRequest)
        .join(Connected, col(Connected.id) == ConnectorRequest.connector_id)
        .where(ConnectorRequest.source == source, col(ConnectorRequest.answered_at).is_(None))
        .where(col(Connected.ended_at).is_(None))
    )
    return session.exec(
        found.order_by(col(ConnectorRequest.asked_at), col(ConnectorRequest.id)).limit(AT_ONCE)
    ).all()


def of_source(session: Session, source: str, request_id: UUID) -> ConnectorRequest:
    """A request of this source's own, open or answered. NotFoundError."""
    found = session.get(ConnectorRequest, request_id)
    if found is None or found.source != source:
        raise NotFoundError
    return found


def of_reference(session: Session, connector_id: UUID, reference: str) -> ConnectorRequest | None:
    found = select(ConnectorRequest).where(
        ConnectorRequest.connector_id == connector_id, ConnectorRequest.reference == reference
    )
    return session.exec(found).one_or_none()


def newest(session: Session, connector_id: UUID, asked: Asked) -> ConnectorRequest | None:
    """The last time that exactly this was asked of a source."""
    found = (
        select(ConnectorRequest)
        .where(
            ConnectorRequest.connector_id == connector_id,
            ConnectorRequest.employee_id == asked.employee_id,
        )
        .order_by(col(ConnectorRequest.asked_at).desc(), col(ConnectorRequest.id).desc())
    )
    return next((one for one in session.exec(found) if is_for(one, asked)), None)


def is_for(request: ConnectorRequest, asked: Asked) -> bool:
    said = (request.employee_id, request.terms, request.since, request.until, request.time_zone)
    wanted = (asked.employee_id, [*asked.terms], asked.since, asked.until, asked.time_zone)
    return said == wanted


def records(session: Session, request_id: UUID) -> int:
    """How many things were sent, each key once."""
    counted = select(func.count()).where(ConnectorRecord.request_id == request_id)
    return session.exec(counted).one()


def known(session: Session, request_id: UUID, places: Collection[str]) -> dict[str, str]:
    """Of these digests of places those that are here already, with their contents'."""
    found: dict[str, str] = {}
    wanted = list(places)
    for start in range(0, len(wanted), AT_ONCE):
        some = select(ConnectorRecord.place, ConnectorRecord.content).where(
            ConnectorRecord.request_id == request_id,
            col(ConnectorRecord.place).in_(wanted[start : start + AT_ONCE]),
        )
        found |= dict(session.exec(some).all())
    return found


def deliveries(
    session: Session, request_id: UUID, after: int, most: int
) -> list[ConnectorDelivery]:
    """The calls that brought something, in their order, from a number on."""
    found = select(ConnectorDelivery).where(
        ConnectorDelivery.request_id == request_id, ConnectorDelivery.number > after
    )
    return list(session.exec(found.order_by(col(ConnectorDelivery.number)).limit(most)).all())


def named(session: Session, file_ids: Collection[UUID]) -> set[UUID]:
    """Which of these stored files are deliveries, for ``core.storage.service.sweep``."""
    found = select(ConnectorDelivery.file_id)
    return set(session.exec(found.where(col(ConnectorDelivery.file_id).in_(file_ids))).all())
