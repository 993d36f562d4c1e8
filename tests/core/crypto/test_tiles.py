"""Where hashes lie, and the one way a tile's place is written."""

import pytest

from app.core.crypto import merkle, tiles
from app.core.crypto.merkle import leaf_hash
from app.core.crypto.tiles import TilePath, parse_path

WRITTEN = {
    "000": TilePath(0),
    "067": TilePath(67),
    "x001/000": TilePath(1000),
    "x001/x234/067": TilePath(1234067),
    "x001/x234/067.p/5": TilePath(1234067, 5),
    "000.p/255": TilePath(0, 255),
}
NOT_WRITTEN = (
    *("", "0", "67", "0067", "x000/067", "1000", "x1/000", "001/000", "x001", "x001/x000"),
    *("000.p/0", "000.p/256", "000.p/05", "000.p/", "000.p", "000/", "/000", "000.p/1/2"),
    *("-01", "+01", "0_1", "٠٠٠", "０００", "000\n", " 000", "x001/../000"),
    "/".join(["x999"] * 9 + ["999"]),
)


@pytest.mark.parametrize(("text", "path"), WRITTEN.items())
def test_a_place_is_read_and_written(text: str, path: TilePath) -> None:
    assert parse_path(text) == path
    assert str(path) == text


@pytest.mark.parametrize("text", NOT_WRITTEN)
def test_another_way_of_writing_is_none(text: str) -> None:
    assert parse_path(text) is None
    assert parse_path("000") == TilePath(0)


def test_nodes_are_found_in_tiles_of_every_level() -> None:
    size = 70_000
    leaves = [leaf_hash(number.to_bytes(4, "big")) for number in range(size)]
    levels = [leaves]
    while len(levels[-1]) >= tiles.WIDTH:
        below = levels[-1]
        full = range(0, len(below) - len(below) % tiles.WIDTH, tiles.WIDTH)
        levels.append([merkle.fold(below[at : at + tiles.WIDTH]) for at in full])
    assert [divmod(len(level), tiles.WIDTH) for level in levels] == [(273, 112), (1, 17), (0, 1)]

    def fetch(level: int, number: int) -> bytes:
        return b"".join(levels[level][number * tiles.WIDTH : (number + 1) * tiles.WIDTH])

    node = tiles.node(fetch)
    root = merkle.root(node, size)
    for index in (0, 255, 256, 65_535, 65_536, 69_887, 69_888, 69_999):
        path = merkle.inclusion_path(node, index, size)
        merkle.check_inclusion(index, size, leaves[index], path, root)
    for first in (1, 255, 256, 257, 65_536, 69_999):
        path = merkle.consistency_path(node, first, size)
        merkle.check_consistency(first, size, path, merkle.root(node, first), root)
    with pytest.raises(IndexError):
        node(0, size)
