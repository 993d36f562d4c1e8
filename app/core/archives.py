"""A zip that is sent while it is written, open or locked: no size of it costs more memory."""

import struct
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

_PRIVATE = 0o600 << 16  # the file's mode, where a zip keeps it
_QUICK = 1  # how hard DEFLATE tries


@dataclass(frozen=True)
class Written:
    """A file of the archive: its size in bytes and its SHA-256, hexadecimal."""

    name: str
    size: int
    sha256: str


class _Outbox:
    """What was written and is not sent yet. It cannot be sought: zipfile then seeks nothing."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, part: bytes) -> int:
        self._parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """Nothing waits anywhere but here."""

    def taken(self) -> bytes:
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken


class Archive:
    """Files are written one after the other; ``taken`` gives the bytes there are so far."""

    def __init__(self, at: datetime) -> None:
        self.files: list[Written] = []
        self._at = at
        self._outbox = _Outbox()
        self._zip = zipfile.ZipFile(self._outbox, "w")  # type: ignore[call-overload]

    @contextmanager
    def file(self, name: str) -> Iterator[Callable[[bytes], None]]:
        """A new file; what is yielded adds to it."""
        about = zipfile.ZipInfo(name, self._at.timetuple()[:6])
        about.compress_type, about.external_attr = zipfile.ZIP_DEFLATED, _PRIVATE
        digest, size = sha256(), 0
        with self._zip.open(about, "w", force_zip64=True) as inside:

            def write(part: bytes) -> None:
                nonlocal size
                size += len(part)
                digest.update(part)
                inside.write(part)

            yield write
        self.files.append(Written(name, size, digest.hexdigest()))

    def taken(self) -> bytes:
        return self._outbox.taken()

    def close(self) -> None:
        """Write the list of files, without which nothing opens the archive."""
        self._zip.close()


_HEAD, _DESCRIPTOR, _AT_ONCE = 30, 24, 1 << 20  # bytes: ZIP 4.3.7, 4.3.9.2 with ZIP64


def inside(blocks: Iterable[bytes], name: str) -> Iterator[bytes]:
    """One file of an ``Archive``, read from its beginning on: nothing is sought or kept.

    KeyError if there is no such file, EOFError if the archive breaks off.
    """
    with _closing(blocks):
        yield from _inside(_Inbox(iter(blocks)), name)


def _inside(inbox: "_Inbox", name: str) -> Iterator[bytes]:
    while (head := inbox.take(_HEAD)).startswith(b"PK\x03\x04"):
        of_name, of_extra = struct.unpack_from("<HH", head, 26)
        is_it = inbox.take(of_name).decode() == name
        inbox.take(of_extra)
        for part in inbox.inflated():
            if is_it:
                yield part
        if is_it:
            return
        inbox.take(_DESCRIPTOR)
    raise KeyError(name)


class _Inbox:
    """What has come of an archive and is not read yet."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks, self._here = blocks, b""

    def take(self, size: int) -> bytes:
        while len(self._here) < size:
            self._here += self._next()
        taken, self._here = self._here[:size], self._here[size:]
        return taken

    def inflated(self) -> Iterator[bytes]:
        """A file that begins here, as far as its own end, not much of it at once."""
        inflating = zlib.decompressobj(-zlib.MAX_WBITS)
        while not inflating.eof:
            self._here = self._here or self._next()
            part = inflating.decompress(self._here, _AT_ONCE)
            self._here = inflating.unused_data if inflating.eof else inflating.unconsumed_tail
            yield part

    def _next(self) -> bytes:
        block = next(self._blocks, b"")
        if not block:
            raise EOFError
        return block


def locked(name: str, blocks: Iterable[bytes], code: str, at: datetime) -> Iterator[bytes]:
    """A zip of one file that only the code opens: AES-256 as WinZip has it (AE-2).

    What can be read without the code is the file's name and size. 7-Zip, WinZip and others
    open it. Nothing is compressed well twice: ``blocks`` are taken to be compressed already.
    """
    import pyzipper  # megabytes, for what few processes ever do

    outbox = _Outbox()
    archive = pyzipper.AESZipFile(
        outbox, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES
    )
    archive.setpassword(code.encode())
    about = archive.zipinfo_cls(name, at.timetuple()[:6])
    about._compresslevel = _QUICK  # noqa: SLF001 - that of the archive is for what it names itself
    about.compress_type, about.external_attr = pyzipper.ZIP_DEFLATED, _PRIVATE
    with _closing(blocks), archive.open(about, "w", force_zip64=True) as inside:
        for block in blocks:
            inside.write(block)
            yield outbox.taken()
    archive.close()
    yield outbox.taken()


def _closing(blocks: Iterable[bytes]) -> AbstractContextManager[object]:
    """What is read from is closed with what reads it, also midway."""
    return closing(blocks) if isinstance(blocks, Generator) else nullcontext()
