"""Whether entries still say what their leaves commit to, and everything beside them too."""

from collections.abc import Mapping, Sequence, Set
from datetime import datetime
from typing import Any, NamedTuple

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.access_log.checking.queries import EntryRow
from app.access_log.checking.rules import Age, BadEntryError
from app.access_log.erasing.rules import Erasure
from app.access_log.keys.rules import Drawer
from app.access_log.leaves import rules as leaves
from app.access_log.models import SEALED_SUBJECT, Notice
from app.access_log.opening import rules as opening
from app.access_log.opening.rules import Opened
from app.core.crypto.aead import CannotOpenError


class Beside(NamedTuple):
    """What lies in other tables than the entries: keys, public statements, heartbeats.

    ``sealed_about`` are the people whom a sealed entry may be about, as UUIDs in text;
    ``erased`` are the entries that a notice in the log named as deleted before the entries were
    read, ``gone`` those that one named after their keys were: each was emptied in between, or is
    as it was. ``asked`` is when subjects first asked for that, ``going`` those whose deletion was
    begun: their keys may be gone before their entries are emptied. ``now`` is when that was read.
    """

    keys: Mapping[Drawer, Mapping[bytes, AESGCM]]
    statements: Mapping[int, Notice]
    heartbeats: Mapping[int, Mapping[str, Any]]
    sealed_about: Sequence[str]
    erased: Set[int]
    gone: Mapping[int, Erasure]
    asked: Mapping[bytes, datetime]
    going: Set[bytes]
    now: datetime


class Contents:
    """Opens entries one behind the other, and the body they share with others only once."""

    def __init__(self, first: int = 0) -> None:
        self.events = 0
        self._ends = first  # where the entries of the event end that was seen last
        self._event: tuple[int | None, bytes] = (None, b"")
        self._body: dict[str, Any] = {}
        self._age = Age()

    def check(self, rows: Sequence[EntryRow], beside: Beside) -> None:
        """Raises BadEntryError for the first row that is not what was signed."""
        for row in rows:
            try:
                self._check(row, beside)
            except CannotOpenError:
                raise BadEntryError(row.seq, "what it says cannot be opened") from None
            except (TypeError, ValueError, KeyError, AttributeError):
                raise BadEntryError(row.seq, "what it says cannot be read") from None

    def _check(self, row: EntryRow, beside: Beside) -> None:
        kind = leaves.kind_of(row.leaf)
        if (row.seq in beside.statements) != (kind in _STATEMENTS):
            raise BadEntryError(row.seq, "a statement is missing or made up")
        if (row.seq in beside.heartbeats) != (kind == leaves.HEARTBEAT):
            raise BadEntryError(row.seq, "a heartbeat is missing or made up")
        self._follow_event(row)
        if kind == leaves.ACCESS:
            self._check_access(row, beside)
        elif kind == leaves.HEARTBEAT:
            salts = opening.entry(_key(row, beside), _sealed(row), row.leaf).salts
            said = leaves.canonical(dict(beside.heartbeats[row.seq]))
            _compare(row, leaves.committed_leaf(kind, salts, said))
        elif kind in _STATEMENTS:
            _check_statement(row, beside.statements[row.seq], kind)
            self._age.stated(beside.statements[row.seq].recorded_at)
        else:
            raise BadEntryError(row.seq, "it is of no kind that there is")

    def _follow_event(self, row: EntryRow) -> None:
        """The entries of an event stand together, and are as many as it says."""
        if row.event is None or row.event == row.seq:
            if row.seq < self._ends:
                raise BadEntryError(row.seq, "an event has fewer entries than it says")
            self.events += row.event is not None
            self._ends = row.seq + (row.entries or 1)
        elif not row.event < row.seq < self._ends:
            raise BadEntryError(row.seq, "it is not of the event that it names")

    def _check_access(self, row: EntryRow, beside: Beside) -> None:
        if row.event is None or row.source_id is None:
            raise BadEntryError(row.seq, "its event is gone")
        if row.seq in beside.erased and row.sealed is not None:
            raise BadEntryError(row.seq, "it is said to be deleted, and is there")
        erasure = beside.gone.get(row.seq)
        if erasure is not None and (row.sealed is None or not _has_key(row, beside)):
            _check_due(row, erasure, beside)
            self._age.add(row.seq, row.month)
            return
        if row.subject.bytes in beside.going and not _has_key(row, beside):
            return
        if row.body is None:
            raise BadEntryError(row.seq, "its event is gone")
        opened = opening.entry(_key(row, beside), _sealed(row), row.leaf)
        if self._event != (row.event, opened.event_key):
            self._body = opening.body(opened.event_key, bytes(row.body))
            self._event = row.event, opened.event_key
            self._check_event(row)
        if row.subject == SEALED_SUBJECT:
            if not any(self._leaf(opened, whom) == row.leaf for whom in beside.sealed_about):
                raise BadEntryError(row.seq, "it is sealed and about nobody it could be about")
            return
        _compare(row, self._leaf(opened, str(row.subject)))

    def _check_event(self, row: EntryRow) -> None:
        access = self._body["access"]
        happened = int(datetime.fromisoformat(access["occurred_at"]).timestamp())
        if (access["source"], happened) != (str(row.source_id), row.occurred):
            raise BadEntryError(row.seq, "its event is said to be of another source or time")

    def _leaf(self, opened: Opened, subject: str) -> bytes:
        return leaves.access_leaf(opened.salts, *opening.groups(self._body, subject))


_STATEMENTS = frozenset({leaves.SEAL, leaves.NOTICE, leaves.STATEMENT, leaves.CONCERNS})


def _check_due(row: EntryRow, erasure: Erasure, beside: Beside) -> None:
    """What is gone was to go: whoever makes up a notice is found by its reason."""
    asked_at = beside.asked.get(row.subject.bytes)
    if row.subject == SEALED_SUBJECT or not erasure.was_due(row.month, asked_at, beside.now):
        raise BadEntryError(row.seq, "it was deleted, and was not due to be")


def _check_statement(row: EntryRow, notice: Notice, kind: int) -> None:
    said = orjson.loads(notice.statement)
    is_dated = datetime.fromisoformat(said["recorded_at"]) == notice.recorded_at
    if notice.kind != kind or not is_dated:
        raise BadEntryError(row.seq, "its statement is said to be another kind or time")
    _compare(row, leaves.public_leaf(kind, bytes(notice.statement)))


def _compare(row: EntryRow, expected: bytes) -> None:
    if bytes(row.leaf) != expected:
        raise BadEntryError(row.seq, "it does not say what was signed")


def _key(row: EntryRow, beside: Beside) -> AESGCM:
    key = beside.keys[Drawer(row.month, row.retention)].get(row.subject.bytes)
    if key is None:
        raise BadEntryError(row.seq, "its key is gone, or does not open")
    return key


def _has_key(row: EntryRow, beside: Beside) -> bool:
    """Whether what is sealed still has its key; what is not sealed was emptied, not begun."""
    if row.sealed is None:
        return True
    return row.subject.bytes in beside.keys[Drawer(row.month, row.retention)]


def _sealed(row: EntryRow) -> bytes:
    if row.sealed is None:
        raise BadEntryError(row.seq, "its sealed part is gone")
    return bytes(row.sealed)
