"""Asking a source that sends by itself, taking what it sends, and taking its word for the end."""

from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from app.connectors.models import ConnectorVersion
from app.connectors.push import queries
from app.connectors.push.models import ConnectorDelivery, ConnectorRecord, ConnectorRequest
from app.connectors.push.schemas import AnswerIn, SentLine, TakenOut
from app.connectors.schemas import Asked
from app.core import clock
from app.core.db import dialects
from app.core.errors import ConflictError
from app.core.storage import service as storage


class AnsweredError(ConflictError):
    def __init__(self) -> None:
        super().__init__("This request was answered already.")


class OtherContentError(ConflictError):
    """A key that is here already with other content; ``at`` is the line's place in the call."""

    def __init__(self, at: int) -> None:
        super().__init__("A key is known, with other content.")
        self.at = at


class WrongCountError(ConflictError):
    def __init__(self, said: int, here: int) -> None:
        super().__init__(f"{here} records are here, not {said}. Send what is missing, then answer.")


def ask(session: Session, version: ConnectorVersion, asked: Asked, reference: str) -> UUID:
    """Have a source asked, once for each reference; the request's id. ConflictError.

    The same reference cannot ask for anything else.
    """
    dialects.serialise(session, f"data requests {reference}")
    before = queries.of_reference(session, version.connector_id, reference)
    if before is not None:
        if not queries.is_for(before, asked):
            raise ConflictError("Something else was asked under this reference.")
        return before.id
    request = ConnectorRequest(
        connector_id=version.connector_id,
        version_id=version.id,
        source=version.configuration["source"],
        reference=reference,
        employee_id=asked.employee_id,
        terms=[*asked.terms],
        since=asked.since,
        until=asked.until,
        time_zone=asked.time_zone,
        asked_at=clock.now(),
    )
    session.add(request)
    session.flush()
    return request.id


def take(session: Session, request: ConnectorRequest, lines: Sequence[SentLine]) -> TakenOut:
    """Keep what is new of a call, all of it or nothing. AnsweredError, OtherContentError."""
    _hold(session, request)
    if request.answered_at is not None:
        raise AnsweredError
    new = _new(session, request, lines)
    if new:
        _store(session, request, new)
    here = queries.records(session, request.id)
    return TakenOut(accepted=len(new), duplicates=len(lines) - len(new), records=here)


def answer(session: Session, request: ConnectorRequest, said: AnswerIn) -> ConnectorRequest:
    """Take a source's word that this was all. Said twice it is as if said once.

    WrongCountError, AnsweredError if another answer was given before.
    """
    _hold(session, request)
    if request.answered_at is not None:
        before = (request.complete, request.records, request.missing)
        if before != (said.complete, said.records, said.missing):
            raise AnsweredError
        return request
    here = queries.records(session, request.id)
    if here != said.records:
        raise WrongCountError(said.records, here)
    request.answered_at = clock.now()
    request.complete, request.records = said.complete, said.records
    request.missing = said.missing
    session.add(request)
    session.flush()
    return request


def forget(session: Session, request_id: UUID) -> None:
    """Delete a request and the rows of what was sent; its files become orphans, and are swept."""
    for table in (ConnectorRecord, ConnectorDelivery):
        session.execute(delete(table).where(col(table.request_id) == request_id))
    session.execute(delete(ConnectorRequest).where(col(ConnectorRequest.id) == request_id))


def _hold(session: Session, request: ConnectorRequest) -> None:
    """One call for a request at a time, each seeing what the one before did."""
    dialects.serialise(session, f"data request {request.id}")
    session.refresh(request)


def _new(
    session: Session, request: ConnectorRequest, lines: Sequence[SentLine]
) -> dict[str, tuple[str, SentLine]]:
    """What is not here yet, by the digest of its place, with that of its content."""
    digests = [_digests(line) for line in lines]
    known = queries.known(session, request.id, {place for place, _content in digests})
    new: dict[str, tuple[str, SentLine]] = {}
    for at, (line, (place, content)) in enumerate(zip(lines, digests, strict=True)):
        before = new[place][0] if place in new else known.get(place)
        if before is None:
            new[place] = (content, line)
        elif before != content:
            raise OtherContentError(at)
    return new


def _store(
    session: Session, request: ConnectorRequest, new: dict[str, tuple[str, SentLine]]
) -> None:
    with storage.writing() as (stored, write):
        for _content, line in new.values():
            write(line.canonical.encode() + b"\n")
    newest = select(func.max(ConnectorDelivery.number)).where(
        ConnectorDelivery.request_id == request.id
    )
    session.add(
        ConnectorDelivery(
            request_id=request.id,
            number=(session.exec(newest).one() or 0) + 1,
            file_id=stored.id,
            records=len(new),
            sent_at=clock.now(),
        )
    )
    session.add_all(
        ConnectorRecord(request_id=request.id, place=place, content=content)
        for place, (content, _line) in new.items()
    )
    session.flush()


def _digests(line: SentLine) -> tuple[str, str]:
    place = "\0".join(line.place)
    return sha256(place.encode()).hexdigest(), sha256(line.canonical.encode()).hexdigest()
