"""Preparing events and inserting them, one caller's or many callers' at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Connection
from sqlmodel import Session, select

from app.access_log.appending import queries, rules, statements
from app.access_log.appending.rules import Digest, Named, Rows, Surroundings
from app.access_log.appending.statements import EpochPassedError, KnownIdError
from app.access_log.errors import ChangedEventError, LogUnavailableError, UnknownPeopleError
from app.access_log.keys.rules import Drawer
from app.access_log.keys.service import keyring
from app.access_log.models import SEALED_SUBJECT, Head, SealedGrant
from app.access_log.rules import NewEvent, Receipt, Retention, month_of
from app.core import clock, secrets
from app.core.crypto.aead import random_bytes

PEOPLE_KEPT = 200_000
ATTEMPTS = 8  # how often keys may be erased, or ids arrive elsewhere, while we try


@dataclass(slots=True)
class Batch:
    """One caller's events: named, and their rows once prepared.

    Repeats within it are looked for only when the database finds an id twice.
    """

    events: list[Named]
    repeats: int
    rows: Rows
    epoch: int


class Preparer:
    """What this process remembers for preparing events: who is who, and which grants there are."""

    def __init__(self) -> None:
        self.digests = Digest(secrets.derive("digests of the access log"))
        self.ids = Digest(secrets.derive("ids of the access log"))
        self._histories = queries.Histories()
        self._people: dict[str, tuple[bytes, bytes]] = {}
        self._grants: Sequence[SealedGrant] = ()
        self._epoch = -1

    def batch(self, session: Session, events: Sequence[NewEvent]) -> Batch:
        """Everything that can be done without the head's lock.

        Raises ChangedEventError, UnknownPeopleError, KeysUnavailableError.
        """
        batch = Batch(rules.named(events, self.digests, self.ids), 0, Rows(), self._epoch)
        self.prepare(session, batch)
        return batch

    def prepare(self, session: Session, batch: Batch) -> None:
        """Seal the batch's events under the keys and grants that hold now."""
        self.learn(session)
        subjects = {subject for item in batch.events for subject in item.event.subjects}
        people = self._known_people(session, subjects)
        looking = {item.event.accessor.id for item in batch.events}
        now = clock.now()
        drawer = Drawer(month_of(now), Retention.ORDINARY)
        wanted = {people[subject][0] for subject in subjects}
        filed_under = _filing(self._grants, now)
        if filed_under is not None:
            wanted.add(SEALED_SUBJECT.bytes)
        batch.epoch = self._epoch
        batch.rows = rules.sealed(
            batch.events,
            Surroundings(
                recorded_at=now,
                month=drawer.month,
                retention=drawer.retention,
                people=people,
                accessor=queries.accessors(self._histories.of(session, looking)),
                filed_under=filed_under,
                keys=keyring().usable(drawer, wanted),
                random=random_bytes,
            ),
        )

    def learn(self, session: Session) -> int:
        """The key epoch this process prepares under; read once, and again after ``forget``."""
        if self._epoch < 0:
            keyring().forget()
            epoch = session.exec(select(Head.key_epoch)).one()
            self._grants = queries.grants(session)
            self._epoch = epoch
        return self._epoch

    def forget(self) -> None:
        """A key was erased or a grant changed: learn anew."""
        self._epoch = -1

    def _known_people(
        self, session: Session, employee_ids: set[str]
    ) -> dict[str, tuple[bytes, bytes]]:
        # A person's row id never changes, so it may be remembered for as long as we like.
        if missing := employee_ids - self._people.keys():
            if len(self._people) > PEOPLE_KEPT:
                self._people = {}
                missing = employee_ids
            self._people |= queries.people(session, sorted(missing))
            if unknown := missing - self._people.keys():
                raise UnknownPeopleError(frozenset(unknown))
        return self._people


@lru_cache
def preparer() -> Preparer:
    """This process's memory of the write path."""
    return Preparer()


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
                first = statements.insert(session.connection(), batch.rows, batch.epoch)
        except EpochPassedError:
            preparer().forget()
            preparer().prepare(session, batch)
        except KnownIdError as refused:
            found = _refuse_changed(session, batch)
            if not found:
                raise LogUnavailableError from refused
            known |= found
            batch.events = [item for item in batch.events if (item.source, item.id) not in found]
            preparer().prepare(session, batch)
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
    rows = batches[0].rows
    if len(batches) > 1:
        rows = Rows()
        for batch in batches:
            rows.extend(batch.rows)
    at = statements.insert(connection, rows, batches[0].epoch)
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
        preparer().prepare(session, batch)


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
