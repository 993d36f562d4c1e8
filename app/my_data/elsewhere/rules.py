"""When a system is asked, how long it has, and how long what it gave is kept: pure."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from itertools import count
from typing import Any

from app.core.language import N_
from app.identity.held.schemas import Value
from app.my_data.elsewhere.models import OwnSearch, Progress

ATTEMPTS = 2  # in a row that failed: she waits for it
AGAIN_AFTER = timedelta(seconds=10)  # from one attempt to the next
ANSWERS_WITHIN = timedelta(minutes=10)  # own: a system that is asked, from when it was
SENDS_WITHIN = timedelta(days=2)  # own: one that sends by itself
LOOKS_EVERY = timedelta(minutes=1)  # whether such a one has sent it
ANEW_AFTER = timedelta(hours=1)  # own: so that nobody asks a system, or fills the disk, without end
TAKEN_WITHIN = timedelta(hours=1)  # own: so long a download on its way may read an older answer
FRESH = timedelta(hours=24)  # own: so old at most is what a download has of another system
KEPT = timedelta(days=30)  # own: "last known", for when a system cannot be reached
MOST_PORTIONS = 1000
MOST_BYTES = 20 << 20  # own: of one search
TOO_MUCH = N_("It holds more than can be looked up here.")
LONGEST_PART = 40


class Standing(StrEnum):
    """What a page says of a system's rows."""

    NEVER = "never"
    WAITING = "waiting"
    HERE = "here"
    FAILED = "failed"
    LARGE = "large"


@dataclass(frozen=True)
class Column:
    """A value's name in the files, what it means, and what each of its codes means."""

    name: str
    source: str
    title: str
    codes: Mapping[str, str]


def standing(newest: OwnSearch | None, last: OwnSearch | None) -> Standing:
    """``newest``: the last time she asked; ``last``: the last time it answered."""
    if newest is None:
        return Standing.NEVER
    if newest.progress is Progress.WAITING:
        return Standing.WAITING
    if _is_large(newest):
        return Standing.LARGE
    return Standing.HERE if last is not None and newest.id == last.id else Standing.FAILED


def may_ask(newest: OwnSearch | None, now: datetime) -> bool:
    """Whether it is asked anew: not while it is being asked, nor soon after its answer."""
    if newest is None or newest.ended_at is None:
        return newest is None
    anew = anew_at(newest)
    return anew is None or now >= anew


def anew_at(newest: OwnSearch) -> datetime | None:
    """From when on it is asked anew; None: at once, as it did not answer."""
    answered = newest.progress is Progress.DONE or _is_large(newest)
    return newest.ended_at + ANEW_AFTER if newest.ended_at and answered else None


def _is_large(search: OwnSearch) -> bool:
    return search.progress is Progress.MISSING and search.reason == TOO_MUCH


def is_fresh(search: OwnSearch, now: datetime) -> bool:
    """Whether a download takes what it found."""
    return (
        search.progress is Progress.DONE
        and search.ended_at is not None
        and search.removed_at is None
        and now - search.ended_at <= FRESH
    )


def is_late(search: OwnSearch, now: datetime, *, within: timedelta) -> bool:
    """Whether its time is over. It runs from when the system was first asked."""
    return search.begun_at is not None and now - search.begun_at > within


def part_name(connector: str, table: str) -> str:
    """What a table is called in files and addresses; a very long name ends in its digest."""
    name = f"{connector}.{table}"
    if len(name) <= LONGEST_PART:
        return name
    return f"{name[: LONGEST_PART - 17]}-{sha256(name.encode()).hexdigest()[:16]}"


def columns(described: Sequence[Mapping[str, Any]]) -> list[Column]:
    """A table's columns. One called “record” gets another name: the files call the row so."""
    sources = [each["name"] for each in described]
    return [
        Column(_free(each["name"], sources), each["name"], each["title"], each["codes"])
        for each in described
    ]


def _free(name: str, others: Sequence[str]) -> str:
    if name != "record":
        return name
    return next(free for free in ("record_" + "_" * n for n in count()) if free not in others)


def meaning(column: Column) -> str:
    """What a value means, with its codes, for the page in the file."""
    if not column.codes:
        return column.title
    codes = "; ".join(f"{code}: {means}" for code, means in column.codes.items())
    return f"{column.title} ({codes})"


def line(key: str, row: Mapping[str, object]) -> bytes:
    """A row with its own name, on one line, exactly."""
    return json.dumps([key, dict(row)], ensure_ascii=False).encode() + b"\n"


def lines(content: bytes) -> Iterable[tuple[str, dict[str, Value]]]:
    """Each row of a file with its own name."""
    for each in content.split(b"\n"):
        if each:
            key, row = json.loads(each)
            yield key, row


def place(text: str | None) -> tuple[int, int]:
    """From which portion and line on. ValueError for what is no place."""
    portion, _dot, at = (text or "0.0").partition(".")
    if not (portion.isdecimal() and at.isdecimal() and len(portion) < 10 and len(at) < 10):
        raise ValueError(text)
    return int(portion), int(at)
