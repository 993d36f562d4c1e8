"""From a body to the log: read, checked whole, appended whole; or refused with its place."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from sqlalchemy.exc import SQLAlchemyError

from app.access_log import service as log
from app.access_log.completeness import service as completeness
from app.access_log.errors import ChangedEventError, UnknownPeopleError
from app.access_log.rules import NewEvent, Receipt
from app.core import clock, logs
from app.core.db.session import writing
from app.identity.sources import service as sources
from app.identity.sources.models import SourceSystem
from app.ingest import rules
from app.ingest.errors import RefusedBatchError, refused, too_large, unreadable
from app.ingest.schemas import (
    AHEAD_SECONDS,
    FIELDS,
    MOST_PAIRS,
    REPORTED,
    HeartbeatIn,
    ReportedAccess,
)

JSON = "application/json"
NDJSON = "application/x-ndjson"
CLOUDEVENTS = "application/cloudevents-batch+json"
MOST_ERRORS = 100
A_MINUTE, AN_HOUR = timedelta(minutes=1), timedelta(hours=1)


def report(source: SourceSystem, content_type: str, body: bytes) -> Receipt:
    """Append a batch. Raises RefusedBatchError, or what ``access_log.service.append`` raises."""
    lines: list[int] = []
    events = _events(source, content_type, body, lines)
    del body  # nobody else holds it: while the events are sealed there is room for them
    try:
        receipt = log.append(events)
    except UnknownPeopleError as unknown:
        raise refused(_unknown(events, lines, unknown.unknown)) from unknown
    except ChangedEventError as changed:
        at = max(n for n, event in enumerate(events) if event.id == changed.event_id)
        fault = {"line": lines[at], "field": "id", "message": "known, with other content"}
        raise RefusedBatchError(409, changed.message, [fault]) from changed
    _hear(source)
    return receipt


def _hear(source: SourceSystem) -> None:
    """Note that a batch came, once a minute and beside the log: at once, or not at all.

    Only a source that was not heard for an hour is worth a wait: it would be called silent.
    """
    now, last = clock.now(), _heard.get(source.id)
    if last is not None and abs(now - last) < A_MINUTE:
        return
    lately = last is not None and abs(now - last) < AN_HOUR
    try:
        with writing(hurried=lately) as session:
            sources.hear(session, source.id)
        _heard[source.id] = now
    except SQLAlchemyError as failed:
        logs.log.warning("source not noted", kind=type(failed).__name__)


_heard: dict[UUID, datetime] = {}  # by source, when this process last noted a batch of it


def heartbeat(source: SourceSystem, body: bytes) -> tuple[int, int]:
    """Take a heartbeat; gives how many events came from the source, and how many are missing."""
    rules.refuse_bom(body)
    try:
        said = HeartbeatIn.model_validate(an_object(rules.parsed(body), None))
    except ValidationError as invalid:
        raise refused(faults(invalid, None)) from invalid
    if said.covers_until > clock.now() + timedelta(seconds=AHEAD_SECONDS):
        raise refused([{"field": "covers_until", "message": "not in the future"}])
    with writing() as session:
        return completeness.take_heartbeat(
            session, source.id, covers_until=said.covers_until, events_sent=said.events_sent
        )


def record_refusal(source: SourceSystem, refusal: RefusedBatchError) -> None:
    """Keep where a batch broke, for the source's page and for /readyz. No content is kept.

    Nor is the name of a field that is none of ours: it may be a sentence about somebody.
    """
    errors = [_without_names(fault) for fault in refusal.errors[:5]]
    with writing() as session:
        completeness.record_refusal(session, source.id, status=refusal.status, errors=errors)


def _without_names(fault: Mapping[str, Any]) -> dict[str, Any]:
    parts = str(fault.get("field", "")).split(".")
    is_ours = all(part.isdecimal() or part in FIELDS for part in parts)
    return {name: said for name, said in fault.items() if is_ours or name != "field"}


def _events(
    source: SourceSystem, content_type: str, body: bytes, lines: list[int]
) -> list[NewEvent]:
    latest = clock.now() + timedelta(seconds=AHEAD_SECONDS)
    events: list[NewEvent] = []
    errors: list[dict[str, Any]] = []
    pairs = 0
    for line, text in _parts(content_type, body):
        if len(errors) >= MOST_ERRORS:
            continue  # what is left is only counted: there may be too much of it
        raw = an_object(rules.parsed(text, line), line)
        if content_type == CLOUDEVENTS:
            raw = _from_envelope(source, raw, line)
        try:
            access = REPORTED.validate_python(raw)
        except ValidationError as invalid:
            rules.check_depth(text, line)
            errors += faults(invalid, line)
            continue
        errors += _checked(access, raw, text, line, latest)
        pairs += len(access.subjects)
        if pairs > MOST_PAIRS:
            raise too_large(f"A call may carry {MOST_PAIRS:,} pairs of event and subject.")
        lines.append(line)
        access.source_id = source.id
        events.append(access)
    if errors:
        raise refused(errors[:MOST_ERRORS])
    if not events:
        raise refused([{"field": "events", "message": "at least one event"}])
    return events


def _parts(content_type: str, body: bytes) -> Iterable[tuple[int, bytes]]:
    if content_type == NDJSON:
        return rules.lines(body)
    return rules.elements(body, wrapped=content_type == JSON)


def an_object(value: Any, line: int | None) -> dict[str, Any]:
    """The value, or a 400 if it is no object."""
    if not isinstance(value, dict):
        raise unreadable("not an object", line)
    return value


def _from_envelope(source: SourceSystem, raw: dict[str, Any], line: int) -> dict[str, Any]:
    """The event in a CloudEvents 1.0 envelope: id and time are the envelope's."""
    if raw.get("specversion") != "1.0":
        raise refused([{"line": line, "field": "specversion", "message": "must be 1.0"}])
    if not isinstance(raw.get("type"), str) or not raw["type"]:
        raise refused([{"line": line, "field": "type", "message": "missing"}])
    if raw.get("source") != source.name:
        fault = {"line": line, "field": "source", "message": "not the name of the key's source"}
        raise RefusedBatchError(403, "This key reports for another source.", [fault])
    data = raw.get("data")
    if not isinstance(data, dict):
        raise refused([{"line": line, "field": "data", "message": "an object"}])
    if doubled := sorted(data.keys() & {"id", "occurred_at"}):
        fault = {"line": line, "field": f"data.{doubled[0]}", "message": "is the envelope's"}
        raise refused([fault])
    envelope = {"id": raw.get("id"), "occurred_at": raw.get("time")}
    return data | {name: value for name, value in envelope.items() if value is not None}


