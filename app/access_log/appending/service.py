"""Preparing events and inserting them, one caller's or many callers' at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Connection
from sqlmodel import Session

from app.access_log.appending import queries, rules, statements
from app.access_log.appending.rules import Digest, Epoch, Named, Rows, Surroundings
from app.access_log.appending.statements import EpochPassedError, KnownIdError
from app.access_log.errors import ChangedEventError, LogUnavailableError, UnknownPeopleError
from app.access_log.keys.rules import Drawer
from app.access_log.keys.service import keyring
from app.access_log.models import SEALED_SUBJECT, SealedGrant
from app.access_log.rules import NewEvent, Receipt, Retention, month_of
from app.core import clock, secrets
from app.core.crypto.aead import random_bytes

PEOPLE_KEPT = 200_000
HISTORIES_KEPT = 50_000
ATTEMPTS = 8  # how often keys may be erased, or ids arrive elsewhere, while we try

Ask = Callable[[], Session]  # a session to read in, opened when first asked for


@dataclass(slots=True)
class Batch:
    """One caller's events: named, and their rows once prepared, packed as the database takes them.

    Repeats within it are looked for only when the database finds an id twice.
    """

    events: list[Named]
    repeats: int
    rows: Rows
    epoch: Epoch
    packed: statements.Packed = ()


@dataclass(slots=True)
class _Memory:
    """What was learnt of the database under one epoch, and holds for as long as that does."""

    epoch: Epoch
    grants: Sequence[SealedGrant]
    people: dict[str, tuple[bytes, bytes]] = field(default_factory=dict)
    histories: dict[str, Sequence[queries.Version]] = field(default_factory=dict)

    @property
    def is_full(self) -> bool:
        return len(self.people) > PEOPLE_KEPT or len(self.histories) > HISTORIES_KEPT


class Preparer:
    """Prepares events from memory; the database is asked only for what is not known yet.

    What is remembered may have changed meanwhile: the insert compares the epoch, refuses, and
    the events are prepared again.
    """

    def __init__(self) -> None:
        self.digests = Digest(secrets.derive("digests of the access log"))
        self.ids = Digest(secrets.derive("ids of the access log"))
        self._memory: _Memory | None = None

    def batch(self, ask: Ask, events: Sequence[NewEvent]) -> Batch:
        """Everything that can be done without the head's lock.

        Raises ChangedEventError, UnknownPeopleError, KeysUnavailableError.
        """
        with statements.turn(len(events)):
            named = rules.named(events, self.digests, self.ids)
        batch = Batch(named, 0, Rows(), self.epoch(ask))
        self.prepare(ask, batch)
        return batch

    def prepare(self, ask: Ask, batch: Batch) -> None:
        """Seal the batch's events under the keys, grants and names that hold now."""
        memory = self._learnt(ask)
        subjects = {subject for item in batch.events for subject in item.event.subjects}
        people = _people(ask, memory, subjects)
        looking = {item.event.accessor.id for item in batch.events}
        now = clock.now()
        drawer = Drawer(month_of(now), Retention.ORDINARY)
        wanted = {people[subject][0] for subject in subjects}
        filed_under = _filing(memory.grants, now)
        if filed_under is not None:
            wanted.add(SEALED_SUBJECT.bytes)
        around = Surroundings(
            recorded_at=now,
            month=drawer.month,
            retention=drawer.retention,
            people=people,
            accessor=queries.accessors(_histories(ask, memory, looking)),
            filed_under=filed_under,
            keys=keyring().usable(drawer, wanted),
            random=random_bytes,
        )
        batch.epoch = memory.epoch
        with statements.turn(len(batch.events)):
            batch.rows = rules.sealed(batch.events, around)
            batch.packed = statements.packed(batch.rows)

    def epoch(self, ask: Ask) -> Epoch:
        """What this process prepares under; read once, and again after ``forget``."""
        return self._learnt(ask).epoch

    def forget(self) -> None:
        """A key was erased, or a grant or a person changed: learn anew."""
        self._memory = None

    def _learnt(self, ask: Ask) -> _Memory:
        memory = self._memory
        if memory is None or memory.is_full:
            keyring().forget()
            session = ask()
            memory = _Memory(queries.epoch(session), queries.grants(session))
            self._memory = memory
        return memory


