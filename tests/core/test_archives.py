"""A zip that goes out while it comes in."""

import hashlib
import hmac
import io
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256

import pytest
import pyzipper
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

from app.core.archives import Archive, Written, inside, locked
from tests.support import libarchive

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


CODE = "K7M2-X9QR-2345-6789-ABCD-EFGH-JKMN"


def _locked(content: bytes, blocks: int = 1) -> bytes:
    size = max(len(content) // blocks, 1)
    parts = [content[start : start + size] for start in range(0, len(content), size)]
    return b"".join(locked("inside.zip", parts, CODE, AT))


def _opened_by_hand(archive: bytes, code: str) -> bytes:
    """As WinZip's description of AE-2 says, with nothing of the library that wrote it."""
    [about] = zipfile.ZipFile(io.BytesIO(archive)).infolist()
    name, extra = struct.unpack("<HH", archive[26:30])
    start = 30 + name + extra
    salt, given = archive[start : start + 16], archive[start + 16 : start + 18]
    keys = hashlib.pbkdf2_hmac("sha1", code.encode(), salt, 1000, 66)
    if keys[64:] != given:
        raise ValueError("another code")
    end = start + about.compress_size
    hidden, proof = archive[start + 18 : end - 10], archive[end - 10 : end]
    assert hmac.digest(keys[32:64], hidden, "sha1")[:10] == proof
    cipher = Cipher(AES(keys[:32]), ECB()).encryptor()
    count = -(-len(hidden) // 16)
    stream = b"".join(
        cipher.update(number.to_bytes(16, "little")) for number in range(1, count + 1)
    )
    plain = bytes(one ^ other for one, other in zip(hidden, stream, strict=False))
    return zlib.decompress(plain, -15)


def test_a_locked_archive_is_what_the_description_of_winzip_says() -> None:
    content = b"Amara Okafor. " * 3000
    archive = _locked(content, blocks=7)

    assert _opened_by_hand(archive, CODE) == content
    [about] = zipfile.ZipFile(io.BytesIO(archive)).infolist()
    assert (about.filename, about.flag_bits & 1, about.CRC) == ("inside.zip", 1, 0)
    told = about.extra[about.extra.index(b"\x01\x99") :][:11]
    assert struct.unpack("<HHH2sBH", told) == (0x9901, 7, 2, b"AE", 3, zipfile.ZIP_DEFLATED)
    assert about.compress_type == 99
    assert b"Amara" not in archive


def test_a_locked_archive_tries_no_harder_than_is_worth_it() -> None:
    content = b"".join(b"%d is %d. " % (number % 97, number * number) for number in range(9000))
    [about] = zipfile.ZipFile(io.BytesIO(_locked(content))).infolist()
    sizes = {}
    for level in (1, 6):
        deflate = zlib.compressobj(level, zlib.DEFLATED, -15)
        sizes[level] = len(deflate.compress(content) + deflate.flush())
    salt_code_and_proof = 16 + 2 + 10
    assert sizes[6] < sizes[1] == about.compress_size - salt_code_and_proof


def test_another_code_opens_nothing_and_no_two_archives_are_the_same() -> None:
    with pytest.raises(ValueError, match="another code"):
        _opened_by_hand(_locked(b"content"), CODE.lower())
    assert _locked(b"content") != _locked(b"content")
    with pyzipper.AESZipFile(io.BytesIO(_locked(b"content"))) as archive:
        archive.setpassword(CODE.encode())
        assert archive.read("inside.zip") == b"content"


def test_a_locked_archive_is_sent_while_it_is_written() -> None:
    longest, whole = 0, 0
    for part in locked("a.zip", (os.urandom(1 << 18) for _each in range(40)), CODE, AT):
        longest, whole = max(longest, len(part)), whole + len(part)
    assert whole > 40 << 18
    assert longest < 2 << 18


@pytest.mark.parametrize("is_locked", [True, False])
def test_what_is_read_from_is_closed_when_the_reader_goes_midway(*, is_locked: bool) -> None:
    archive = Archive(datetime(2026, 11, 27, tzinfo=UTC))
    with archive.file("a") as write:
        write(os.urandom(1 << 20))
    archive.close()
    content, closed = archive.taken(), []

    def blocks() -> Iterator[bytes]:
        try:
            for start in range(0, len(content), 1 << 16):
                yield content[start : start + (1 << 16)]
        finally:
            closed.append(True)

    source = blocks()
    at = datetime(2026, 11, 27, tzinfo=UTC)
    reading = locked("a.zip", source, "K7M2", at) if is_locked else inside(source, "a")
    next(reading)
    assert not closed
    reading.close()  # type: ignore[attr-defined]
    assert closed


@pytest.mark.skipif(libarchive.library() is None, reason="this machine has no libarchive")
def test_another_program_opens_a_locked_archive_with_its_code_and_no_other() -> None:
    content = os.urandom(300_000)
    archive = _locked(content, blocks=7)
    with pytest.raises(ValueError, match="passphrase"):
        libarchive.read(archive, CODE.lower())
    with pytest.raises(ValueError):
        libarchive.read(archive[: len(archive) // 2], CODE)
    assert libarchive.read(archive, CODE) == {"inside.zip": content}
