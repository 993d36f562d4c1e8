"""From events to the rows of the log: named, committed to, sealed. No database, no clock.

This runs for every event while its reporter waits, so it is written for speed: canonical
JSON is put together from parts that are made once, in the order of their keys.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from itertools import accumulate
from typing import NamedTuple
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from orjson import OPT_SORT_KEYS, dumps

from app.access_log.leaves.rules import CANONICAL, SALTS, access_leaf, canonical
from app.access_log.rules import NewEvent

EVENT_KEY = 32
NONCE = 12
PER_ENTRY = SALTS + NONCE  # random bytes
BODY_NONCE = bytes(NONCE)  # an event's key seals one body, once
_SORTED_ALREADY = CANONICAL & ~OPT_SORT_KEYS
_ACCESSOR = ("id", "kind", "name", "organisation", "role", "unit")
_UUID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}").fullmatch


class Digest:
    """HMAC-SHA256 (RFC 2104) under one 32-byte key; copied states make it twice as fast."""

    def __init__(self, key: bytes) -> None:
        padded = key.ljust(64, b"\0")
        self._inner = sha256(bytes(byte ^ 0x36 for byte in padded))
        self._outer = sha256(bytes(byte ^ 0x5C for byte in padded))

    def of(self, message: bytes) -> bytes:
        inner = self._inner.copy()
        inner.update(message)
        outer = self._outer.copy()
        outer.update(inner.digest())
        return outer.digest()


class Epoch(NamedTuple):
    """What rows are prepared under; the log takes none that were prepared under another.

    ``keys`` is the head's: a key was erased or a sealed grant changed since. ``people`` is the
    newest version of anybody: whose name or unit is committed to may have changed since.
    """

    keys: int
    people: UUID | None


class Named(NamedTuple):
    """An event, known by its source and id, with the parts of its canonical JSON."""

    event: NewEvent
    source: bytes
    id_text: bytes  # canonical
    id: bytes
    digest: bytes
    access: bytes  # canonical, up to ``purpose``, without its closing brace
    accessor: bytes  # canonical, as reported
    system: bytes  # canonical


@dataclass(slots=True)
class Rows:
    """Columns of the two tables. ``offset`` and ``of_event`` count from the batch's first entry."""

    offset: list[int] = field(default_factory=list)
    source: list[bytes] = field(default_factory=list)
    id: list[bytes] = field(default_factory=list)
    digest: list[bytes] = field(default_factory=list)
    occurred: list[int] = field(default_factory=list)
    body: list[bytes] = field(default_factory=list)
    entries: list[int] = field(default_factory=list)

    of_event: list[int] = field(default_factory=list)  # -1: of no event
    subject: list[bytes] = field(default_factory=list)
    leaf: list[bytes] = field(default_factory=list)
    month: list[int] = field(default_factory=list)
    retention: list[int] = field(default_factory=list)
    sealed: list[bytes] = field(default_factory=list)  # empty: a public statement

    def extend(self, other: "Rows") -> None:
        """Put another batch's rows after these."""
        base = len(self.leaf)
        self.offset += [base + offset for offset in other.offset] if base else other.offset
        self.of_event += [base + of for of in other.of_event] if base else other.of_event
        for name in (
            *("source", "id", "digest", "occurred", "body", "entries"),
            *("subject", "leaf", "month", "retention", "sealed"),
        ):
            getattr(self, name).extend(getattr(other, name))


@dataclass(slots=True)
class Surroundings:
    """What sealing needs beside the events."""

    recorded_at: datetime
    month: int
    retention: int
    people: Mapping[str, tuple[bytes, bytes]]  # employee id → 16 bytes, and UUID as text
    accessor: Callable[[bytes, NewEvent], bytes]  # as reported → canonical JSON of who it was
    filed_under: Callable[[NewEvent, bytes], bytes] | None  # grants in force; None if there is none
    keys: Mapping[bytes, AESGCM]  # by what an entry is filed under
    random: Callable[[int], bytes]


