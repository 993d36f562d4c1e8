"""What a source may be called, how often it may report, and what its key looks like."""

import re
from datetime import timedelta

from app.core.outgoing import rules as outgoing

PORTAL = "daylight"  # the name and the system of the portal's own source
PREFIX = "dls_"
KEY_BYTES = 32
KEY = re.compile(r"dls_[A-Za-z0-9_-]{43}")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
EVERY = re.compile(r"([1-9][0-9]{0,5})(s|m|h|d)")
LEAST, MOST = timedelta(minutes=1), timedelta(days=31)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def every(text: str) -> timedelta | None:
    """``24h``, ``15m``, ``7d``, ``90s`` as a length of time, from a minute to 31 days."""
    found = EVERY.fullmatch(text.strip())
    if found is None:
        return None
    length = timedelta(**{_UNITS[found[2]]: int(found[1])})
    return length if LEAST <= length <= MOST else None


def said(seconds: int) -> str:
    """A length of time as ``every`` reads it, in the largest unit that fits: ``24h``, ``7d``."""
    for unit, size in (("d", 86_400), ("h", 3_600), ("m", 60)):
        if seconds % size == 0 and seconds > size:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def is_webhook(url: str) -> bool:
    """Whether an address can be told of things: https, or http on this very machine."""
    return len(url) <= 500 and outgoing.may_be_asked(url)
