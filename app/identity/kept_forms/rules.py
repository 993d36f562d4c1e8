"""How much is kept and for how long (SECURITY: Cookies, hosts, headers)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

KEPT_FOR = timedelta(minutes=30)
LARGEST = 64 * 1024
MOST = 5  # of one identity: a browser left alone may send the same form again and again


@dataclass(frozen=True)
class Typed:
    """A form as it was sent: the path it was sent to, and its fields in order."""

    path: str
    fields: Sequence[tuple[str, str]]
