"""Numbers too small to show without showing a person (LAW, “Small numbers”)."""

from collections.abc import Sequence
from typing import Final

K_COUNTS: Final = 5  # counts and scores; for behaviour and free text see Settings.k_small


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
