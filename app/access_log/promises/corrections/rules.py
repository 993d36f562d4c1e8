"""What a change of the register for the past makes of what was found before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from app.access_log.promises.rules import Held, Mismatch


@dataclass(frozen=True)
class Publication:
    """Something published: from which day it holds, and when it was said."""

    id: UUID
    holds_from: date
    said_at: datetime


def for_the_past(published: Iterable[Publication], zone: ZoneInfo) -> list[Publication]:
    """Those that hold from the day on which they were said, or an earlier one."""
    return [each for each in published if each.holds_from <= each.said_at.astimezone(zone).date()]


def compared(
    held: Mapping[int, Iterable[Held]], found: Iterable[tuple[int, Mismatch]]
) -> tuple[list[Held], list[tuple[int, Mismatch]]]:
    """What no longer holds, and what holds now and was not found before."""
    now = {(seq, mismatch.same): mismatch for seq, mismatch in found}
    before = {(seq, each.same): each for seq, those in held.items() for each in those}
    gone = [each for key, each in before.items() if key not in now]
    return gone, [(key[0], mismatch) for key, mismatch in now.items() if key not in before]
