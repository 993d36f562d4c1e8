"""When a consultation takes comments, how it can end, and what of its comments can be shown."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from app.core import small_numbers
from app.register.consultations.models import Response, Status, Theme
from app.register.terms.schemas import Consulted

SHORTEST: Final = timedelta(days=7)  # own: a working week to read and answer
COMMENTS_A_DAY: Final = 4  # under the lowest k: nobody fills a theme alone in a day
NOT_AGREED: Final = frozenset({Consulted.DISSENT, Consulted.IMPOSED, Consulted.NOT_CONSULTED})
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Outcome:
    """What a consultation came to, or that there was none and why; ``slug`` is its address.

    ``of`` is the digest of the practice's words that it was about.
    """

    result: Consulted
    text: str
    at: datetime
    slug: str | None
    of: str | None = None

    @property
    def agreed(self) -> bool:
        return self.result is Consulted.AGREED

    @property
    def on(self) -> date:
        return self.at.date()


class Phase(StrEnum):
    """Where a consultation stands on a day."""

    DRAFT = "draft"
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    DECIDED = "decided"


def phase(status: Status, opens_on: date | None, closes_on: date | None, today: date) -> Phase:
    """Whether comments and answers are taken; the last day counts in full."""
    if status is not Status.OPEN or opens_on is None or closes_on is None:
        return Phase(status.value) if status is not Status.OPEN else Phase.DRAFT
    if today < opens_on:
        return Phase.PLANNED
    return Phase.OPEN if today <= closes_on else Phase.CLOSED


def results(response: Response | None) -> tuple[Consulted, ...]:
    """How it can end after what the representatives answered."""
    first = {
        Response.AGREED: (Consulted.AGREED,),
        Response.DISSENT: (Consulted.DISSENT,),
        None: (),
    }
    return (*first[response], Consulted.IMPOSED)


def turn(practice_id: str) -> str:
    """What is held while a consultation opens, or it is recorded that there is none."""
    return f"consultations about {practice_id}"


def slug(title: str) -> str:
    """A title as the last part of an address: “location-in-the-field-app”."""
    return _NOT_A_WORD.sub("-", title.lower()).strip("-")[:50].strip("-") or "consultation"


def counted_up_to(status: Phase, today: date) -> date | None:
    """The last day whose comments are counted: of whole weeks while it is open, then all (None).

    A figure that grew with each comment would show whose comment it was.
    """
    if status in {Phase.CLOSED, Phase.DECIDED}:
        return None
    return today - timedelta(days=today.weekday() + 1)


@dataclass(frozen=True)
class ThemeRow:
    """A theme; number and words are None where they would be those of too few."""

    theme: Theme
    number: int | None
    words: Sequence[str]


@dataclass(frozen=True)
class Themes:
    """What people wrote, by theme. ``total`` is None, and there are no rows, if it is too few."""

    total: int | None
    rows: Sequence[ThemeRow]
    hidden: bool = False


def themes(comments: Sequence[tuple[Theme | None, str]], k: int) -> Themes:
    """Counts and words by theme, as far as ``k`` allows: never the words of fewer than ``k``.

    What no officer has read yet counts as something else.
    """
    by_theme: dict[Theme, list[str]] = {theme: [] for theme in Theme}
    for theme, text in comments:
        by_theme[theme or Theme.SOMETHING_ELSE].append(text)
    cells = small_numbers.hide([len(words) for words in by_theme.values()], k)
    if cells is None:
        return Themes(None, ())
    rows = [
        ThemeRow(theme, number, tuple(sorted(words)) if number is not None else ())
        for (theme, words), number in zip(by_theme.items(), cells, strict=True)
        if number is not None
    ]
    rows.sort(key=lambda row: -(row.number or 0))
    return Themes(len(comments), rows, hidden=len(rows) < len(cells))
