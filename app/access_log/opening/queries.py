"""Rows of entries and events, opened as far as their keys still exist."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Row, Select
from sqlmodel import col

from app.access_log.keys.rules import Drawer
from app.access_log.keys.service import keyring
from app.access_log.models import Entry, Event
from app.access_log.opening import rules
from app.core.crypto.aead import CannotOpenError


class OpenedEntry(NamedTuple):
    """An entry with what its event said, or None where it is erased, or ``unreadable``.

    Unreadable is what is there and does not open: the check of the log finds where and why.
    """

    seq: int
    subject: UUID
    month: int  # YYYYMM in which it was recorded
    source_id: UUID
    entries: int  # of the same event
    body: dict[str, Any] | None
    salts: bytes | None = None
    leaf: bytes = b""
    unreadable: bool = False


def sealed() -> Select[*tuple[Any, ...]]:
    """Entries with their events, to be narrowed and then ``opened``: columns, not objects."""
    return sqlalchemy.select(
        col(Entry.seq),
        col(Entry.subject),
        col(Entry.month),
        col(Event.source_id),
        col(Event.entries),
        col(Entry.retention),
        col(Entry.leaf),
        col(Entry.sealed),
        col(Event.body),
    ).join(Event, col(Event.first_seq) == col(Entry.event))


def opened(rows: Iterable[Row[Any]]) -> list[OpenedEntry]:
    """In the order given; one that does not open holds up no other. Raises KeysUnavailableError."""
    held = [tuple(row) for row in rows]
    wanted: dict[Drawer, set[bytes]] = {}
    for _seq, subject, month, _source, _entries, retention, *_bytes in held:
        wanted.setdefault(Drawer(month, retention), set()).add(subject.bytes)
    keys = {drawer: keyring().existing(drawer, subjects) for drawer, subjects in wanted.items()}
    return [_opened(row, keys) for row in held]


def _opened(row: tuple[Any, ...], keys: Mapping[Drawer, Mapping[bytes, AESGCM]]) -> OpenedEntry:
    *said, retention, leaf, hidden, body = row
    seq, subject, month, source, entries = said
    key = keys[Drawer(month, retention)].get(subject.bytes)
    public = (
        bytes(leaf) if isinstance(leaf, bytes | memoryview) else b""
    )  # SQLite may hold any kind
    if hidden is None:  # erasing empties it; a key alone can be lost
        return OpenedEntry(seq, subject, month, source, entries, None, leaf=public)
    gone = OpenedEntry(seq, subject, month, source, entries, None, leaf=public, unreadable=True)
    if key is None or body is None:
        return gone
    try:
        found = rules.entry(key, bytes(hidden), public)
        content = rules.body(found.event_key, bytes(body))
    except (CannotOpenError, TypeError):
        return gone
    return OpenedEntry(seq, subject, month, source, entries, content, found.salts, public)
