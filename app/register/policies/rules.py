"""What a policy asks of a person, how long it takes, what changed, and how many have read it.

No database, no clock.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.register.comparison.rules import Part, compare
from app.register.policies.notation.rules import Section

WORDS_A_MINUTE = 200
K_SMALL = 10  # LAW, small numbers: behaviour
MOST_SENTENCES = 3
_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+|\n")
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
RESERVED = frozenset({"new"})  # addresses of our own


class Status(StrEnum):
    """How a person stands to the version in force."""

    TO_READ = "to-read"
    CHANGED = "changed"
    READ = "read"
    NOT_READ = "not-read"
    NOT_FOR_HER = "not-for-her"


def status_of(*, applies: bool, read: bool, read_before: bool, asked: bool) -> Status:
    """How a person stands: ``asked`` by a campaign; ``read_before``: some earlier version."""
    if read:
        return Status.READ
    if not applies:
        return Status.NOT_FOR_HER
    if read_before:
        return Status.CHANGED
    return Status.TO_READ if asked else Status.NOT_READ


def minutes(words: int) -> int:
    """How long it takes to read, in whole minutes."""
    return max(1, math.ceil(words / WORDS_A_MINUTE))


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a short text, each on a line of its own or not."""
    return tuple(part.strip() for part in _SENTENCE_ENDS.split(text) if part.strip())


def slug(title: str) -> str:
    """The name in the address: “Monitoring at work” is ``monitoring-at-work``; may be empty."""
    name = _NOT_A_WORD.sub("-", title.lower()).strip("-")[:60].strip("-")
    return "" if name in RESERVED else name


@dataclass(frozen=True)
class Difference:
    """What happened to one section between two versions, word by word."""

    heading: str
    parts: tuple[Part, ...]

    @property
    def same(self) -> bool:
        return all(kind == "same" for kind, _words in self.parts)


def differences(before: Sequence[Section], after: Sequence[Section]) -> Iterator[Difference]:
    """Each section of the later text in its order; sections that are gone come last."""
    old = {section.anchor: section for section in before}
    for section in after:
        was = old.pop(section.anchor, None)
        yield Difference(section.heading, tuple(compare(was.words if was else "", section.words)))
    for gone in old.values():
        yield Difference(gone.heading, tuple(compare(gone.words, "")))


@dataclass(frozen=True)
class Figures:
    """How many of those a policy applies to have read it; None where it may not be shown."""

    applies: int | None
    read: int | None


def figures(applies: int, read: int, k: int = K_SMALL) -> Figures:
    """Counts that give nobody away.

    Those who have read it and those who have not are two cells of one total: if either is below
    k, neither is shown. What is shown is rounded down to a multiple of k, so that two looks a
    day apart never differ by 1 to k−1 people.
    """
    if applies < k:
        return Figures(None, None)
    shown = min(read, applies - read) >= k
    return Figures(applies, read // k * k if shown else None)


def waits(status: Status) -> bool:
    """Whether it belongs on the list of what waits for a person."""
    return status in {Status.TO_READ, Status.CHANGED}


def order_of_need(status: Status, due_on: date | None, title: str) -> tuple[bool, date, str]:
    """What is due soonest first, then by title."""
    return not waits(status), due_on or date.max, title.casefold()
