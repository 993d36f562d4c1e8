"""What stands in a file of evidence, read part by part, and nothing but what must stand there."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from app.core.crypto.merkle import HASH
from app.core.crypto.notes import NoteError, decoded


class NotEvidenceError(Exception):
    """This is no evidence, or it is damaged: nothing can be said of the log."""


class FalseEvidenceError(Exception):
    """The evidence can be read, and what it says is not what was signed."""


def parsed(name: str, text: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = typed(json.loads(text, object_pairs_hook=_each_once), dict)
    except (ValueError, RecursionError) as wrong:
        raise NotEvidenceError(f"{name} is not readable") from wrong
    return found


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def path_in(said: dict[str, Any]) -> list[bytes]:
    return [hash_of(text) for text in field(said, "path", list)]


def hash_in(said: dict[str, Any], name: str) -> bytes:
    return hash_of(field(said, name, str))


def hash_of(text: Any) -> bytes:
    try:
        found = decoded(typed(text, str))
    except NoteError as wrong:
        raise NotEvidenceError("a hash is not readable") from wrong
    if len(found) != HASH:
        raise NotEvidenceError("a hash has another length")
    return found


def field(said: dict[str, Any], name: str, kind: type) -> Any:
    if name not in said:
        raise NotEvidenceError(f"{name} is missing")
    return typed(said[name], kind)


def typed(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise NotEvidenceError("something is not what it should be")
    return value


def moment_in(said: dict[str, Any], name: str) -> datetime:
    try:
        found = datetime.fromisoformat(field(said, name, str).replace("Z", "+00:00"))
    except ValueError as wrong:
        raise NotEvidenceError(f"{name} is no moment") from wrong
    if found.tzinfo is None:
        raise NotEvidenceError(f"{name} has no time zone")
    return found
