"""What a code looks like, how it is read again, and how long it opens something."""

from datetime import date, datetime, timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network

GROUPS, LETTERS = 4, 5  # of core.references' 31 signs: 99 bits
LASTS = timedelta(minutes=30)  # from typing the code
CLOCK_SLACK = timedelta(seconds=60)
SHORTEST = 10  # letters of the reason why somebody who has an account cannot sign in
OPENS_FOR = timedelta(days=90)  # after the request has ended


def grouped(plain: str) -> str:
    """The code as it is printed: “K7M2X-9QRDT-…”."""
    starts = range(0, len(plain), LETTERS)
    return "-".join(plain[start : start + LETTERS] for start in starts)


def plain(typed: str) -> str:
    """The code however it was typed: in small letters, with spaces, with other dashes."""
    return "".join(sign for sign in typed.upper() if sign.isascii() and sign.isalnum())


def digest(typed: str) -> str:
    """What is kept of a code: with 99 random bits, a plain SHA-256 gives nothing away."""
    return sha256(plain(typed).encode()).hexdigest()


def whose(address: str) -> str:
    """What is counted as one address: of IPv6 the 64 bits that one connection is given."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((int(found) >> 64 << 64, 64)))
    return str(found)


def still_opens(ended_on: date | None, today: date) -> bool:
    """Whether a request that ended, or did not, can still be opened."""
    return ended_on is None or today <= ended_on + OPENS_FOR


def is_open(typed_at: datetime, now: datetime) -> bool:
    """Whether a page opened then may still be read now."""
    return -CLOCK_SLACK <= now - typed_at <= LASTS
