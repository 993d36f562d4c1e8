"""Whether entries still say what their leaves commit to."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.access_log.checking.queries import EntryRow
from app.access_log.checking.rules import BadEntryError
from app.access_log.keys.rules import Drawer
from app.access_log.leaves import rules as leaves
from app.access_log.models import SEALED_SUBJECT
from app.access_log.opening import rules as opening
from app.core.crypto.aead import CannotOpenError


class Beside(NamedTuple):
    """What lies in other tables than the entries: keys, public statements, heartbeats."""

    keys: Mapping[Drawer, Mapping[bytes, AESGCM]]
    statements: Mapping[int, bytes]
    heartbeats: Mapping[int, Mapping[str, Any]]


class Contents:
    """Opens entries one behind the other, and the body they share with others only once."""

    def __init__(self) -> None:
        self._event: tuple[int | None, bytes] = (None, b"")
        self._body: dict[str, Any] = {}

    def check(self, rows: Sequence[EntryRow], beside: Beside) -> None:
        """Raises BadEntryError for the first row whose leaf is not that of what it says."""
        for row in rows:
            try:
                expected = self._expected(row, beside)
            except CannotOpenError:
                raise BadEntryError(row.seq, "what it says cannot be opened") from None
            if expected is not None and expected != row.leaf:
                raise BadEntryError(row.seq, "it does not say what was signed")

    def _expected(self, row: EntryRow, beside: Beside) -> bytes | None:
        """The leaf as it must be; None where there is nothing any more to make it of."""
        kind = leaves.kind_of(row.leaf)
        if kind == leaves.ACCESS:
            return self._access(row, beside)
        if kind == leaves.HEARTBEAT:
            said = beside.heartbeats.get(row.seq)
            if said is None:
                raise BadEntryError(row.seq, "the heartbeat it stands for is gone")
            salts = opening.entry(self._key(row, beside), _sealed(row), row.leaf).salts
            return leaves.committed_leaf(kind, salts, leaves.canonical(dict(said)))
        statement = beside.statements.get(row.seq)
        if statement is None:
            raise BadEntryError(row.seq, "the statement it stands for is gone")
        return leaves.public_leaf(kind, statement)

    def _access(self, row: EntryRow, beside: Beside) -> bytes | None:
        if row.event is None:
            raise BadEntryError(row.seq, "its event is gone")
        opened = opening.entry(self._key(row, beside), _sealed(row), row.leaf)
        if row.subject == SEALED_SUBJECT:  # whom it is about is opened with the grant
            return None
        if row.body is None:
            raise BadEntryError(row.seq, "its event is gone")
        if self._event != (row.event, opened.event_key):
            self._body = opening.body(opened.event_key, bytes(row.body))
            self._event = row.event, opened.event_key
        groups = opening.groups(self._body, str(row.subject))
        return leaves.access_leaf(opened.salts, *groups)

    def _key(self, row: EntryRow, beside: Beside) -> AESGCM:
        key = beside.keys[Drawer(row.month, row.retention)].get(row.subject.bytes)
        if key is None:
            raise BadEntryError(row.seq, "its key is gone")
        return key


def _sealed(row: EntryRow) -> bytes:
    if row.sealed is None:
        raise BadEntryError(row.seq, "its sealed part is gone")
    return bytes(row.sealed)
