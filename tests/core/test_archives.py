"""A zip that goes out while it comes in."""

import io
import os
import zipfile
from datetime import UTC, datetime
from hashlib import sha256

from app.core.archives import Archive, Written

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
