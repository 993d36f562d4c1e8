"""Answers as sums, and what of these may be read: pure.

Whoever skips a question counts as one more option of it, so that every table adds up to the same
people and no two of them differ by a few. What is too few by itself stands together with others,
in the list of a question and in every table of it alike (LAW, “Small numbers”).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from app.core import small_numbers, small_tables
from app.core.crypto import aead
from app.surveys.rules import LONGEST_WORDS, PLACE, Question

# bytes: what is sealed tells nothing by its length but how many answered
_HEAD: Final = 8192  # the largest sums there can be, and more
_TEXT: Final = 4 * LONGEST_WORDS + 48
_BLANK: Final = b"\0"
Pair = tuple[int, int]
Choice = int | None


class Line(NamedTuple):
    """A row of a table: which options it is of, its sum, its cells; None: not shown."""

    options: Sequence[int]
    total: int
    cells: Sequence[int | None]


class Crossed(NamedTuple):
    """A table of two questions by their numbers, 0 being the workplace. No lines: too few."""

    of: Pair
    columns: Sequence[Sequence[int]] = ()
    totals: Sequence[int] = ()
    lines: Sequence[Line] = ()


class Shown(NamedTuple):
    """All that may be read. ``answered`` is None, and nothing else is there, if it is too few.

    ``asked`` is None where it would tell how few did not answer. ``counts``: by the question's
    number the people of each option, and at the end those who skipped it; None: not shown.
    """

    answered: int | None = None
    asked: int | None = None
    counts: Mapping[int, Sequence[int | None]] = {}
    crossed: Sequence[Crossed] = ()


class Sums(NamedTuple):
    """Nothing but sums: of each counted question, and of each table that was declared.

    ``texts``, where words are asked for: one of each person, blank ones too, by the alphabet.
    """

    answered: int
    counts: dict[int, list[int]]
    tables: dict[Pair, list[list[int]]]
    texts: Sequence[str] | None = None


def nothing(questions: Sequence[Question], crosses: Iterable[Pair], places: Sequence[str]) -> Sums:
    """The sums before anybody answered."""
    sizes = {n: len(q.options) + 1 for n, q in enumerate(questions, 1) if q.is_counted}
    wide = sizes | {PLACE: len(places)}
    tables = {(a, b): [[0] * wide[b] for _ in range(wide[a])] for a, b in crosses}
    texts = None if len(sizes) == len(questions) else ()
    return Sums(0, {number: [0] * size for number, size in sizes.items()}, tables, texts)


def with_one_more(sums: Sums, chosen: Mapping[int, Choice], place: int, text: str = "") -> Sums:
    """The sums after one person answered; a question she left out is skipped."""
    counts = {number: list(cells) for number, cells in sums.counts.items()}
    at = {PLACE: place}
    for number, cells in counts.items():
        option = chosen.get(number)
        at[number] = len(cells) - 1 if option is None else option
        cells[at[number]] += 1
    tables = {pair: [list(row) for row in rows] for pair, rows in sums.tables.items()}
    for (a, b), rows in tables.items():
        rows[at[a]][at[b]] += 1
    texts = None if sums.texts is None else sorted([*sums.texts, text])
    return Sums(sums.answered + 1, counts, tables, texts)


def shown(sums: Sums, asked_at: Sequence[int], k: int) -> Shown:
    """What may be read of the sums, once and for all. ``asked_at``: how many at each workplace."""
    if sums.answered < k:
        return Shown()
    asked = sum(asked_at)
    of_all = small_numbers.hide([sums.answered, asked - sums.answered], k) or [None]
    counts = {n: small_numbers.hide(cells, k) or [] for n, cells in sums.counts.items()}
    crossed = [_crossed(pair, rows, counts, asked_at, k) for pair, rows in sums.tables.items()]
    return Shown(sums.answered, None if None in of_all else asked, counts, crossed)


def _crossed(
    pair: Pair,
    rows: list[list[int]],
    counts: Mapping[int, Sequence[int | None]],
    asked_at: Sequence[int],
    k: int,
) -> Crossed:
    sums = [sum(row) for row in rows], [sum(column) for column in zip(*rows, strict=True)]
    lines, columns = (
        _together(_places(each, asked_at, k) if number == PLACE else counts[number])
        for number, each in zip(pair, sums, strict=True)
    )
    if len(lines) < 2 or len(columns) < 2:
        return Crossed(pair)
    numbers = [[sum(rows[r][c] for r in line for c in col) for col in columns] for line in lines]
    cells = small_tables.hide(numbers, k)
    totals = [sum(column) for column in zip(*numbers, strict=True)]
    made = [Line(o, sum(n), c) for o, n, c in zip(lines, numbers, cells, strict=True)]
    return Crossed(pair, columns, totals, made)


def _places(answered: Sequence[int], asked_at: Sequence[int], k: int) -> Sequence[int | None]:
    """A workplace is shown by itself if enough answered there, and enough did not.

    How many work at each is known, and with it, from who answered, who did not.
    """
    absent = [asked - here for asked, here in zip(asked_at, answered, strict=True)]
    there, away = small_numbers.hide(answered, k), small_numbers.hide(absent, k)
    if there is None or away is None:
        return [None] * len(answered)
    return [
        None if None in pair else number
        for number, *pair in zip(answered, there, away, strict=True)
    ]


def _together(cells: Sequence[int | None]) -> list[list[int]]:
    """Each option that is shown by itself, and all others as one, at the end."""
    alone = [[place] for place, number in enumerate(cells) if number is not None]
    others = [place for place, number in enumerate(cells) if number is None]
    return [*alone, others] if others else alone


def as_json(told: Shown) -> dict[str, Any]:
    counts = {str(number): list(cells) for number, cells in told.counts.items()}
    crossed = [
        one._asdict() | {"lines": [line._asdict() for line in one.lines]} for one in told.crossed
    ]
    return {"answered": told.answered, "asked": told.asked, "counts": counts, "crossed": crossed}


def from_json(told: Mapping[str, Any]) -> Shown:
    counts = {int(number): cells for number, cells in told["counts"].items()}
    crossed = [
        Crossed(
            (one["of"][0], one["of"][1]),
            one["columns"],
            one["totals"],
            [Line(**line) for line in one["lines"]],
        )
        for one in told["crossed"]
    ]
    return Shown(told["answered"], told["asked"], counts, crossed)


def seal(key: bytes, survey_id: UUID, sums: Sums) -> bytes:
    """AES-256-GCM, bound to the survey. Each text takes the same room, written or blank."""
    tables = [[*pair, rows] for pair, rows in sums.tables.items()]
    kept = [sums.answered, list(sums.counts.items()), tables, sums.texts is not None]
    head = json.dumps(kept).encode()
    tail = b"".join(_padded(text) for text in sums.texts or ())
    return aead.seal(key, head.ljust(_HEAD) + tail, survey_id.bytes)


def unseal(key: bytes, survey_id: UUID, sealed: bytes) -> Sums:
    """Raises CannotOpenError."""
    plain = aead.unseal(key, bytes(sealed), survey_id.bytes)
    answered, counts, tables, has_texts = json.loads(plain[:_HEAD])
    parts = range(_HEAD, len(plain), _TEXT)
    texts = [_unpadded(plain[at : at + _TEXT]) for at in parts] if has_texts else None
    return Sums(answered, dict(counts), {(a, b): rows for a, b, rows in tables}, texts)


def seal_text(key: bytes, survey_id: UUID, text: str) -> bytes:
    """As long as every other one."""
    return aead.seal(key, _padded(text), survey_id.bytes)


def unseal_text(key: bytes, survey_id: UUID, sealed: bytes) -> str:
    """Raises CannotOpenError."""
    return _unpadded(aead.unseal(key, bytes(sealed), survey_id.bytes))


def _padded(text: str) -> bytes:
    return text.encode().ljust(_TEXT, _BLANK)


def _unpadded(plain: bytes) -> str:
    return plain.rstrip(_BLANK).decode()
