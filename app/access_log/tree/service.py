"""Putting new leaves into the stored tree."""

from sqlmodel import Session

from app.access_log.tree.models import Edge, Tile
from app.access_log.tree.rules import Growth


def add(session: Session, growth: Growth) -> None:
    """Write what new leaves add. The caller sees to it that nobody else does at the same time."""
    session.add_all(
        Tile(level=tile.level, number=tile.number, hashes=tile.hashes) for tile in growth.full
    )
    for level, end in growth.ends.items():
        session.merge(Edge(level=level, number=end.number, hashes=end.hashes))
    session.flush()
