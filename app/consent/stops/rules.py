"""How a stop stands, when to call again, and how a call is signed: pure."""

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Protocol

GRACE = timedelta(minutes=5)  # between the moment promised and calling a system late
GIVEN_UP_AFTER = timedelta(hours=24)
LEASE = timedelta(seconds=60)
SIGNATURE_VERSION = "v1"


class Standing(StrEnum):
    """What a person is told of one system."""

    CONFIRMED = "confirmed"
    CONFIRMED_LATE = "confirmed-late"
    WAITING = "waiting"
    LATE = "late"
    FAILED = "failed"
    OVERTAKEN = "overtaken"


class Stop(Protocol):
    """What is asked of a stop."""

    @property
    def due_at(self) -> datetime: ...
    @property
    def failed_at(self) -> datetime | None: ...
    @property
    def confirmed_at(self) -> datetime | None: ...
    @property
    def overtaken_at(self) -> datetime | None: ...


def standing(stop: Stop, now: datetime) -> Standing:
    latest = stop.due_at + GRACE
    if stop.confirmed_at is not None:
        return Standing.CONFIRMED if stop.confirmed_at <= latest else Standing.CONFIRMED_LATE
    if stop.overtaken_at is not None:
        return Standing.OVERTAKEN
    if stop.failed_at is not None:
        return Standing.FAILED
    return Standing.WAITING if now <= latest else Standing.LATE


class Words(Protocol):
    """What a yes is about: which system, and which purposes there."""

    @property
    def system(self) -> str: ...
    @property
    def purposes(self) -> Sequence[str]: ...


def to_stop(said_yes_to: Words, holds: Words | None) -> list[str]:
    """The purposes of a yes that ended, but for those another yes permits there now, if any."""
    permitted = holds.purposes if holds and holds.system == said_yes_to.system else ()
    return [purpose for purpose in said_yes_to.purposes if purpose not in permitted]


def back_off(attempts: int) -> timedelta:
    """The wait before a webhook is called again: 5 seconds, doubled each time, at most an hour."""
    return timedelta(seconds=min(5 * 2 ** min(max(attempts - 1, 0), 12), 3600))


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """``v1=`` and the HMAC-SHA256 (RFC 2104) of timestamp, full stop and body, hexadecimal."""
    signed = hmac.new(secret.encode(), timestamp.encode() + b"." + body, sha256)
    return f"{SIGNATURE_VERSION}={signed.hexdigest()}"