@lru_cache
def preparer() -> Preparer:
    """This process's memory of the write path."""
    return Preparer()


def _people(ask: Ask, memory: _Memory, employee_ids: set[str]) -> Mapping[str, tuple[bytes, bytes]]:
    if missing := employee_ids - memory.people.keys():
        memory.people.update(queries.people(ask(), sorted(missing)))
        if unknown := missing - memory.people.keys():
            raise UnknownPeopleError(frozenset(unknown))
    return memory.people


def _histories(
    ask: Ask, memory: _Memory, employee_ids: set[str]
) -> Mapping[str, Sequence[queries.Version]]:
    if missing := employee_ids - memory.histories.keys():
        memory.histories.update(queries.histories(ask(), sorted(missing)))
    return memory.histories


def add(session: Session, batch: Batch) -> Receipt:
    """Append a batch in this transaction, whatever of it is known already.

    Raises ChangedEventError, LogUnavailableError, KeysUnavailableError.
    """
    known: dict[tuple[bytes, bytes], queries.Known] = {}
    _drop_repeats(session, batch)
    for _attempt in range(ATTEMPTS):
        if not batch.events:
            break
        try:
            with session.begin_nested():
                first = statements.insert(
                    session.connection(), batch.rows, batch.epoch, batch.packed
                )
        except EpochPassedError:
            preparer().forget()
            preparer().prepare(lambda: session, batch)
        except KnownIdError as refused:
            found = _refuse_changed(session, batch)
            if not found:
                raise LogUnavailableError from refused
            known |= found
            batch.events = [item for item in batch.events if (item.source, item.id) not in found]
            preparer().prepare(lambda: session, batch)
        else:
            last = first + len(batch.rows.leaf) - 1
            return Receipt(len(batch.events), len(known) + batch.repeats, first, last)
    else:
        raise LogUnavailableError
    return Receipt(
        0,
        len(known) + batch.repeats,
        min(event.first_seq for event in known.values()),
        max(event.last_seq for event in known.values()),
    )


def add_together(connection: Connection, batches: Sequence[Batch]) -> list[Receipt]:
    """Append several batches as one, if none of their ids is known and no epoch passed.

    Raises EpochPassedError or KnownIdError: then nothing of them may be committed.
    """
    if len({batch.epoch for batch in batches}) > 1:
        raise EpochPassedError
    rows, packed = batches[0].rows, batches[0].packed
    if len(batches) > 1:
        rows, packed = Rows(), ()
        for batch in batches:
            rows.extend(batch.rows)
    at = statements.insert(connection, rows, batches[0].epoch, packed)
    receipts = []
    for batch in batches:
        size = len(batch.rows.leaf)
        receipts.append(Receipt(len(batch.events), batch.repeats, at, at + size - 1))
        at += size
    return receipts


def _drop_repeats(session: Session, batch: Batch) -> None:
    """Keep each event once. Raises ChangedEventError if an id comes with two bodies."""
    once: dict[tuple[bytes, bytes], Named] = {}
    for position, item in enumerate(batch.events):
        before = once.setdefault((item.source, item.id), item)
        if before.digest != item.digest:
            raise ChangedEventError(position, item.event.id)
    if len(once) < len(batch.events):
        batch.repeats = len(batch.events) - len(once)
        batch.events = list(once.values())
        preparer().prepare(lambda: session, batch)


def _refuse_changed(session: Session, batch: Batch) -> dict[tuple[bytes, bytes], queries.Known]:
    found = queries.known(session, [(item.source, item.id) for item in batch.events])
    for position, item in enumerate(batch.events):
        before = found.get((item.source, item.id))
        if before is not None and before.digest != item.digest:
            raise ChangedEventError(position, item.event.id)
    return found


def _filing(
    grants: Sequence[SealedGrant], now: datetime
) -> Callable[[NewEvent, bytes], bytes] | None:
    """Under whom an entry is filed, or None while no grant is in force."""
    in_force = {
        (grant.subject, grant.system, grant.purpose)
        for grant in grants
        if grant.starts_at <= now < grant.ends_at
    }
    if not in_force:
        return None

    def filed_under(event: NewEvent, subject: bytes) -> bytes:
        covert = (UUID(bytes=subject), event.system, event.purpose) in in_force
        return SEALED_SUBJECT.bytes if covert else subject

    return filed_under
