"""What a survey may ask, of how many, and when: no database, no clock."""

import hashlib
import json
import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from app.surveys.models import Answered

MOST_QUESTIONS: Final = 5
MOST_CROSSES: Final = (
    2  # three that share questions could be played off; of two see tests/surveys/counting
)
MOST_PLACES: Final = 12
MOST_FOR_WORDS: Final = 1000  # one officer reads all of them
K_WORDS: Final = 10  # LAW, “Small numbers”: free text
PLACE: Final = 0  # the number of the workplace in a cross
SCALE: Final = ("1", "2", "3", "4", "5")
LONGEST_WORDS: Final = 500  # letters
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_TAKEN = {"new"}  # an address of the workbench


class Question(NamedTuple):
    """``options`` are codes where it is a scale, else the words to choose from."""

    text: str
    kind: Answered
    options: Sequence[str] = ()

    @property
    def is_counted(self) -> bool:
        return self.kind is not Answered.WORDS


def question(kept: Mapping[str, Any]) -> Question:
    return Question(kept["text"], Answered(kept["kind"]), tuple(kept["options"]))


def kept(one: Question) -> dict[str, Any]:
    options = list(SCALE) if one.kind is Answered.SCALE else list(one.options)
    return {"text": one.text, "kind": one.kind.value, "options": options}


def digest(words: Mapping[str, Any]) -> str:
    """Of exactly what is asked, of whom and how it is shown: SHA-256, hexadecimal."""
    canonical = json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def slug(title: str, taken: frozenset[str]) -> str:
    """A title as the last part of an address that is free."""
    wanted = _NOT_A_WORD.sub("-", title.lower()).strip("-")[:50].strip("-") or "survey"
    free, number = wanted, 1
    while free in taken | _TAKEN:
        number += 1
        free = f"{wanted}-{number}"
    return free


def needed(k: int, questions: Sequence[Question]) -> int:
    """How many people have to be asked at the least, so that anything could ever be shown."""
    return k if all(each.is_counted for each in questions) else max(k, K_WORDS)


def can_read_all(asked: int, questions: Sequence[Question]) -> bool:
    """Whether one officer can edit what so many people may write."""
    return asked <= MOST_FOR_WORDS or all(each.is_counted for each in questions)


def told_apart(asked: Mapping[Any, Mapping[Any, str]], ours: Any, k: int) -> set[Any]:
    """The other surveys which, with ours, tell fewer than ``k`` people apart (LAW, differencing).

    ``asked``: of each survey the people, and where each works if its results are shown by that.
    People stand together who are asked in all the same surveys, at the same places: however the
    results are added and subtracted, no fewer than one such group are told apart.
    """
    theirs: dict[Any, set[tuple[Any, str]]] = {}
    for survey, people in asked.items():
        for person, place in people.items():
            theirs.setdefault(person, set()).add((survey, place))
    sizes = Counter(map(frozenset, theirs.values()))
    groups = {group: {survey for survey, _place in group} for group in sizes}
    together = {ours}
    while more := set().union(*(g for g in groups.values() if g & together)) - together:
        together |= more
    few = [found for group, found in groups.items() if sizes[group] < k and found & together]
    return together - {ours} if few else set()


def by_place(crosses: Iterable[Sequence[int]]) -> bool:
    return any(PLACE in pair for pair in crosses)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or that month's last if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
