"""A zip that goes out while it comes in."""

import io
import os
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from app.core.archives import Archive, Written, inside

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def test_what_was_sent_in_parts_opens_as_a_whole() -> None:
    archive, sent = Archive(AT), []
    for name, parts in (("a.txt", [b"one ", b"two"]), ("b/c.txt", [b""])):
        with archive.file(name) as write:
            for part in parts:
                write(part)
                sent.append(archive.taken())
    archive.close()
    sent.append(archive.taken())

    found = zipfile.ZipFile(io.BytesIO(b"".join(sent)))
    assert found.testzip() is None
    assert {name: found.read(name) for name in found.namelist()} == {
        "a.txt": b"one two",
        "b/c.txt": b"",
    }
    assert found.getinfo("a.txt").date_time == (2026, 11, 20, 9, 30, 0)
    assert archive.files[0] == Written("a.txt", 7, sha256(b"one two").hexdigest())


def test_it_keeps_nothing_that_was_taken() -> None:
    archive, most, whole = Archive(AT), 0, 0
    with archive.file("noise") as write:
        for _part in range(100):
            write(os.urandom(50_000))
            taken = len(archive.taken())
            most, whole = max(most, taken), whole + taken
    archive.close()
    assert whole > 4_000_000
    assert most < 200_000


def cut(whole: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(whole), size):
        yield whole[start : start + size]


@pytest.mark.parametrize("size", [1, 7, 65_536])
def test_one_file_is_read_without_seeking_however_the_archive_comes(size: int) -> None:
    contents = {"a.txt": b"one", "b/ä.txt": b"", "noise": os.urandom(9_000), "z": b"0" * 50_000}
    archive = Archive(AT)
    for name, content in contents.items():
        with archive.file(name) as write:
            write(content)
    archive.close()
    whole = archive.taken()
    for name, content in contents.items():
        assert b"".join(inside(cut(whole, size), name)) == content
    with pytest.raises(KeyError):
        list(inside(cut(whole, size), "c.txt"))
    with pytest.raises(EOFError):
        list(inside(cut(whole[:400], size), "z"))


def test_a_file_that_grows_a_lot_is_read_in_small_parts() -> None:
    archive = Archive(AT)
    with archive.file("zeros") as write:
        for _part in range(16):
            write(bytes(1 << 20))
    archive.close()
    parts = [len(part) for part in inside([archive.taken()], "zeros")]
    assert (sum(parts), max(parts)) == (16 << 20, 1 << 20)
