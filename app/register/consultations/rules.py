"""When a consultation takes comments, how it can end, and what of its comments can be shown."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final, NamedTuple

from app.core import small_numbers
from app.register.consultations.models import Response, Status, Theme
from app.register.schemas import digest
from app.register.terms.schemas import Consulted

SHORTEST: Final = timedelta(days=7)  # own: a working week to read and answer
COMMENTS_A_DAY: Final = 4
NOT_AGREED: Final = frozenset({Consulted.DISSENT, Consulted.IMPOSED, Consulted.NOT_CONSULTED})
# What is settled at the opening, beside the documents.
OPENED: Final = (
    *("title", "proposal", "options", "questions", "proposed", "practice_digest", "scope"),
    *("opens_on", "closes_on"),
)
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
    DROPPED = "dropped"


def phase(
    status: Status,
    opens_on: date | None,
    closes_on: date | None,
    today: date,
    *,
    dropped: bool = False,
) -> Phase:
    """Whether comments and answers are taken; the last day counts in full."""
    if dropped:
        return Phase.DROPPED
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


def is_counted(status: Phase) -> bool:
    """Whether its comments are counted: once, when it has ended and no theme changes any more.

    Figures that grew with each comment would show whose it was (LAW, “Small numbers”).
    """
    return status in {Phase.DECIDED, Phase.DROPPED}


class Comment(NamedTuple):
    """A comment as figures are made of it; ``counted``: it is its author's first one here."""

    theme: Theme | None
    text: str
    counted: bool = True


@dataclass(frozen=True)
class ThemeRow:
    """A theme: how many people wrote of it first, and all that was written of it."""

    theme: Theme
    number: int
    words: Sequence[str]


@dataclass(frozen=True)
class Themes:
    """What people wrote, by theme; ``total`` people. None, and no rows, if they are too few."""

    total: int | None
    rows: Sequence[ThemeRow]
    hidden: bool = False


def themes(comments: Iterable[Comment], k: int) -> Themes:
    """People and words by theme, as far as ``k`` allows: never words of fewer than ``k`` people.

    Everybody is counted once, under the theme of the first comment she wrote: a theme may stand
    for more people than its number says, and never for fewer. What no officer has read yet
    counts as something else.
    """
    by_theme: dict[Theme, list[Comment]] = {theme: [] for theme in Theme}
    for comment in comments:
        by_theme[comment.theme or Theme.SOMETHING_ELSE].append(comment)
    people = [sum(each.counted for each in written) for written in by_theme.values()]
    cells = small_numbers.hide(people, k)
    if cells is None:
        return Themes(None, ())
    rows = [
        ThemeRow(theme, number, tuple(sorted(each.text for each in written)))
        for (theme, written), number in zip(by_theme.items(), cells, strict=True)
        if number is not None
    ]
    rows.sort(key=lambda row: -row.number)
    return Themes(sum(people), rows, hidden=len(rows) < len(cells))


def digest_of_opened(opened: Mapping[str, Any], documents: Iterable[tuple[str, str]]) -> str:
    """SHA-256 of all that people read and comment on: each document's title and text too."""
    said = {name: opened[name] for name in OPENED} | {"documents": list(documents)}
    return digest(json.dumps(said, ensure_ascii=False, sort_keys=True, default=str))
