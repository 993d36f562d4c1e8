"""How many entries are proven in a second, in a log of a million?

``python -m bench.proofs`` on an empty SQLite database that may be thrown away. Ours is the path of
an entry chosen at random, made of the stored tiles as a file of evidence is made; the baseline
reads the one tile that holds it, and no more. Both take turns in pairs; what is reported is the
median.
"""

import argparse
import json
import random
import time
from collections.abc import Callable
from statistics import median

from sqlmodel import Session

from app.access_log.tree import queries as tree
from app.access_log.tree import service as tree_service
from app.access_log.tree.models import Tile
from app.access_log.tree.rules import grow
from app.cli.migrate import bring_to_head
from app.core.crypto import merkle, tiles
from app.core.db.session import reading, writing

AT_ONCE, PROOFS = 65_536, 4_000


def load(entries: int) -> bytes:
    """A tree over so many leaves, in portions as the worker makes them; its root."""
    bring_to_head()
    for first in range(0, entries, AT_ONCE):
        with writing() as session:
            count = min(AT_ONCE, entries - first)
            leaves = [random.randbytes(merkle.HASH) for _ in range(count)]
            tree_service.add(session, grow(tree.ends(session), leaves))
    with reading() as session:
        return merkle.root(tiles.node(tree.stored(session)), entries)


def prove(session: Session, entries: int, root: bytes) -> float:
    """Proofs a second; the last one is checked."""
    node, index = tiles.node(tree.stored(session)), 0
    path: list[bytes] = []
    began = time.perf_counter()
    for _ in range(PROOFS):
        index = random.randrange(entries)
        path = merkle.inclusion_path(node, index, entries)
    took = time.perf_counter() - began
    merkle.check_inclusion(index, entries, node(0, index), path, root)
    return PROOFS / took


def read(session: Session, entries: int) -> float:
    """Tiles a second."""
    full = entries // tiles.WIDTH
    began = time.perf_counter()
    for _ in range(PROOFS):
        session.get_one(Tile, (0, random.randrange(full)))
        session.expunge_all()
    return PROOFS / (time.perf_counter() - began)


def measured(entries: int, runs: int) -> dict[str, object]:
    root = load(entries)

    def once(step: Callable[[Session], float]) -> float:
        with reading() as session:
            return step(session)

    pairs = [
        (once(lambda session: prove(session, entries, root)), once(lambda s: read(s, entries)))
        for _ in range(runs)
    ]
    ratios = [ours / baseline for ours, baseline in pairs]
    return {
        "name": f"proofs of {entries:,} entries, sqlite",
        "ratio": round(median(ratios), 3),
        "ours": round(median(ours for ours, _ in pairs)),
        "baseline": round(median(baseline for _, baseline in pairs)),
        "runs": [round(ratio, 3) for ratio in ratios],
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    print(json.dumps([measured(asked.entries, asked.runs)]))
