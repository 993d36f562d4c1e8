"""How the tree grows: a pure function of what was there and of the new leaves."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from app.core.crypto import tiles
from app.core.crypto.merkle import HASH, fold


class End(NamedTuple):
    """The hashes of a level that fill no tile yet, and the number of the tile they will be."""

    number: int
    hashes: bytes

    @property
    def reach(self) -> int:
        """How many hashes the level has in all."""
        return self.number * tiles.WIDTH + len(self.hashes) // HASH


class FullTile(NamedTuple):
    level: int
    number: int
    hashes: bytes


class Growth(NamedTuple):
    """What new leaves add: tiles that are full now, and the new ends of the levels that moved."""

    full: Sequence[FullTile]
    ends: Mapping[int, End]


NOTHING = End(0, b"")


def grow(ends: Mapping[int, End], leaves: Iterable[bytes]) -> Growth:
    """The tree after these leaf hashes have been put behind what there is."""
    full: list[FullTile] = []
    moved: dict[int, End] = {}
    more, level = b"".join(leaves), 0
    while more:
        number, hashes = ends.get(level, NOTHING)
        hashes += more
        more = b""
        for start in range(0, len(hashes) - tiles.FULL + 1, tiles.FULL):
            tile = hashes[start : start + tiles.FULL]
            full.append(FullTile(level, number, tile))
            more += fold(split(tile))
            number += 1
        moved[level] = End(number, hashes[len(hashes) - len(hashes) % tiles.FULL :])
        level += 1
    return Growth(full, moved)


def split(hashes: bytes) -> list[bytes]:
    """A run of hashes as single ones."""
    return [hashes[at : at + HASH] for at in range(0, len(hashes), HASH)]


def after(fetch: tiles.Fetch, growth: Growth) -> tiles.Fetch:
    """The tiles as they are once the growth is written."""
    full = {(tile.level, tile.number): tile.hashes for tile in growth.full}

    def found(level: int, number: int) -> bytes:
        if (level, number) in full:
            return full[level, number]
        end = growth.ends.get(level)
        return end.hashes if end and end.number == number else fetch(level, number)

    return found


def ends_at(fetch: tiles.Fetch, size: int) -> dict[int, End]:
    """The growing ends of the tree when it had ``size`` leaves, cut from what it has grown to."""
    found: dict[int, End] = {}
    level, count = 0, size
    while count:
        number, width = divmod(count, tiles.WIDTH)
        found[level] = End(number, bytes(fetch(level, number))[: width * HASH] if width else b"")
        level, count = level + 1, number
    return found
