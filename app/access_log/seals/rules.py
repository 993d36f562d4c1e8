"""The tree of a seal: who stands where, and what adds up to what. No database, no clock."""

import base64
import hmac
import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from app.core.crypto.sums import CHAIN_START, Sum, above, chained, holder

FORMAT = "daylight-seal@v1"
EVERY = timedelta(hours=1)
STALE = timedelta(hours=12)  # whoever takes a proof gets a new seal if the newest is older
PLACE = 16  # bytes of a subject


class Counted(NamedTuple):
    """How many entries a subject has, and the head of their chain."""

    entries: int = 0
    head: bytes = CHAIN_START


NOTHING = Counted()


class Tree(NamedTuple):
    """The tree of one seal, as it is stored, and its root with the totals."""

    places: bytes
    nodes: bytes
    total: Sum


def counted(
    before: Mapping[bytes, Counted], rows: Iterable[tuple[bytes, bytes]]
) -> dict[bytes, Counted]:
    """What these further entries, a subject and a leaf each, make of those they are about."""
    more: dict[bytes, list[bytes]] = {}
    for subject, leaf in rows:
        more.setdefault(subject, []).append(leaf)
    found = {}
    for subject, leaves in more.items():
        entries, head = before.get(subject, NOTHING)
        found[subject] = Counted(entries + len(leaves), chained(head, leaves))
    return found


def label(key: bytes, subject: bytes) -> bytes:
    """What stands for a subject in the tree: only she is shown it, and nobody can guess it."""
    return hmac.digest(key, subject, "sha256")


def tree(key: bytes, states: Mapping[bytes, Counted], subjects: Iterable[bytes]) -> Tree:
    """Everybody in an order of chance, so that a neighbour's count says nothing of whose it is."""
    everybody = list(states.keys() | subjects)
    chance = os.urandom(PLACE * len(everybody))
    places = sorted(range(len(everybody)), key=lambda at: chance[at * PLACE : (at + 1) * PLACE])
    return placed(key, states, [everybody[at] for at in places])


def placed(key: bytes, states: Mapping[bytes, Counted], everybody: Sequence[bytes]) -> Tree:
    """The tree over these subjects in this order."""
    leaves = [holder(label(key, each), *states.get(each, NOTHING)) for each in everybody]
    levels = list(_levels(leaves))
    nodes = b"".join(node.packed() for level in levels for node in level)
    return Tree(b"".join(everybody), nodes, levels[-1][0])


def _levels(nodes: list[Sum]) -> Iterable[list[Sum]]:
    """Each level, from the leaves up; a node without a neighbour stands on the next one too."""
    yield nodes
    while len(nodes) > 1:
        over = [above(nodes[at], nodes[at + 1]) for at in range(0, len(nodes) - 1, 2)]
        nodes = over + nodes[len(over) * 2 :]
        yield nodes


def place(places: bytes, subject: bytes) -> int | None:
    """Where a subject stands, or None."""
    at = places.find(subject)
    while at > 0 and at % PLACE:  # bytes that only look like hers, across two others'
        at = places.find(subject, at + 1)
    return None if at < 0 else at // PLACE


def everybody(places: bytes) -> list[bytes]:
    """The subjects in the order of a seal."""
    return [places[at : at + PLACE] for at in range(0, len(places), PLACE)]


def beside(place: int, people: int) -> list[int]:
    """Which nodes, as numbers over all levels, stand beside the way from a place to the root."""
    found, below, width = [], 0, people
    while width > 1:
        if place ^ 1 < width:
            found.append(below + (place ^ 1))
        below, place, width = below + width, place >> 1, (width + 1) >> 1
    return found


def statement(covers: int, total: Sum, at: datetime) -> dict[str, Any]:
    """What everybody may read of a seal; its digest is a leaf of the log."""
    return {
        "format": FORMAT,
        "covers": covers,
        "people": total.holders,
        "recorded_at": at,
        "root": base64.b64encode(total.hash).decode(),
    }


def is_due(made_at: datetime | None, now: datetime) -> bool:
    """Whether it is time for another; a clock that was put back waits for nothing."""
    return made_at is None or not timedelta() <= now - made_at < EVERY
