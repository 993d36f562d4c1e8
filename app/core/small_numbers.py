"""Numbers too small to show without showing a person (LAW, “Small numbers”)."""

from collections.abc import Sequence
from typing import Final, NamedTuple

K_COUNTS: Final = 5  # counts and scores; for behaviour and free text see Settings.k_small
_STEPS: Final = (5, 10, 20, 25)  # in a hundred


def shown(number: int, k: int) -> int | None:
    """The number, or None where it is under ``k``, nothing at all included."""
    return number if number >= k else None


def hide(cells: Sequence[int], k: int) -> list[int | None] | None:
    """The cells that can be shown beside their total; None: not even the total can.

    Cells under ``k`` are hidden; while only one is, or the hidden ones are under ``k`` together,
    the next smallest is hidden too, so that none can be worked out from the total.
    """
    if sum(cells) < k:
        return None
    rising = sorted(range(len(cells)), key=lambda place: cells[place])
    hidden = [place for place in rising if cells[place] < k]
    for place in rising[len(hidden) :]:
        if not hidden or (len(hidden) > 1 and sum(cells[h] for h in hidden) >= k):
            break
        hidden.append(place)
    return [None if place in hidden else number for place, number in enumerate(cells)]


class Step(NamedTuple):
    """From ``low`` in a hundred up to, and not with, ``high``."""

    low: int
    high: int


def step(those: int, everyone: int, k: int) -> Step | None:
    """The step in which a share lies, if it can be shown (LAW, “Small numbers”).

    A step is so wide that the numbers it stands for differ by at least ``k``. The lowest and the
    highest step are never shown, nor told apart: they hold the few who did, or the few who did not.
    """
    width = next((each for each in _STEPS if everyone * each >= (k + 1) * 100), None)
    if width is None:
        return None
    low = those * 100 // (everyone * width) * width
    return Step(low, low + width) if 0 < low < 100 - width else None
