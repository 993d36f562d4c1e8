"""What a source sends for a data request: read line by line, checked whole, kept whole."""

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel, ValidationError
from sqlmodel import Session

from app.connectors import queries as connectors
from app.connectors.push import queries, service
from app.connectors.push.models import ConnectorRequest
from app.connectors.push.schemas import (
    AnsweredOut,
    AnswerIn,
    Configuration,
    DataRequestOut,
    DataRequestsOut,
    RangeOut,
    SentLine,
    TakenOut,
)
from app.connectors.tables.schemas import TableWords, by_name
from app.core.db.session import reading, writing
from app.core.errors import ConflictError, NotFoundError
from app.identity.sources.models import SourceSystem
from app.ingest import rules
from app.ingest.errors import RefusedBatchError, refused
from app.ingest.service import MOST_ERRORS, an_object, faults, nuls

M = TypeVar("M", bound=BaseModel)
MOST_RECORDS = 10_000  # in one call


def waiting(source: SourceSystem) -> DataRequestsOut:
    """What waits for this source's answer, the oldest first."""
    with reading() as session:
        return DataRequestsOut(
            requests=[_out(one) for one in queries.waiting(session, source.name)]
        )


def take(source: SourceSystem, request_id: str, body: bytes) -> TakenOut:
    """Keep a call's records, all or nothing. RefusedBatchError, NotFoundError."""
    with reading() as session:
        request = _request(session, source, request_id)
        version = connectors.version(session, request.version_id)
        assert version is not None
        said = Configuration.model_validate(version.configuration)
    numbers, lines = _lines(body, by_name(said.tables))
    with writing() as session:
        try:
            return service.take(session, _request(session, source, request_id), lines)
        except service.OtherContentError as other:
            fault = {"line": numbers[other.at], "field": "key", "message": other.message}
            raise RefusedBatchError(409, other.message, [fault]) from other
        except ConflictError as conflict:
            raise RefusedBatchError(409, conflict.message) from conflict


def answer(source: SourceSystem, request_id: str, body: bytes) -> AnsweredOut:
    """Take a source's word that this was all. RefusedBatchError, NotFoundError."""
    rules.refuse_bom(body)
    said = _parsed(AnswerIn, body, None)
    if isinstance(said, list):
        raise refused(said)
    with writing() as session:
        try:
            done = service.answer(session, _request(session, source, request_id), said)
        except ConflictError as conflict:
            raise RefusedBatchError(409, conflict.message) from conflict
        assert done.answered_at is not None
        return AnsweredOut(
            id=done.id,
            records=said.records,
            complete=done.complete,
            answered_at=done.answered_at,
        )


def _request(session: Session, source: SourceSystem, request_id: str) -> ConnectorRequest:
    try:
        known = UUID(request_id)
    except ValueError:
        raise NotFoundError from None
    return queries.of_source(session, source.name, known)


def _lines(body: bytes, tables: Mapping[str, TableWords]) -> tuple[list[int], list[SentLine]]:
    numbers: list[int] = []
    lines: list[SentLine] = []
    errors: list[dict[str, Any]] = []
    for number, text in rules.lines(body, most=MOST_RECORDS, largest=8 << 20, each="record"):
        if len(errors) >= MOST_ERRORS:
            break
        line = _parsed(SentLine, text, number)
        if isinstance(line, list):
            errors += line
            continue
        errors += _unknown(line, number, tables)
        numbers.append(number)
        lines.append(line)
    if errors:
        raise refused(errors[:MOST_ERRORS])
    if not lines:
        raise refused([{"field": "", "message": "at least one record"}])
    return numbers, lines


def _parsed(kind: type[M], text: bytes, line: int | None) -> M | list[dict[str, Any]]:
    """One object, or what is wrong with it. RefusedBatchError if it cannot be read at all."""
    raw = an_object(rules.parsed(text, line), line)
    where: dict[str, Any] = {} if line is None else {"line": line}
    if b"\\u0000" in text and (found := nuls(raw)):
        return [where | {"field": at, "message": "a NUL character"} for at in found]
    try:
        return kind.model_validate_json(text)
    except ValidationError as invalid:
        return faults(invalid, line)


def _unknown(line: SentLine, number: int, tables: Mapping[str, TableWords]) -> list[dict[str, Any]]:
    """What the connector's configuration has no words for: people could not be told what it is."""
    if line.table is None or line.values is None:
        return []
    table = tables.get(line.table)
    if table is None:
        message = "no table of this name is configured"
        return [{"line": number, "field": "table", "message": message}]
    return [
        {"line": number, "field": f"values.{name}"[:200], "message": "no column of this table"}
        for name in line.values
        if name not in table.columns
    ]


def _out(request: ConnectorRequest) -> DataRequestOut:
    return DataRequestOut(
        id=request.id,
        employee_id=request.employee_id,
        terms=request.terms,
        range=RangeOut(since=request.since, until=request.until, time_zone=request.time_zone),
        asked_at=request.asked_at,
    )