def _checked(
    access: ReportedAccess, raw: dict[str, Any], text: bytes, line: int, latest: datetime
) -> list[dict[str, Any]]:
    errors: list[dict[str, Any]] = []
    if access.occurred_at > latest:
        message = "more than 5 minutes ahead of now"
        errors.append({"line": line, "field": "occurred_at", "message": message})
    if b"\\u0000" in text:
        message = "a NUL character"
        errors += [{"line": line, "field": at, "message": message} for at in nuls(raw)]
    return errors


def nuls(value: Any, at: str = "") -> list[str]:
    """Where in a value there are NUL characters, which PostgreSQL and readers choke on."""
    if isinstance(value, str):
        return [at] if "\0" in value else []
    if not isinstance(value, dict | list):
        return []
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    return [found for name, part in parts for found in nuls(part, f"{at}.{name}".lstrip("."))]


def faults(invalid: ValidationError, line: int | None) -> list[dict[str, Any]]:
    """What is wrong with one object, field by field."""
    where: dict[str, Any] = {} if line is None else {"line": line}
    return [
        where | {"field": ".".join(map(str, each["loc"]))[:200], "message": _message(each)}
        for each in invalid.errors(include_input=False, include_url=False)[:MOST_ERRORS]
    ]


_MESSAGES = {
    "missing": "missing",
    "missing_argument": "missing",
    "unexpected_keyword_argument": "an unknown field",
    "extra_forbidden": "an unknown field",
    "string_pattern_mismatch": "text that can be shown, and not blank",
    "string_too_short": "empty",
    "too_short": "empty",
    "string_type": "text",
    "string_unicode": "text in Unicode",
    "tuple_type": "a list",
    "int_type": "a whole number",
    "dataclass_type": "an object",
    "dict_type": "an object",
}


def _message(fault: ErrorDetails) -> str:
    known = _MESSAGES.get(fault["type"])
    return known or fault["msg"].removeprefix("Input should be ").removeprefix("Value error, ")


def _unknown(
    events: list[NewEvent], lines: list[int], unknown: frozenset[str]
) -> list[dict[str, Any]]:
    return [
        {"line": line, "field": f"subjects.{at}", "message": "no employee has this id"}
        for line, event in zip(lines, events, strict=True)
        for at, subject in enumerate(event.subjects)
        if subject in unknown
    ][:MOST_ERRORS]
