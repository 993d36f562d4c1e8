"""When an entry's time is over, and what the public notice of a deletion says. Pure."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

import orjson

from app.access_log.proofs.deletions import ERASURE_FORMAT, was_over

APART = timedelta(minutes=1)  # as far as the clocks of two machines may differ

Span = tuple[int, int]


class Rule(StrEnum):
    """Why what an entry said was deleted."""

    RETENTION = "retention"  # its time was over (LAW LOG-7)
    REQUEST = "request"  # whom it was about asked, and that was granted (GDPR Art 17)


class Erasure(NamedTuple):
    """A notice that deletion was carried out: which entries, when, by which rule.

    ``notice`` is its own number; ``months`` how long entries are kept, where that is the rule.
    """

    notice: int
    at: datetime
    rule: Rule
    months: int | None
    spans: Sequence[Span]

    def covers(self, number: int) -> bool:
        return within(self.spans, number)

    def was_due(self, month: int, asked_at: datetime | None, now: datetime) -> bool:
        """Whether what was written down in a month (YYYYMM) was to be deleted by this rule.

        ``asked_at`` is when whom it is about first asked for that.
        """
        if self.at > now + APART:
            return False
        if self.rule is Rule.REQUEST:
            return asked_at is not None and asked_at <= self.at + APART
        return was_over(self.at, self.months, month)


def spans(numbers: Iterable[int]) -> list[Span]:
    """Numbers as stretches without a gap, each by its first and its last, in order."""
    found: list[Span] = []
    for number in sorted(numbers):
        if found and found[-1][1] == number - 1:
            found[-1] = found[-1][0], number
        else:
            found.append((number, number))
    return found


def within(ordered: Sequence[Span], number: int) -> bool:
    """Whether a number lies in one of some stretches, which are in order."""
    at = bisect_right(ordered, number, key=lambda span: span[0])
    return at > 0 and number <= ordered[at - 1][1]


def statement(numbers: Iterable[int], rule: Rule, months: int | None, at: datetime) -> Any:
    """What everybody may read of a deletion: numbers of entries, and nothing of what they said."""
    return {
        "act": "erasure",
        "entries": spans(numbers),
        "format": ERASURE_FORMAT,
        "months": months,
        "recorded_at": at,
        "rule": rule.value,
    }


def parsed(notice: int, said: bytes) -> Erasure | None:
    """The notice at a place of the log, or None if it is one of something else, or none at all."""
    try:
        told = orjson.loads(said)
        if told["format"] != ERASURE_FORMAT:
            return None
        at, rule = datetime.fromisoformat(told["recorded_at"]), Rule(told["rule"])
        stretches = [(int(first), int(last)) for first, last in told["entries"]]
        months = None if told["months"] is None else int(told["months"])
    except (ValueError, TypeError, KeyError):
        return None
    return Erasure(notice, at.astimezone(UTC), rule, months, stretches)
