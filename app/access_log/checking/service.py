"""Recomputing the whole log from its rows, and keeping what was found."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from app.access_log import queries as log
from app.access_log.checking import queries
from app.access_log.checking.contents import Beside, Contents
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
from app.access_log.errors import SpoiltKeyError
from app.access_log.keys.rules import Drawer
from app.access_log.keys.service import keyring
from app.access_log.seals import recounting
from app.access_log.tree import queries as tree
from app.core import clock
from app.core.crypto import notes, tiles
from app.core.crypto.checkpoints import Checkpoint, parse_checkpoint
from app.core.errors import RejectedError
from app.identity.roles import queries as roles
from app.identity.roles.models import Role
from app.notifications import service as notifications
from app.notifications.models import Kind


class NotOurCheckpointError(RejectedError):
    """A file is no checkpoint that this log signed."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}: not a checkpoint of this log, signed by its key.")


def verify(session: Session, old: Sequence[Checkpoint] = ()) -> Verdict:
    """Recompute every leaf, the tree and each checkpoint; ``old`` ones were kept elsewhere.

    In a reading transaction. Raises AnotherOriginError and AnotherKeyError, which are faults of
    the settings, and KeysUnavailableError and SQLAlchemyError if something cannot be reached.
    """
    signing.key(session)
    newest = checkpoints.newest(session)
    signed = newest.size if newest else 0
    there = max(signed, log.size(session))
    try:
        _check_length(session, there)
        _check_entries(session, signed, there)
        _check_signatures(session, signed, old)
        _check_seals(session)
    except BadEntryError as bad:
        return Verdict(signed, bad.first_bad, bad.why)
    return Verdict(signed)


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


def record(session: Session, verdict: Verdict, began_at: datetime) -> LogCheck:
    """Keep what a check found."""
    check = LogCheck(
        began_at=began_at,
        ended_at=max(clock.now(), began_at),
        size=verdict.size,
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


def _check_entries(session: Session, signed: int, there: int) -> None:
    """Every row there was, and the tree over those that are signed."""
    rebuilding, contents, seen = Rebuilding(tree.stored(session)), Contents(), 0
    sealed_about = queries.sealed_about(session)
    while seen < there and (rows := queries.entries(session, seen)):
        rows = [row for row in rows if row.seq < there]
        _check_dense(rows, seen)
        try:
            rebuilding.add(row.leaf for row in rows if row.seq < signed)
        except TypeError:
            raise BadEntryError(seen, "a leaf cannot be read") from None
        contents.check(rows, _beside(session, rows, sealed_about))
        seen += len(rows)
    if seen < there:
        raise BadEntryError(seen, "the entries from here on are gone")
    rebuilding.finish()
    if contents.events != queries.events_before(session, there):
        raise BadEntryError(0, "there are events without entries")


def _check_dense(rows: Sequence[EntryRow], first: int) -> None:
    for expected, row in enumerate(rows, first):
        if row.seq != expected:
            raise BadEntryError(expected, "it is gone")


def _beside(session: Session, rows: Sequence[EntryRow], sealed_about: Sequence[str]) -> Beside:
    wanted: dict[Drawer, set[bytes]] = {}
    for row in rows:
        if row.sealed is not None:
            wanted.setdefault(Drawer(row.month, row.retention), set()).add(row.subject.bytes)
    first, last = rows[0].seq, rows[-1].seq
    try:
        keys = {drawer: keyring().existing(drawer, subjects) for drawer, subjects in wanted.items()}
    except SpoiltKeyError:
        raise BadEntryError(first, "a key of these entries was changed") from None
    return Beside(
        keys,
        queries.statements(session, first, last),
        queries.heartbeats(session, first, last),
        sealed_about,
    )


def _check_seals(session: Session) -> None:
    if fault := recounting.fault(session):
        raise BadEntryError(*fault)


def _check_signatures(session: Session, signed: int, old: Sequence[Checkpoint]) -> None:
    node, key, since = tiles.node(tree.stored(session)), signing.key(session), 0
    for published in queries.checkpoints(session, signed):
        check_checkpoint(published, key, node, since)
        if not signing.is_signed(published):
            raise BadEntryError(since, f"the checkpoint of {published.size} is not signed by us")
        since = published.size
    since = 0
    for elsewhere in sorted(old, key=lambda checkpoint: checkpoint.size):
        if elsewhere.size > signed:
            raise BadEntryError(signed, "the log is shorter than a checkpoint kept elsewhere")
        check_root(elsewhere, node, since)
        since = elsewhere.size
