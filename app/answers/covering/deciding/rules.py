"""Which passages are covered, which wait for a decision, and what a text looks like with them.

Passages are pairs of offsets into a text, by code points, the end not included.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple, Protocol

from app.answers.covering.models import Choice, Ground
from app.core.language import N_, gettext

Span = tuple[int, int]
NAME, OTHERS, NEUTRAL = "other-name", "other-person", "kept-back"
WINDOW = 8_000  # code points of a page of a text
LONGEST_WORDS = 200

# What the employee reads in place of a passage, by its code: the one list. What is kept back
# without telling why reads as what is covered most often does, so that the words tell nothing
# (RSP-8); either of them is true of both.
_COMMON = N_("another person’s information, or what the law lets us keep back")
READ: Mapping[str, str] = {
    OTHERS: _COMMON,
    NAME: N_("name of another person"),
    Ground.PRIVILEGE: N_("advice from our lawyers"),
    Ground.FORECASTING: N_("plans of the business that are not decided yet"),
    Ground.NEGOTIATIONS: N_("our intentions in talks with you"),
    Ground.REFERENCES: N_("a reference given in confidence"),
    Ground.CRIME: N_("telling you would hinder preventing or solving a crime"),
    Ground.SELF_INCRIMINATION: N_("telling you would say that we committed an offence"),
    Ground.RIGHTS_OF_OTHERS: N_("telling you would harm the rights of others"),
    Ground.UNFOUNDED: N_("asked for without ground, or far too often"),
    NEUTRAL: _COMMON,
}
ORDINARY = (OTHERS, NAME)  # the others need an exemption with its test


class Look(StrEnum):
    """How a passage stands in a text that an officer reads; a later one hides an earlier."""

    LEFT = "left"
    OPEN = "open"
    COVERED = "covered"
    HERE = "here"


class Suggested(Protocol):
    """A passage that may be about somebody else."""

    start_at: int
    end_at: int


class Decided(Protocol):
    """What was decided about a passage."""

    start_at: int
    end_at: int
    number: int
    choice: Choice
    reason: str


class Passage(NamedTuple):
    """A passage that the copy does not show, and the code of why."""

    start: int
    end: int
    reason: str

    @property
    def words(self) -> str:
        """What the employee reads in its place."""
        return gettext(READ[self.reason])


class Mark(NamedTuple):
    """A passage as it is shown to an officer; ``words`` are the reason if it is covered."""

    start: int
    end: int
    look: Look
    words: str = ""


class Run(NamedTuple):
    """A piece of a text, and the mark it lies in, if it does."""

    text: str
    mark: Mark | None


def latest(decisions: Iterable[Decided]) -> dict[Span, Decided]:
    """The decision that counts, by its passage."""
    found: dict[Span, Decided] = {}
    for each in sorted(decisions, key=lambda decision: decision.number):
        found[each.start_at, each.end_at] = each
    return found


def covered(decisions: Iterable[Decided]) -> list[Passage]:
    """What is covered, in the order of the text, no two of them overlapping.

    What lies in one covered passage is covered, whatever else was left in. Of several reasons
    for one stretch the neutral one stands, for it hides the others; else that which began it.
    """
    stand = (each for each in latest(decisions).values() if each.choice is Choice.COVER)
    merged: list[Passage] = []
    for each in sorted(stand, key=lambda one: (one.start_at, -one.end_at, one.number)):
        before = merged[-1] if merged else None
        if before is None or each.start_at >= before.end:
            merged.append(Passage(each.start_at, each.end_at, each.reason))
            continue
        reason = NEUTRAL if each.reason == NEUTRAL else before.reason
        merged[-1] = Passage(before.start, max(before.end, each.end_at), reason)
    return merged


def undecided(suggestions: Iterable[Suggested], decisions: Iterable[Decided]) -> list[Span]:
    """Passages suggested, or opened again, that nobody decided and no cover hides, in order."""
    decided = list(decisions)
    newest = latest(decided).items()
    taken = {s for s, each in newest if each.choice is not Choice.OPEN}
    again = {s for s, each in newest if each.choice is Choice.OPEN}
    spans = sorted({(each.start_at, each.end_at) for each in suggestions} - taken | again)
    return _outside(spans, covered(decided))


def left_in(suggestions: Iterable[Suggested], decisions: Iterable[Decided]) -> list[Span]:
    """The suggested passages that were left in, in their order."""
    decided = list(decisions)
    left = {s for s, each in latest(decided).items() if each.choice is Choice.LEAVE}
    spans = sorted({(each.start_at, each.end_at) for each in suggestions} & left)
    return _outside(spans, covered(decided))


def occurrences(text: str, words: str) -> list[Span]:
    """Where these words stand, whatever their case and the blanks and breaks between them."""
    parts = [re.escape(part) for part in words.split()]
    if not parts:
        return []
    return [found.span() for found in re.finditer(r"\s+".join(parts), text, re.IGNORECASE)]


def windows(text: str, size: int = WINDOW) -> list[Span]:
    """The pages of a text: each ends at a line's or a word's end, if there is one in its half."""
    cuts = [0]
    while cuts[-1] + size < len(text):
        start, end = cuts[-1], cuts[-1] + size
        half = start + size // 2
        at = max(text.rfind("\n", half, end), -1)
        at = at if at >= 0 else text.rfind(" ", half, end)
        cuts.append(at + 1 if at >= 0 else end)
    return list(pairwise([*cuts, len(text)])) if text else [(0, 0)]


def window_of(pages: Sequence[Span], offset: int) -> int:
    """The number of the page, from one, on which a place stands."""
    return next((n for n, (_start, end) in enumerate(pages, 1) if offset < end), len(pages))


def runs(text: str, window: Span, marks: Iterable[Mark]) -> list[Run]:
    """One page of a text in pieces. Where marks overlap the stronger look shows."""
    begin, finish = window
    inside = [mark for mark in marks if mark.start < finish and mark.end > begin]
    inside.sort(key=lambda mark: list(Look).index(mark.look))
    edges = {max(begin, mark.start) for mark in inside} | {min(finish, m.end) for m in inside}
    found: list[Run] = []
    for start, end in pairwise(sorted(edges | {begin, finish})):
        over = [mark for mark in inside if mark.start <= start and end <= mark.end]
        mark = over[-1] if over else None
        if found and found[-1].mark == mark:
            found[-1] = Run(found[-1].text + text[start:end], mark)
        else:
            found.append(Run(text[start:end], mark))
    return found


def _outside(spans: Iterable[Span], passages: Sequence[Passage]) -> list[Span]:
    starts = [each.start for each in passages]

    def hidden(start: int, end: int) -> bool:
        at = bisect_right(starts, start) - 1
        return at >= 0 and end <= passages[at].end

    return [span for span in spans if not hidden(*span)]
