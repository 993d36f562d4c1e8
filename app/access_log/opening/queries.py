"""Rows of entries and events, opened as far as their keys still exist."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.access_log.keys.rules import Drawer
from app.access_log.keys.service import keyring
from app.access_log.models import Entry, Event
from app.access_log.opening import rules


@dataclass(frozen=True, slots=True)
class OpenedEntry:
    """An entry with what its event said, or None where content or key is erased."""

    entry: Entry
    event: Event
    body: dict[str, Any] | None
    salts: bytes | None = None


def opened(rows: Iterable[tuple[Entry, Event]]) -> list[OpenedEntry]:
    """In the order given. Raises KeysUnavailableError, or CannotOpenError for changed bytes."""
    held = [(entry, event) for entry, event in rows]
    wanted: dict[Drawer, set[bytes]] = {}
    for entry, _event in held:
        drawer = Drawer(entry.month, entry.retention)
        wanted.setdefault(drawer, set()).add(entry.subject.bytes)
    keys = {drawer: keyring().existing(drawer, subjects) for drawer, subjects in wanted.items()}
    return [_opened(entry, event, keys) for entry, event in held]


def _opened(entry: Entry, event: Event, keys: dict[Drawer, Any]) -> OpenedEntry:
    key = keys[Drawer(entry.month, entry.retention)].get(entry.subject.bytes)
    if key is None or entry.sealed is None or event.body is None:
        return OpenedEntry(entry, event, None)
    found = rules.entry(key, bytes(entry.sealed), bytes(entry.leaf))
    return OpenedEntry(entry, event, rules.body(found.event_key, bytes(event.body)), found.salts)
