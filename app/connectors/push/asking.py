"""Giving what a source sent by itself, as soon as it said that this was all."""

import json
from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session

from app.connectors.push import queries
from app.connectors.push.models import ConnectorRequest
from app.connectors.push.schemas import Configuration, SentLine
from app.connectors.schemas import (
    Asked,
    Document,
    DocumentKind,
    NotYet,
    Portion,
    Records,
    SourceError,
    Table,
    Value,
)
from app.connectors.tables.schemas import TableWords, by_name
from app.core.db.session import reading
from app.core.language import gettext as _
from app.core.storage import service as storage
from app.core.storage.rules import DamagedError
from app.identity.sources import queries as sources

_NOWHERE = UUID(int=0)


class Push:
    """The Connector of a source that sends. Each call that brought something is a portion."""

    def __init__(
        self, configuration: Configuration, connector_id: UUID = _NOWHERE, reference: str = ""
    ) -> None:
        self._configuration = configuration
        self._connector_id, self._reference = connector_id, reference

    @property
    def tables(self) -> Sequence[Table]:
        return [table.words for table in self._configuration.tables]

    @property
    def terms_used(self) -> Sequence[str]:
        return [_("employee number"), _("all words she is known by")]

    def check(self) -> None:
        """Whether the source has a key. That it asks here shows only when it does."""
        name = self._configuration.source
        with reading() as session:
            source = sources.by_name(session, name)
        if source is None or source.key_hash is None:
            said = _("No source called “%(name)s” has a key. Add one: daylight source add.")
            fault = (("source",), "no source of this name has a key")
            raise SourceError(said % {"name": name}, again=False, faults=[fault])

    def portion(self, asked: Asked, after: str | None) -> Portion:
        try:
            number = int(after or 0)
        except ValueError:
            raise SourceError(_("The search cannot go on from there."), again=False) from None
        with reading() as session:
            request = self._request(session, asked)
            found = queries.deliveries(session, request.id, number, 2)
        missing = [request.missing] if request.missing else []
        if not found:
            return Portion(skipped=missing)
        rest = str(found[0].number) if len(found) > 1 else None
        return self._given(_lines(found[0].file_id), rest, [] if rest else missing)

    def _request(self, session: Session, asked: Asked) -> ConnectorRequest:
        if self._reference:
            found = queries.of_reference(session, self._connector_id, self._reference)
        else:
            found = queries.newest(session, self._connector_id, asked)
        if found is None:
            raise SourceError(_("The source was not asked for this."), again=False)
        if found.answered_at is None:
            raise NotYet
        return found

    def _given(self, lines: Sequence[SentLine], rest: str | None, skipped: list[str]) -> Portion:
        rows: dict[str, list[dict[str, Value]]] = {}
        keys: dict[str, list[str]] = {}
        documents: list[Document] = []
        tables = by_name(self._configuration.tables)
        for line in lines:
            table = tables.get(line.table or "")
            if line.document is not None:
                documents.append(line.document.document)
            elif line.table and line.key and line.values is not None and not _is_read(table):
                rows.setdefault(line.table, []).append(line.values)
                keys.setdefault(line.table, []).append(line.key)
            else:
                documents.append(_record(line, table))
        records = [Records(name, given, keys[name]) for name, given in rows.items()]
        return Portion(records, documents, rest, skipped)


def _is_read(table: TableWords | None) -> bool:
    """Whether somebody reads its rows first."""
    return table is not None and bool(table.names_others)


def _record(line: SentLine, table: TableWords | None) -> Document:
    return Document(
        key=f"{line.table}/{line.key}",
        kind=DocumentKind.RECORD,
        title=table.title if table else "",
        media_type="application/json",
        content=json.dumps(line.values, ensure_ascii=False).encode(),
        titles=table.titles if table else {},
    )


def _lines(file_id: UUID) -> list[SentLine]:
    try:
        content = storage.content(file_id)
    except DamagedError:
        said = _("What the source sent cannot be read any more. Have it asked again.")
        raise SourceError(said, again=False) from None
    return [SentLine.model_validate_json(line) for line in content.splitlines()]
