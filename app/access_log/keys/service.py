"""Keys, made when first needed and committed before the rows that need them.

A crash in between leaves an unused key, never an unreadable row. Each process keeps the keys
it used for a while; whatever an erasure makes untrue is forgotten by the log's key epoch.

No key is made under a secret that opens none of those there are. So one key that opens shows
that the secret is theirs, and that any which does not was spoilt by itself.
"""

import os
import time
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from functools import lru_cache
from threading import Lock

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import delete
from sqlalchemy.exc import SQLAlchemyError

from app.access_log.errors import AnotherSecretError, KeysUnavailableError, SpoiltKeyError
from app.access_log.keys import queries, rules
from app.access_log.keys.models import subject_key
from app.access_log.keys.rules import Drawer
from app.core import secrets
from app.core.db import dialects
from app.core.db.session import keys_engine

KEPT = 50_000
KEPT_SECONDS = 600
TRIED = 100  # keys of which one must open, before the secret is said to be another
DELETED_AT_ONCE = 500


class Keyring:
    """The keys this process used lately, ready to seal and to open."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.forget()

    def forget(self) -> None:
        """Drop everything: the next use asks the database of keys."""
        self._drawers: dict[Drawer, dict[bytes, AESGCM]] = {}
        self._since = time.monotonic()
        self._home: object = None
        self._proven = b""  # what is known to wrap the keys there are

    def existing(self, drawer: Drawer, subjects: Set[bytes]) -> Mapping[bytes, AESGCM]:
        """The keys of these subjects, and perhaps of others; none that was erased or spoilt.

        Raises KeysUnavailableError if the database of keys or the secret cannot be read, and
        AnotherSecretError if it opens none of the keys.
        """
        keys = self._drawer(drawer)
        if missing := subjects - keys.keys():
            keys.update(self._opened(drawer, sorted(missing), make=False))
        return keys

    def usable(self, drawer: Drawer, subjects: Set[bytes]) -> Mapping[bytes, AESGCM]:
        """The keys of all these subjects, made and committed where there were none.

        Raises KeysUnavailableError if that cannot be done, or if the file of the keys is not the
        one they came from: what is sealed under a key that was lost can never be read. That is
        AnotherSecretError if the secret opens none, SpoiltKeyError if it does not open one of
        these: nothing takes its place, since the key as it was may come back from a backup.
        """
        self._refuse_another_home()
        keys = self._drawer(drawer)
        if missing := subjects - keys.keys():
            keys.update(self._opened(drawer, sorted(missing), make=True))
            if not missing <= keys.keys():
                raise SpoiltKeyError
        return keys

    def _refuse_another_home(self) -> None:
        try:
            home = dialects.whereabouts(keys_engine())
        except (OSError, SQLAlchemyError) as away:
            raise KeysUnavailableError from away
        if home != self._home:
            self.forget()
            self._home = home

    def _drawer(self, drawer: Drawer) -> dict[bytes, AESGCM]:
        stale = time.monotonic() - self._since > KEPT_SECONDS
        if stale or sum(map(len, self._drawers.values())) > KEPT:
            self.forget()
        return self._drawers.setdefault(drawer, {})

    def _opened(
        self, drawer: Drawer, subjects: Sequence[bytes], *, make: bool
    ) -> dict[bytes, AESGCM]:
        wrapping = secrets.derive("keys of the access log")
        try:
            with self._lock:
                return self._looked_up(wrapping, drawer, subjects, make=make)
        except SQLAlchemyError as away:
            raise KeysUnavailableError from away

    def _looked_up(
        self, wrapping: bytes, drawer: Drawer, subjects: Sequence[bytes], *, make: bool
    ) -> dict[bytes, AESGCM]:
        found = queries.wrapped(drawer, subjects)
        opened = _unwrapped(wrapping, drawer, found)
        missing = [subject for subject in subjects if subject not in found] if make else []
        if opened:
            self._proven = wrapping
        elif found or missing:
            self._prove(wrapping)
        if missing:
            _make(wrapping, drawer, missing)
            opened |= _unwrapped(wrapping, drawer, queries.wrapped(drawer, missing))
        return opened

    def _prove(self, wrapping: bytes) -> None:
        """Raise AnotherSecretError unless this opens one of the keys, or there is none."""
        if self._proven == wrapping:
            return
        some = list(queries.every(TRIED))
        if some and not any(rules.unwrap(wrapping, *each) for each in some):
            raise AnotherSecretError
        self._proven = wrapping


def _unwrapped(
    wrapping: bytes, drawer: Drawer, found: Mapping[bytes, bytes]
) -> dict[bytes, AESGCM]:
    """Those that open."""
    keys = ((subject, rules.unwrap(wrapping, drawer, subject, found[subject])) for subject in found)
    return {subject: AESGCM(key) for subject, key in keys if key is not None}


def counted() -> tuple[int, int]:
    """How many keys there are, and how many of them do not open. Reads all of them.

    Raises AnotherSecretError if none opens, as ``Keyring`` does.
    """
    wrapping = secrets.derive("keys of the access log")
    opens = Counter(rules.unwrap(wrapping, *each) is not None for each in queries.every())
    if opens[False] and not opens[True]:
        raise AnotherSecretError
    return opens.total(), opens[False]


@lru_cache
def keyring() -> Keyring:
    """This process's keys. One for all threads."""
    return Keyring()


def _make(wrapping: bytes, drawer: Drawer, subjects: Sequence[bytes]) -> None:
    """Insert fresh keys, leaving alone what another process made in the meantime."""
    rows = [
        drawer._asdict()
        | {"subject": subject, "wrapped": rules.wrap(wrapping, drawer, subject, os.urandom(32))}
        for subject in subjects
    ]
    engine = keys_engine()
    statement = dialects.insert_unless_there(engine, subject_key)
    with dialects.for_writing(engine).begin() as connection:
        connection.execute(statement, rows)


def delete_of(subjects: Set[bytes], month: int | None = None) -> None:
    """Delete these subjects' keys for ever, of one month (YYYYMM) or of all there are.

    Committed at once: whoever calls has seen to it that nothing they open is still needed.
    """
    key, wanted = subject_key.c, sorted(subjects)
    with dialects.for_writing(keys_engine()).begin() as connection:
        for at in range(0, len(wanted), DELETED_AT_ONCE):
            theirs = delete(subject_key).where(key.subject.in_(wanted[at : at + DELETED_AT_ONCE]))
            connection.execute(theirs if month is None else theirs.where(key.month == month))
    keyring().forget()
