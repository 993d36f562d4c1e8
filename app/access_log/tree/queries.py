"""The tree's hashes as they are stored."""

from collections.abc import Mapping
from functools import lru_cache

from sqlmodel import Session, col, select

from app.access_log.errors import MissingHashesError
from app.access_log.tree.models import Edge, Tile
from app.access_log.tree.rules import End
from app.core.crypto import tiles
from app.core.crypto.merkle import HASH
from app.core.db.session import fetch


def ends(session: Session) -> Mapping[int, End]:
    """The growing end of each level."""
    rows = fetch(session, select(Edge.level, Edge.number, Edge.hashes))
    return {level: End(number, bytes(hashes)) for level, number, hashes in rows}


def stored(session: Session) -> tiles.Fetch:
    """What there is of each tile, read when it is asked for and kept for as long as this is.

    A tile may become full between two questions: then its end, which was read before, is a
    prefix of it, and all that a tree of that time needs.
    """
    at_the_end = ends(session)

    @lru_cache
    def found(level: int, number: int) -> bytes:
        end = at_the_end.get(level)
        if end is not None and end.number == number:
            return end.hashes
        full = fetch(
            session,
            select(Tile.hashes).where(col(Tile.level) == level, col(Tile.number) == number),
        ).scalar()
        return b"" if full is None else bytes(full)

    return found


def tile(session: Session, level: int, path: tiles.TilePath) -> bytes:
    """The first ``path.width`` hashes of a tile that a checkpoint covers.

    Raises MissingHashesError if they are not there.
    """
    hashes = stored(session)(level, path.number)[: path.width * HASH]
    if len(hashes) != path.width * HASH:
        raise MissingHashesError
    return hashes
