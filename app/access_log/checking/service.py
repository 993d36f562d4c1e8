"""Recomputing the log from its rows, and keeping what was found."""

from collections.abc import Generator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from app.access_log import queries as log
from app.access_log.checking import queries
from app.access_log.checking.contents import Beside, Contents
from app.access_log.checking.deletions import Deletions
from app.access_log.checking.models import LogCheck
from app.access_log.checking.queries import EntryRow
from app.access_log.checking.rules import (
    BadEntryError,
    Rebuilding,
    Verdict,
    check_checkpoint,
    check_root,
)
from app.access_log.checkpoints import queries as checkpoints
from app.access_log.checkpoints import service as signing
from app.access_log.checkpoints.models import PublishedCheckpoint
from app.access_log.erasing import queries as erasing
from app.access_log.keys.rules import Drawer
from app.access_log.keys.service import keyring
from app.access_log.seals import recounting
from app.access_log.tree import queries as tree
from app.access_log.tree.rules import End, ends_at
from app.core import clock
from app.core.crypto import merkle, notes, tiles
from app.core.crypto.checkpoints import Checkpoint, parse_checkpoint
from app.core.db.session import reading
from app.core.errors import RejectedError
from app.identity.roles import queries as roles
from app.identity.roles.models import Role
from app.notifications import service as notifications
from app.notifications.models import Kind


class NotOurCheckpointError(RejectedError):
    """A file is no checkpoint that this log signed."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}: not a checkpoint of this log, signed by its key.")


Steps = Generator[None, None, Verdict]
"""A check in portions, which ends with what it found. No transaction is open in between."""


class Span(NamedTuple):
    """What a check looks at: entries from ``first`` up to those that are there.

    ``begin`` is where the event of the entry at ``first`` begins, ``signed`` how many entries
    the newest checkpoint covers.
    """

    first: int
    begin: int
    signed: int
    there: int


def verify(old: Sequence[Checkpoint] = ()) -> Verdict:
    """Recompute every leaf, the tree and each checkpoint; ``old`` ones were kept elsewhere.

    Raises AnotherOriginError and AnotherKeyError, which are faults of the settings, and
    KeysUnavailableError and SQLAlchemyError if something cannot be reached.
    """
    whole = steps(0, old)
    while True:
        try:
            next(whole)
        except StopIteration as end:
            verdict: Verdict = end.value
            return verdict


def steps(first: int, old: Sequence[Checkpoint] = ()) -> Steps:
    """The same in portions, each in a short transaction; with ``first`` of what is new alone.

    Then it goes on from the signed checkpoint of ``first`` entries: what comes before was found
    sound, and is not looked at again but for the tree's end.
    """
    with reading() as session:
        signing.key(session)
        span = _span(session, first)
    try:
        with reading() as session:
            _check_length(session, span.there)
            ends = _anchored(session, first)
        yield
        yield from _check_entries(span, ends)
        yield from _check_signatures(span)
        with reading() as session:
            _check_old(session, span.signed, old)
        if not first:
            yield
            with reading() as session:
                _check_seals(session)
    except BadEntryError as bad:
        return Verdict(span.signed, bad.first_bad, bad.why)
    return Verdict(span.signed)


def _span(session: Session, first: int) -> Span:
    newest = checkpoints.newest(session)
    signed = newest.size if newest else 0
    there = max(signed, log.size(session))
    return Span(first, queries.begin(session, first) if first else 0, signed, there)


def kept(session: Session, name: str, text: str) -> Checkpoint:
    """A checkpoint that somebody kept. Raises NotOurCheckpointError."""
    ours = signing.key(session)
    try:
        note = notes.parse_note(text)
        found = parse_checkpoint(note.text)
        if not notes.is_signed_by(note, ours) or found.origin != ours.name:
            raise NotOurCheckpointError(name)
    except notes.NoteError as wrong:
        raise NotOurCheckpointError(name) from wrong
    return found


def record(session: Session, verdict: Verdict, began_at: datetime, first: int = 0) -> LogCheck:
    """Keep what a check found that began with the entry at ``first``."""
    check = LogCheck(
        began_at=began_at,
        ended_at=max(clock.now(), began_at),
        size=verdict.size,
        first=min(first, verdict.size),
        first_bad=verdict.first_bad,
        why=verdict.why,
    )
    if not check.ok and _was_sound(session):
        _alert(session, check)
    session.add(check)
    session.flush()
    return check


def _was_sound(session: Session) -> bool:
    before = queries.last_check(session)
    return before is None or before.ok


def _alert(session: Session, check: LogCheck) -> None:
    """Officers and auditors are told when a check first fails; everybody reads it on her page."""
    told = {
        person.id
        for role in (Role.OFFICER, Role.AUDITOR)
        for person in roles.holders(session, role)
    }
    about = f"{check.first_bad} of {check.size} on {check.ended_at:%Y-%m-%d}"
    notifications.tell(session, told, Kind.LOG_BROKEN, about=about)


def _check_length(session: Session, there: int) -> None:
    """A log that was put back to an older state is shorter than somebody has seen it."""
    if there < queries.longest_known(session):
        raise BadEntryError(there, "the log was longer before")


def _anchored(session: Session, first: int) -> dict[int, End]:
    """The tree's ends at ``first`` entries, which are those that were signed then."""
    if first == 0:
        return {}
    published, stored = checkpoints.of_size(session, first), tree.stored(session)
    if published is None:
        raise BadEntryError(first - 1, f"the checkpoint of {first} entries is gone")
    try:
        _check_signed(published, signing.key(session), tiles.node(stored), 0)
    except IndexError:
        raise BadEntryError(0, "the tree does not hold what was signed") from None
    return ends_at(stored, first)


