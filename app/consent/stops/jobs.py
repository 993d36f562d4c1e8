"""What the worker does for stops: call the webhooks that are due."""

import json

from app.consent.stops import calling, queries, rules, service
from app.consent.stops.queries import Told
from app.core import clock
from app.core.config import settings
from app.core.db.session import reading, writing

IN_A_ROW = 20


def call_webhooks() -> int:
    """Call some of the webhooks that are due. How many were called.

    No transaction is held while one is called. A call whose answer was lost is made again
    under the same delivery id.
    """
    with reading() as session:
        if not queries.some_is_to_be_called(session):
            return 0
    for called in range(IN_A_ROW):
        with writing() as session:
            stop = service.claim(session)
            told = queries.told(session, stop) if stop is not None else None
        if told is None:
            return called
        _call(told)
    return IN_A_ROW


def _call(told: Told) -> None:
    try:
        body, headers = message(told)
        calling.call(told.source.webhook_url or "", body, headers, settings().webhook_hosts)
    except calling.NotTakenError as refused:
        with writing() as session:
            service.put_off(session, told.stop, refused.kind)
    else:
        with writing() as session:
            service.confirm(session, told.stop)


def message(told: Told) -> tuple[bytes, dict[str, str]]:
    """The body of a call and its headers (docs/sources.md)."""
    stop, notice = told.stop, told.notice
    said = {
        "type": "consent.stop",
        "delivery": str(stop.id),
        "consent": str(stop.record_id),
        "subject": told.employee_id,
        "practice": notice.practice_id,
        "purposes": told.purposes,
        "permitted": False,
        "ended_at": told.ended_at.isoformat(),
        "stop_by": stop.due_at.isoformat(),
    }
    body = json.dumps(said, separators=(",", ":")).encode()
    timestamp = str(int(clock.now().timestamp()))
    return body, {
        "Content-Type": "application/json",
        "User-Agent": "Daylight",
        "Daylight-Delivery": str(stop.id),
        "Daylight-Timestamp": timestamp,
        "Daylight-Signature": rules.signature(service.secret(told.source), timestamp, body),
    }
