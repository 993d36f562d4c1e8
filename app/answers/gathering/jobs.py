"""What the worker does for gatherings: ask each source, portion by portion, and sweep."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from hashlib import sha256

import orjson
from sqlmodel import Session

from app.answers.by_hand import queries as by_hand
from app.answers.by_hand import service as by_hand_files
from app.answers.by_hand.source import ByHand
from app.answers.documents import reading as documents
from app.answers.gathering import queries, rules, service
from app.answers.gathering.forgetting import service as forgetting
from app.answers.gathering.models import (
    GatheredDocument,
    GatheredRecords,
    Gathering,
    GatheringSource,
)
from app.answers.gathering.portal import Portal
from app.answers.gathering.service import Kept
from app.connectors import service as connectors
from app.connectors.models import ConnectorVersion
from app.connectors.schemas import (
    Asked,
    Connector,
    Document,
    NotYet,
    Portion,
    Records,
    SourceError,
    Value,
)
from app.core import clock
from app.core.db.session import reading, writing
from app.core.language import gettext as _
from app.core.logs import log
from app.core.queue.leases import held
from app.core.storage import service as storage
from app.identity.held.schemas import Part
from app.subject_requests.asking.rules import What, scope_of
from app.subject_requests.models import SubjectRequest

LINES_AT_ONCE = 1000
IN_A_ROW = 10  # portions of whichever sources are due


def gather(parts: Sequence[Part]) -> int:
    """Take some portions from the sources that are due. How many were taken.

    No transaction is held while a source is asked. Whatever breaks off is asked for again from
    the same place: what was kept is not taken twice, and a file that no row names is swept.
    """
    with reading() as session:
        if not queries.something_is_due(session, clock.now()):
            return 0
    for taken in range(IN_A_ROW):
        with writing() as session:
            source = service.claim(session)
            if source is None:
                return taken
            gathering = session.get_one(Gathering, source.gathering_id)
        with held(partial(_write, source, service.renew)):
            _take(source, gathering, parts)
    return IN_A_ROW


def remove_old(session: Session) -> None:
    """Remove what was gathered for requests that ended long ago; the search record stays."""
    by_hand_files.remove_old(session)
    for source in forgetting.remove_old(session):
        if source.version_id is not None:
            version = session.get_one(ConnectorVersion, source.version_id)
            connectors.done_with(session, version, str(source.gathering_id))


def _take(source: GatheringSource, gathering: Gathering, parts: Sequence[Part]) -> None:
    try:
        _keep(source, gathering, _asked(source, gathering, parts))
    except NotYet:
        _write(source, service.wait)
    except SourceError as why:
        _write(source, partial(service.put_off, why=why))
    except Exception as error:
        log.exception("a source broke off", source=source.name, kind=type(error).__name__)
        broke = SourceError(_("Something went wrong while this source was read."))
        _write(source, partial(service.put_off, why=broke))


def _asked(source: GatheringSource, gathering: Gathering, parts: Sequence[Part]) -> Portion:
    asked = Asked(
        employee_id=gathering.employee_id,
        terms=tuple(gathering.terms),
        since=gathering.since,
        until=gathering.until,
        time_zone=gathering.time_zone,
    )
    connector = _opened(source, gathering, asked, parts)
    if not source.portions:
        with writing() as session:
            service.describe(session, source, connector.tables, connector.terms_used)
    return connector.portion(asked, source.after)


def _opened(
    source: GatheringSource, gathering: Gathering, asked: Asked, parts: Sequence[Part]
) -> Connector:
    if source.version_id is None and rules.is_portal(source.name):
        return Portal(parts, _practices(gathering))
    if source.version_id is None:
        return _by_hand(source)
    reference = str(source.gathering_id)
    with writing() as session:
        version = session.get_one(ConnectorVersion, source.version_id)
        return connectors.opened_for(session, version, asked, reference)


def _practices(gathering: Gathering) -> Sequence[str] | None:
    """Those that were asked for; None: any."""
    with reading() as session:
        scope = scope_of(session.get_one(SubjectRequest, gathering.request_id).scope)
    return scope.practices if scope.what is What.CHOSEN else None


def _by_hand(source: GatheringSource) -> ByHand:
    with reading() as session:
        gathering = session.get_one(Gathering, source.gathering_id)
        searches = by_hand.of_source(session, gathering.request_id, source.name)
        return ByHand(searches, by_hand.files(session, searches))


def _keep(source: GatheringSource, gathering: Gathering, portion: Portion) -> None:
    kept = Kept(
        [_records(source, records) for records in portion.records if records.rows],
        [row for one in portion.documents for row in _documents(source, gathering, one)],
        portion,
    )
    with writing() as session:
        added = service.keep(session, source, kept)
        if added and portion.after is None and source.version_id is not None:
            version = session.get_one(ConnectorVersion, source.version_id)
            connectors.done_with(session, version, str(source.gathering_id))
    if not added:
        for file_id in kept.files:
            storage.remove(file_id)


def _records(source: GatheringSource, records: Records) -> GatheredRecords:
    with storage.writing() as (stored, write):
        for start in range(0, len(records.rows), LINES_AT_ONCE):
            write(b"".join(map(_line, records.rows[start : start + LINES_AT_ONCE])))
    return GatheredRecords(
        source_id=source.id,
        portion=source.portions,
        name=records.table,
        records=len(records.rows),
        file_id=stored.id,
    )


def _line(row: Mapping[str, Value]) -> bytes:
    """A row as a line of JSON, exactly: also a number larger than 64 bits."""
    try:
        return orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:
        return json.dumps(row, ensure_ascii=False).encode() + b"\n"


def _documents(
    source: GatheringSource, gathering: Gathering, document: Document
) -> list[GatheredDocument]:
    """A document and its attachments, each read and stored."""
    own = rules.key(document)
    return [
        GatheredDocument(
            gathering_id=gathering.id,
            source_id=source.id,
            number=0,
            key=each.key,
            kind=each.kind,
            title=each.title,
            author=each.author,
            at=rules.within_reach(each.at),
            media_type=each.media_type[: rules.LONGEST_TYPE],
            participants=list(read.participants),
            unreadable=read.unreadable,
            sha256=sha256(each.content).hexdigest(),
            file_id=storage.keep(each.content).id,
            text_id=storage.keep(read.text.encode()).id,
            length=len(read.text),
        )
        for each, read in documents.read_all(replace(document, key=own))
    ]


def _write(source: GatheringSource, change: Callable[[Session, GatheringSource], None]) -> None:
    with writing() as session:
        change(session, source)