def _check_entries(span: Span, ends: dict[int, End]) -> Generator[None]:
    """Every row there was, and the tree over those that are signed."""
    rebuilding, contents, seen = Rebuilding(ends), Contents(span.begin), span.begin
    deletions = Deletions()
    while seen < span.there:
        with reading() as session:
            deletions.learn(session)  # before the rows
            rows = [row for row in queries.entries(session, seen) if row.seq < span.there]
            if not rows:
                raise BadEntryError(seen, "the entries from here on are gone")
            _check_dense(rows, seen)
            new = (row.leaf for row in rows if span.first <= row.seq < span.signed)
            try:
                rebuilding.add(new, tree.stored(session))
            except TypeError:
                raise BadEntryError(seen, "a leaf cannot be read") from None
            beside = _beside(session, rows, deletions)
        contents.check(rows, _looked_after(beside, rows, deletions))
        seen += len(rows)
        yield
    with reading() as session:
        rebuilding.finish(tree.stored(session))
        if contents.events != queries.events_between(session, span.begin, span.there):
            raise BadEntryError(span.begin, "there are events without entries")


def _check_dense(rows: Sequence[EntryRow], first: int) -> None:
    for expected, row in enumerate(rows, first):
        if row.seq != expected:
            raise BadEntryError(expected, "it is gone")


def _beside(session: Session, rows: Sequence[EntryRow], deletions: Deletions) -> Beside:
    wanted: dict[Drawer, set[bytes]] = {}
    for row in rows:
        if row.sealed is not None:
            wanted.setdefault(Drawer(row.month, row.retention), set()).add(row.subject.bytes)
    first, last = rows[0].seq, rows[-1].seq
    keys = {drawer: keyring().existing(drawer, subjects) for drawer, subjects in wanted.items()}
    return Beside(
        keys,
        queries.statements(session, first, last),
        queries.heartbeats(session, first, last),
        queries.sealed_about(session),
        deletions.among(first, last).keys(),
        gone={},
        asked={},
        going=frozenset(),
        now=clock.now(),
    )


def _looked_after(beside: Beside, rows: Sequence[EntryRow], deletions: Deletions) -> Beside:
    """What was deleted since the rows were read, or is being: begun first, then done."""
    with reading() as session:
        going = erasing.going(session)
        deletions.learn(session)
        gone, asked = deletions.among(rows[0].seq, rows[-1].seq), erasing.asked(session)
    return beside._replace(gone=gone, asked=asked, going=going, now=clock.now())


def _check_signatures(span: Span) -> Generator[None]:
    """Each checkpoint of the span."""
    since = span.first
    while True:
        with reading() as session:
            node, key = tiles.node(tree.stored(session)), signing.key(session)
            some = queries.checkpoints(session, since + 1, span.signed)
            for published in some:
                _check_signed(published, key, node, since)
                since = published.size
        if not some:
            return
        yield


def _check_signed(
    published: PublishedCheckpoint, key: notes.Key, node: merkle.Node, since: int
) -> None:
    check_checkpoint(published, key, node, since)
    if not signing.is_signed(published):
        raise BadEntryError(since, f"the checkpoint of {published.size} is not signed by us")


def _check_seals(session: Session) -> None:
    """Whom the seals count, in a check of the whole: an old seal is found wrong by no new entry."""
    if fault := recounting.fault(session):
        raise BadEntryError(*fault)


def _check_old(session: Session, signed: int, old: Sequence[Checkpoint]) -> None:
    node, since = tiles.node(tree.stored(session)), 0
    for elsewhere in sorted(old, key=lambda checkpoint: checkpoint.size):
        if elsewhere.size > signed:
            raise BadEntryError(signed, "the log is shorter than a checkpoint kept elsewhere")
        check_root(elsewhere, node, since)
        since = elsewhere.size
