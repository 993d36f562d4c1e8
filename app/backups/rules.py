"""What lies in a backup, and whether it is still what was written."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any

FORMAT = 1
DATABASE, KEYS, SECRET = "daylight.db", "keys.db", "secret"
STORAGE = "storage"
ACT = "backup"  # as the log says it
PORTAL_PART, KEYS_PART = "portal", "keys"  # kept in different places
LIST = "manifest.json"
SELDOM, REMEMBERED = timedelta(days=7), timedelta(days=400)


@dataclass(frozen=True)
class Manifest:
    """What one part of a backup holds. Written last: without it the part is a half one.

    ``files`` are the SHA-256 of each, by its path; ``entries`` and ``checkpoint`` are those of
    the log at that moment, and empty in the part with the keys.
    """

    made_at: str
    files: Mapping[str, str]
    entries: int = 0
    checkpoint: str = ""
    format: int = FORMAT

    def __str__(self) -> str:
        return json.dumps(asdict(self), indent=2, sort_keys=True) + "\n"


def parsed(text: str) -> Manifest | None:
    """A manifest as it was written; None for anything else."""
    try:
        said: dict[str, Any] = json.loads(text)
        found = Manifest(**said)
        datetime.fromisoformat(found.made_at)
        well = found.format == FORMAT and all(map(_is_within, found.files))
    except (ValueError, TypeError, AttributeError):
        return None
    return found if well and isinstance(found.entries, int) else None


def _is_within(path: str) -> bool:
    """Whether a path stays in the folder it is joined to."""
    return not PurePath(path).is_absolute() and ".." not in PurePath(path).parts


def is_old(made_at: datetime, now: datetime) -> bool:
    """Whether more would be lost than anybody wants to type again."""
    return now - made_at > SELDOM
