"""Where the hashes of a large tree lie: tiles of 256 (c2sp.org/tlog-tiles, height 8)."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from app.core.crypto.merkle import HASH, node_hash

HEIGHT = 8
WIDTH = 1 << HEIGHT
FULL = WIDTH * HASH  # bytes
LEVELS = 64 // HEIGHT
KEPT = 64  # tiles
_PATH = re.compile(r"((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")

Fetch = Callable[[int, int], bytes]
"""The hashes there are of a tile, by its level and number: 256 of them, or fewer at the edge."""


class TilePath(NamedTuple):
    """A tile's number on its level, and how many hashes are asked for."""

    number: int
    width: int = WIDTH

    def __str__(self) -> str:
        groups = []
        rest = self.number
        while True:
            rest, group = divmod(rest, 1000)
            groups.append(f"{group:03}")
            if not rest:
                break
        said = "/".join([f"x{group}" for group in groups[:0:-1]] + groups[:1])
        return said if self.width == WIDTH else f"{said}.p/{self.width}"


def parse_path(text: str) -> TilePath | None:
    """``x001/x234/067`` or ``x001/x234/067.p/5``; None for what is no tile's one way of writing."""
    found = _PATH.fullmatch(text)
    if found is None:
        return None
    number = int(found[1].replace("/", "").replace("x", ""))
    path = TilePath(number, int(found[2]) if found[2] else WIDTH)
    is_width_right = found[2] is None or path.width < WIDTH
    return path if is_width_right and number < 1 << 56 and str(path) == text else None


def node(fetch: Fetch) -> Callable[[int, int], bytes]:
    """The nodes of the tree whose tiles these are. Raises IndexError for one it does not hold.

    What is above the hashes of a tile is kept for the next proof, of the last few tiles.
    """
    within = lru_cache(KEPT)(_rows)

    def found(level: int, index: int) -> bytes:
        tile_level, above = divmod(level, HEIGHT)
        number, at = divmod(index << above, WIDTH)
        hashes = fetch(tile_level, number)
        if len(hashes) < (at + (1 << above)) * HASH:
            raise IndexError(f"level {level} has no node {index}")
        return within(hashes)[above][at >> above]

    return found


def _rows(hashes: bytes) -> list[list[bytes]]:
    """The hashes of a tile, and row by row the nodes above as many of them as are complete."""
    rows = [[hashes[at : at + HASH] for at in range(0, len(hashes), HASH)]]
    while len(rows[-1]) > 1:
        below = rows[-1]
        rows.append([node_hash(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)])
    return rows
