"""A Merkle tree that also adds up: how much there is below each node, and of how many.

Each leaf stands for one holder and what it counts. A node's hash covers the sums of both its
children, so nothing can be counted away. Standard library alone, and no syntax newer than Python
3.9: an employee's own verifier is made of this very text.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from struct import Struct
from typing import NamedTuple

from app.core.crypto.merkle import HASH, ProofError

SUM_BYTES = 8 + 8 + HASH  # of a node as it is stored
MOST_COUNTED = 1 << 63
CHAIN_START = bytes(HASH)  # of a chain in which nothing is yet


_NODE = Struct(">QQ32s")  # numbers from the high byte on


class Sum(NamedTuple):
    """A node: how many entries are counted below it, for how many holders, and its hash."""

    entries: int
    holders: int
    hash: bytes

    def packed(self) -> bytes:
        return _NODE.pack(*self)


def read_sum(node: bytes) -> Sum:
    """A node as it is stored."""
    return Sum(*_NODE.unpack(node))


def chained(head: bytes, leaves: Sequence[bytes]) -> bytes:
    """The head of a chain after these leaves: ``h = H(h || leaf)`` for each, in order."""
    for leaf in leaves:
        head = sha256(head + leaf).digest()
    return head


def holder(label: bytes, entries: int, head: bytes) -> Sum:
    """The leaf of one holder, whose chain of ``entries`` leaves ends in ``head``."""
    said = b"\0" + label + entries.to_bytes(8, "big") + head
    return Sum(entries, 1, sha256(said).digest())


def above(left: Sum, right: Sum) -> Sum:
    """The node over two nodes."""
    said = sha256(b"\1" + left.packed() + right.packed()).digest()
    return Sum(left.entries + right.entries, left.holders + right.holders, said)


def check_counted(place: int, total: Sum, own: Sum, path: Sequence[Sum]) -> None:
    """A holder's leaf stands at ``place`` of the tree whose root and totals are ``total``.

    ``path`` are the nodes beside it, from the leaf to the root. Raises ProofError if they do not
    lead there, or if anything on the way is counted as less than nothing.
    """
    if not 0 <= place < total.holders:
        raise ProofError("the place is not one of the tree")
    at, last, found, steps = place, total.holders - 1, own, list(path)
    while last:
        if at & 1 or at < last:
            if not steps:
                raise ProofError("the path is too short")
            beside = steps.pop(0)
            if not (_is_possible(beside) and _is_possible(found)):
                raise ProofError("something is counted as less than nothing, or more than there is")
            found = above(beside, found) if at & 1 else above(found, beside)
        at, last = at >> 1, last >> 1
    if steps:
        raise ProofError("the path is too long")
    if found != total:
        raise ProofError("the counts do not add up to the sealed ones")


def _is_possible(node: Sum) -> bool:
    return 0 <= node.entries < MOST_COUNTED and 0 < node.holders < MOST_COUNTED
