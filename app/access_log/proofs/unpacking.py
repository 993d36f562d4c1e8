"""Reading a file of evidence: what is not written as it must be is no evidence."""

from __future__ import annotations

import json
import struct
import zipfile
import zlib
from datetime import datetime
from typing import Any, BinaryIO

from app.core.crypto.merkle import HASH
from app.core.crypto.notes import NoteError, decoded

EVIDENCE_FORMAT = "daylight-evidence@v2"
EVIDENCE, CHECKPOINT, KEYS = "evidence.json", "checkpoint", "keys.json"
WITNESSED, POLICY = "witnessed", "policy"
MOST_UNPACKED = 1 << 28  # bytes of one file
SMALL, MOST_TIMES = 1 << 16, 20  # bytes, and how many times as long as packed


class NotEvidenceError(Exception):
    """This is no evidence, or it is damaged: nothing can be said of the log."""


class FalseEvidenceError(Exception):
    """The evidence can be read, and what it says is not what was signed."""


def unpacked(file: BinaryIO, most: int) -> dict[str, str]:
    try:
        with zipfile.ZipFile(file) as archive:
            there = {WITNESSED, POLICY} & set(archive.namelist())
            names = (EVIDENCE, CHECKPOINT, KEYS, *there)
            return {name: _read(archive, name, most) for name in names}
    except (
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        OSError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OverflowError,
        struct.error,
    ) as wrong:
        raise NotEvidenceError("this is no file of evidence") from wrong
    except ValueError as wrong:
        raise NotEvidenceError("the file is damaged") from wrong


def _read(archive: zipfile.ZipFile, name: str, most: int) -> str:
    about = archive.getinfo(name)
    if about.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise NotEvidenceError(f"{name} is packed in another way")
    if about.file_size > max(SMALL, MOST_TIMES * about.compress_size):
        raise NotEvidenceError(f"{name} unpacks to too much")
    with archive.open(name) as part:
        found = part.read(most + 1)
    if len(found) > most:
        raise NotEvidenceError(f"{name} is too large")
    return found.decode("utf-8")


def json_of(name: str, text: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = being(json.loads(text, object_pairs_hook=_each_once), dict)
    except (ValueError, RecursionError) as wrong:
        raise NotEvidenceError(f"{name} is not readable") from wrong
    return found


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def value_of(said: dict[str, Any], name: str, kind: type) -> Any:
    if name not in said:
        raise NotEvidenceError(f"{name} is missing")
    return being(said[name], kind)


def being(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise NotEvidenceError("something is not what it should be")
    return value


def path_in(said: dict[str, Any]) -> list[bytes]:
    return [hash_of(text) for text in value_of(said, "path", list)]


def hash_in(said: dict[str, Any], name: str) -> bytes:
    return hash_of(value_of(said, name, str))


def hash_of(text: Any) -> bytes:
    try:
        found = decoded(being(text, str))
    except NoteError as wrong:
        raise NotEvidenceError("a hash is not readable") from wrong
    if len(found) != HASH:
        raise NotEvidenceError("a hash has another length")
    return found


def moment_in(said: dict[str, Any], name: str) -> datetime:
    try:
        found = datetime.fromisoformat(value_of(said, name, str).replace("Z", "+00:00"))
    except ValueError as wrong:
        raise NotEvidenceError(f"{name} is no moment") from wrong
    if found.tzinfo is None:
        raise NotEvidenceError(f"{name} has no time zone")
    return found
