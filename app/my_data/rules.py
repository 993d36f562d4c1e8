"""What names a record, what says that it is the same, and how two downloads differ: pure."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.core.secrets import derive
from app.identity.held.rules import plain
from app.identity.held.schemas import Value

LENGTH = 16  # bytes kept of a digest: two alike by chance are not to be expected


class Change(StrEnum):
    """What became of a record since the download before."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


def handle(person: UUID, part: str, key: str) -> bytes:
    """A record's name, the same in every download and known to nobody without the secret."""
    return _keyed("record of a download", f"{person}\n{part}\n{key}".encode())


def digest(name: bytes, values: Mapping[str, Value]) -> bytes:
    """What the record of this handle says. Two records that say the same differ all the same."""
    return _keyed("content of a download", name + canonical(values).encode())


def change(before: bytes | None, now: bytes) -> Change | None:
    """What became of a record that is there, given its digest in the download before."""
    if before is None:
        return Change.NEW
    return None if before == now else Change.CHANGED


def cells(values: Mapping[str, Value]) -> list[str]:
    """The values as a table has them, in the same order."""
    return [_cell(value) for value in plain(values).values()]


def canonical(values: Mapping[str, Value]) -> str:
    """One text for the same values, whatever their order."""
    return json.dumps(plain(values), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "; ".join(value) if isinstance(value, list) else "" if value is None else str(value)


def _keyed(purpose: str, message: bytes) -> bytes:
    return hmac.digest(derive(purpose), message, hashlib.sha256)[:LENGTH]