def named(events: Iterable[NewEvent], digests: Digest, ids: Digest) -> list[Named]:
    """Each event with its key and its digest. Raises TypeError for text that is not Unicode."""
    systems: dict[str, bytes] = {}
    reported: dict[tuple[str | None, ...], bytes] = {}
    found = []
    for event in events:
        who, occurred = event.accessor, event.occurred_at
        said = who.id, who.kind, who.name, who.organisation, who.role, who.unit
        accessor = reported.get(said)
        if accessor is None:
            accessor = reported[said] = canonical(dict(zip(_ACCESSOR, said, strict=True)))
        access = dumps(
            {
                "action": event.action,
                "basis": event.basis,
                "case": event.case,
                "categories": event.categories,
                "count": event.count,
                "data": event.data,
                "occurred_at": occurred if occurred.tzinfo is UTC else occurred.astimezone(UTC),
                "purpose": event.purpose,
            },
            option=CANONICAL if event.data else _SORTED_ALREADY,
        )[:-1]
        system = systems.get(event.system)
        if system is None:
            system = systems[event.system] = canonical(event.system)
        body = b'{"accessor":%b,%b,"subjects":%b,"system":%b}' % (
            accessor,
            access[1:],
            dumps(event.subjects),
            system,
        )
        text = event.id
        if _UUID(text):
            said_id, key = b'"%b"' % text.encode(), bytes.fromhex(text.replace("-", ""))
        else:
            said_id, key = dumps(text), ids.of(text.encode())
        source = event.source_id.bytes
        found.append(Named(event, source, said_id, key, digests.of(body), access, accessor, system))
    return found


def sealed(events: Sequence[Named], around: Surroundings) -> Rows:
    """The rows of these events, numbered from 0."""
    recorded = canonical(around.recorded_at.astimezone(UTC))
    people, keys, accessor_of = around.people, around.keys, around.accessor
    filed_under = around.filed_under
    counts = [len(item.event.subjects) for item in events]
    chance = around.random(EVENT_KEY * len(events) + PER_ENTRY * sum(counts))
    at = 0
    tails: dict[bytes, bytes] = {}
    bodies, subjects, leaves, hidden = [], [], [], []
    for event, source, id_text, _id, _digest, access, reported, system in events:
        tail = tails.get(source)
        if tail is None:
            tail = tails[source] = b',"recorded_at":%b,"source":"%b"' % (
                recorded,
                str(event.source_id).encode(),
            )
        accessor = accessor_of(reported, event)
        technical = b'{"id":%b}' % id_text
        if event.technical:
            technical = dumps({"id": event.id, **event.technical}, option=CANONICAL)
        known = access + tail
        event_key = chance[at : at + EVENT_KEY]
        at += EVENT_KEY
        body = b'{"access":%b,"system":%b},"accessor":%b,"technical":%b}' % (
            known,
            system,
            accessor,
            technical,
        )
        bodies.append(AESGCM(event_key).encrypt(BODY_NONCE, body, None))
        for employee_id in event.subjects:
            subject, text = people[employee_id]
            salts = chance[at : at + SALTS]
            nonce = chance[at + SALTS : at + PER_ENTRY]
            at += PER_ENTRY
            full = b'%b,"subject":"%b","system":%b}' % (known, text, system)
            leaf = access_leaf(salts, full, accessor, technical)
            if filed_under is not None:
                subject = filed_under(event, subject)
            subjects.append(subject)
            leaves.append(leaf)
            hidden.append(nonce + keys[subject].encrypt(nonce, salts + event_key, leaf))
    offsets = [0, *accumulate(counts)][:-1]
    return Rows(
        offset=offsets,
        source=[item.source for item in events],
        id=[item.id for item in events],
        digest=[item.digest for item in events],
        occurred=[int(item.event.occurred_at.timestamp()) for item in events],
        body=bodies,
        entries=counts,
        of_event=[offset for offset, n in zip(offsets, counts, strict=True) for _ in range(n)],
        subject=subjects,
        leaf=leaves,
        month=[around.month] * len(leaves),
        retention=[around.retention] * len(leaves),
        sealed=hidden,
    )
