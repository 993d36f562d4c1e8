"""Which systems show a person her own rows, what each last gave her, and what has to be asked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarResult, exists, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.connectors import queries as connectors
from app.connectors.heads.schemas import Head
from app.connectors.models import ConnectorVersion
from app.core import clock
from app.core.errors import NotFoundError
from app.core.storage import service as storage
from app.identity.held.schemas import Part, Portion, Record
from app.identity.viewer import Whose
from app.my_data.elsewhere import rules
from app.my_data.elsewhere.models import OwnSearch, OwnSearchRecords, Progress
from app.my_data.elsewhere.rules import Column, Standing
from app.subject_requests.holds.queries import held_people

AT_ONCE = 100


@dataclass(frozen=True)
class TableHeld:
    """A table of a system as she finds it: its part, its columns, and how many rows are hers."""

    part: Part
    columns: Sequence[Column]
    records: int


@dataclass(frozen=True)
class Source:
    """A connected system. ``shows``: its rows are shown to whose they are, as nobody else is named.

    ``newest`` is the last time she asked, ``last`` the last time it answered, as long as what it
    gave is kept.
    """

    head: Head
    newest: OwnSearch | None = None
    last: OwnSearch | None = None
    tables: Sequence[TableHeld] = field(default_factory=tuple)

    @property
    def shows(self) -> bool:
        return not self.head.third_parties

    @property
    def standing(self) -> Standing:
        return rules.standing(self.newest, self.last)

    @property
    def asks(self) -> bool:
        """Whether she can have it asked now."""
        return rules.may_ask(self.newest, clock.now())

    @property
    def anew_at(self) -> datetime | None:
        """From when on it is asked anew, where she has to wait for that."""
        return None if self.asks or self.newest is None else rules.anew_at(self.newest)


def all_sources(session: Session, viewer: Whose) -> list[Source]:
    """Every system in use, by name."""
    return [_source(session, viewer, version) for version in connectors.in_use(session)]


def sources_about(session: Session, viewer: Whose, practice_id: str) -> list[Source]:
    """Those that hold data of a practice."""
    covering = connectors.covering(session, [practice_id])
    return [_source(session, viewer, version) for version in covering]


def showing(session: Session) -> list[ConnectorVersion]:
    """The systems that show people their rows."""
    return [each for each in connectors.in_use(session) if not each.head.third_parties]


def showing_named(session: Session, name: str) -> ConnectorVersion:
    """One of them. NotFoundError, also for one in which others may be named."""
    for version in showing(session):
        if version.head.name == name:
            return version
    raise NotFoundError


def newest(session: Session, viewer: Whose, version: ConnectorVersion) -> OwnSearch | None:
    """The last time she asked a system in this way: once it is corrected, she never did."""
    return session.exec(_own(viewer, version).limit(1)).first()


def last(session: Session, viewer: Whose, version: ConnectorVersion) -> OwnSearch | None:
    """The last time it answered her, if what it gave is here still."""
    answered = _own(viewer, version).where(
        OwnSearch.progress == Progress.DONE, col(OwnSearch.removed_at).is_(None)
    )
    return session.exec(answered.limit(1)).first()


def table_named(session: Session, viewer: Whose, name: str) -> tuple[Source, TableHeld]:
    """A table by the name of its part, with its system. NotFoundError."""
    for version in showing(session):
        source = _source(session, viewer, version)
        for table in source.tables:
            if table.part.name == name:
                return source, table
    raise NotFoundError


def tables(session: Session, search: OwnSearch) -> list[TableHeld]:
    """What a search found, table by table."""
    counted = (
        select(OwnSearchRecords.name, func.sum(col(OwnSearchRecords.records)))
        .where(OwnSearchRecords.search_id == search.id)
        .group_by(OwnSearchRecords.name)
    )
    numbers = dict(session.exec(counted).all())
    name = connectors.version(session, search.version_id)
    if name is None:
        raise NotFoundError
    return [
        _table(search, name.head.name, each, int(numbers.get(each["name"]) or 0))
        for each in search.tables
    ]


def due_first(session: Session, now: datetime) -> OwnSearch | None:
    """The search that has waited longest; locked if it can be."""
    waited = _due(now).order_by(col(OwnSearch.next_at)).limit(1)
    return session.exec(waited.with_for_update(skip_locked=True)).first()


def something_is_due(session: Session, now: datetime) -> bool:
    return session.exec(_due(now).limit(1)).first() is not None


def forgettable(session: Session, now: datetime, kept: timedelta) -> Sequence[OwnSearch]:
    """Searches that ended and whose files are here, and of no use.

    They failed or are old, or a newer answer or another way of asking is in their place. None of
    a person who waits for a copy of her data (SAR-11).
    """
    newer = aliased(OwnSearch)
    replaced = exists().where(
        col(newer.person_id) == col(OwnSearch.person_id),
        col(newer.connector_id) == col(OwnSearch.connector_id),
        col(newer.progress) == Progress.DONE,
        col(newer.ended_at) <= now - rules.TAKEN_WITHIN,
        col(newer.id) > col(OwnSearch.id),
    )
    corrected = exists().where(
        col(ConnectorVersion.connector_id) == col(OwnSearch.connector_id),
        col(ConnectorVersion.made_at) <= now - rules.TAKEN_WITHIN,
        col(ConnectorVersion.id) > col(OwnSearch.version_id),
    )
    over = replaced | corrected | (col(OwnSearch.ended_at) < now - kept)
    ended = select(OwnSearch).where(
        col(OwnSearch.removed_at).is_(None),
        col(OwnSearch.ended_at).is_not(None),
        col(OwnSearch.person_id).not_in(held_people()),
    )
    of_no_use = over | (col(OwnSearch.progress) == Progress.MISSING)
    return session.exec(ended.where(of_no_use).limit(AT_ONCE)).all()


def files_of(session: Session, search: OwnSearch) -> list[UUID]:
    of = select(OwnSearchRecords.file_id).where(OwnSearchRecords.search_id == search.id)
    return list(session.exec(of))


def named_files(session: Session, ids: Collection[UUID]) -> set[UUID]:
    """Which of these stored files a row names."""
    found = select(OwnSearchRecords.file_id).where(col(OwnSearchRecords.file_id).in_(ids))
    return set(session.exec(found))


def _own(viewer: Whose, version: ConnectorVersion) -> SelectOfScalar[OwnSearch]:
    hers = select(OwnSearch).where(
        OwnSearch.person_id == viewer.id, OwnSearch.version_id == version.id
    )
    return hers.order_by(col(OwnSearch.id).desc())


def _due(now: datetime) -> SelectOfScalar[OwnSearch]:
    return select(OwnSearch).where(
        OwnSearch.progress == Progress.WAITING,
        col(OwnSearch.next_at) <= now,
        col(OwnSearch.leased_until).is_(None) | (col(OwnSearch.leased_until) <= now),
    )


def _source(session: Session, viewer: Whose, version: ConnectorVersion) -> Source:
    head = version.head
    if head.third_parties:
        return Source(head)
    found = last(session, viewer, version)
    return Source(
        head,
        newest(session, viewer, version),
        found,
        tables(session, found) if found else (),
    )


def _table(search: OwnSearch, connector: str, described: dict[str, Any], number: int) -> TableHeld:
    columns = rules.columns(described["columns"])
    part = Part(
        name=rules.part_name(connector, described["name"]),
        title=f"{search.title}: {described['title']}",
        why="",
        fields={column.name: rules.meaning(column) for column in columns},
        covers=frozenset(),
        portion=_Rows(search.id, described["name"], columns).portion,
        count=lambda _session, _viewer: number,
    )
    return TableHeld(part, columns, number)


@dataclass(frozen=True)
class _Rows:
    search_id: UUID
    table: str
    columns: Sequence[Column]

    def portion(self, session: Session, _viewer: Whose, after: str | None, limit: int) -> Portion:
        """Her rows in the order of the system, from a place on."""
        try:
            at, line = rules.place(after)
        except ValueError as unknown:
            raise NotFoundError from unknown
        found: list[Record] = []
        for file in self._files(session, at):
            first = line if file.portion == at else 0
            lines = rules.lines(storage.content(file.file_id))
            for number, (key, row) in enumerate(lines):
                if number < first:
                    continue
                if len(found) == limit:
                    return Portion(found, f"{file.portion}.{number}")
                values = {each.name: row.get(each.source) for each in self.columns}
                found.append(Record(key, values))
        return Portion(found, None)

    def _files(self, session: Session, at: int) -> ScalarResult[OwnSearchRecords]:
        files = select(OwnSearchRecords).where(
            OwnSearchRecords.search_id == self.search_id,
            OwnSearchRecords.name == self.table,
            col(OwnSearchRecords.portion) >= at,
        )
        return session.exec(files.order_by(col(OwnSearchRecords.portion)))
