"""Writing, reading and removing stored files.

A file is written beside its place, flushed to the disk and only then moved there: whoever
finds it finds all of it. A row that names it is written afterwards; a file that no row names
is an orphan, which ``sweep`` removes.
"""

import io
import os
import re
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from app.core import secrets
from app.core.config import settings
from app.core.db.base import new_id
from app.core.storage import rules
from app.core.storage.rules import BLOCK, TAG, DamagedError

_HALF = ".part"
_NAME = re.compile("[0-9a-f]{32}")
_SEALED = BLOCK + TAG


@dataclass
class Writing:
    """A file on its way. After the ``with`` block it is stored under ``id``."""

    id: UUID = field(default_factory=new_id)
    size: int = 0
    sha256: str = ""


@contextmanager
def writing() -> Iterator[tuple[Writing, Callable[[bytes], None]]]:
    """A new file, and what adds to it. If the block fails nothing is left behind."""
    stored, digest, waiting, number = Writing(), sha256(), bytearray(), 0
    key, place = _key(stored.id), _place(stored.id)
    half = place.with_suffix(_HALF)
    half.parent.mkdir(parents=True, exist_ok=True, mode=0o700)

    def write(part: bytes) -> None:
        nonlocal number
        digest.update(part)
        stored.size += len(part)
        waiting.extend(part)
        while len(waiting) > BLOCK:
            file.write(rules.sealed(key, number, bytes(waiting[:BLOCK]), last=False))
            number += 1
            del waiting[:BLOCK]

    try:
        with os.fdopen(_private(half), "wb") as file:
            yield stored, write
            file.write(rules.sealed(key, number, bytes(waiting), last=True))
            file.flush()
            os.fsync(file.fileno())
        half.rename(place)
        _flush_folder(place.parent)
    except BaseException:
        with suppress(OSError):
            half.unlink(missing_ok=True)
        raise
    stored.sha256 = digest.hexdigest()


def keep(content: bytes) -> Writing:
    """Store some bytes."""
    with writing() as (stored, write):
        write(content)
    return stored


def blocks(file_id: UUID) -> Iterator[bytes]:
    """A file's bytes, block by block. DamagedError if it is gone or not what was written."""
    try:
        with _place(file_id).open("rb") as file:
            yield from rules.opened(_key(file_id), _read(file))
    except FileNotFoundError as gone:
        raise DamagedError from gone


def content(file_id: UUID) -> bytes:
    """A small file at once."""
    return b"".join(blocks(file_id))


class Opened(io.RawIOBase):
    """A stored file that is read at any place; each block is proven before a byte of it is given.

    DamagedError if it is gone, or what is read of it is not what was written.
    """

    def __init__(self, file_id: UUID) -> None:
        try:
            self._file = _place(file_id).open("rb")
        except FileNotFoundError as gone:
            raise DamagedError from gone
        sealed = os.fstat(self._file.fileno()).st_size
        if sealed < TAG:
            self._file.close()
            raise DamagedError
        self._blocks = -(-sealed // _SEALED)
        self._size = sealed - self._blocks * TAG
        self._key, self._at, self._held = _key(file_id), 0, (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._at = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        return self._at

    def readinto(self, buffer: Any) -> int:
        read = 0
        while read < len(buffer) and self._at < self._size:
            number, within = divmod(self._at, BLOCK)
            part = self._block(number)[within : within + len(buffer) - read]
            buffer[read : read + len(part)] = part
            self._at, read = self._at + len(part), read + len(part)
        return read

    def close(self) -> None:
        self._file.close()
        super().close()

    def _block(self, number: int) -> bytes:
        if self._held[0] != number:
            self._file.seek(number * _SEALED)
            block, last = self._file.read(_SEALED), number == self._blocks - 1
            self._held = number, rules.opened_block(self._key, number, block, last=last)
        return self._held[1]


def remove(file_id: UUID) -> None:
    """Remove a file, if it is there."""
    _place(file_id).unlink(missing_ok=True)


def size(file_id: UUID) -> int:
    """How much of the disk a file takes, in bytes; nothing if it is gone."""
    try:
        return _place(file_id).stat().st_size
    except FileNotFoundError:
        return 0


def is_kept(file_id: UUID) -> bool:
    return _place(file_id).is_file()


def sweep(named: Callable[[Collection[UUID]], Collection[UUID]], older_than: timedelta) -> int:
    """Remove what nothing names: halves, and files whose ids ``named`` does not give back.

    Younger ones are left: their rows may be on the way. How many were removed. Ages are the
    files' own, by the machine's clock.
    """
    removed = 0
    for folder in sorted(path for path in _root().glob("??") if path.is_dir()):
        ours = [path for path in folder.iterdir() if _NAME.fullmatch(path.stem)]
        old = [path for path in ours if _age(path) >= older_than.total_seconds()]
        whole = {_id(path): path for path in old if path.suffix != _HALF}
        kept = set(named(list(whole))) if whole else set()
        for path in [*(each for each in old if each.suffix == _HALF)] + [
            path for file_id, path in whole.items() if file_id not in kept
        ]:
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def _read(file: IO[bytes]) -> Iterator[bytes]:
    while block := file.read(_SEALED):
        yield block


def _root() -> Path:
    return settings().storage


def _place(file_id: UUID) -> Path:
    return _root() / file_id.hex[-2:] / file_id.hex


def _id(path: Path) -> UUID:
    return UUID(path.name)


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return -1


def _key(file_id: UUID) -> bytes:
    return rules.key_of(secrets.derive("stored files"), file_id)


def _private(path: Path) -> int:
    """A new file that only its owner can read."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
