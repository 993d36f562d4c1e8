"""Merkle trees over a log, SHA-256 (RFC 6962 2.1, RFC 9162 2.1): hashes, proofs, and their check.

Standard library alone, and no syntax newer than Python 3.9: an employee's own verifier is made of
this very text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()
HASH = 32  # bytes

Node = Callable[[int, int], bytes]
"""The hash of the complete subtree of ``2 ** level`` leaves whose number on its level is given."""


class ProofError(ValueError):
    """A proof does not show what it should."""


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


def check_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> None:
    """Leaf hash ``leaf`` stands at ``index`` of the tree of ``size`` leaves (RFC 9162 2.1.3.2).

    Raises ProofError if the path, from the leaf to the root, does not show that.
    """
    if not 0 <= index < size or len(leaf) != HASH:
        raise ProofError("the entry is not one of the tree")
    at, last, found = index, size - 1, leaf
    for beside in path:
        if last == 0:
            raise ProofError("the path is too long")
        if at & 1 or at == last:
            found = node_hash(beside, found)
            at, last = _past_lone_nodes(at, last)
        else:
            found = node_hash(found, beside)
        at, last = at >> 1, last >> 1
    if last:
        raise ProofError("the path is too short")
    if found != root:
        raise ProofError("the path does not lead to the root")


def check_consistency(
    first: int, second: int, path: Sequence[bytes], old: bytes, new: bytes
) -> None:
    """The tree of ``second`` leaves begins with that of ``first`` leaves (RFC 9162 2.1.4.2).

    ``old`` and ``new`` are their roots. Raises ProofError if the path does not show that. Of an
    empty tree nothing can be shown.
    """
    if not 1 <= first <= second:
        raise ProofError("the older tree is empty, or the larger one")
    if first == second:
        if path or old != new:
            raise ProofError("two trees of one size are one tree")
        return
    steps = list(path)
    if first & (first - 1) == 0:
        steps.insert(0, old)
    if not steps:
        raise ProofError("the path is too short")
    if _both_roots(first, second, steps) != (old, new):
        raise ProofError("the path does not lead from the older root to the newer one")


def _both_roots(first: int, second: int, steps: Sequence[bytes]) -> tuple[bytes, bytes]:
    """The roots of the older and of the newer tree that these steps lead to."""
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = steps[0]
    for beside in steps[1:]:
        if last == 0:
            raise ProofError("the path is too long")
        if at & 1 or at == last:
            before, after = node_hash(beside, before), node_hash(beside, after)
            at, last = _past_lone_nodes(at, last)
        else:
            after = node_hash(after, beside)
        at, last = at >> 1, last >> 1
    if last:
        raise ProofError("the path is too short")
    return before, after


def root(node: Node, size: int) -> bytes:
    """The root of the first ``size`` leaves."""
    return _range(node, 0, size) if size else EMPTY_ROOT


def inclusion_path(node: Node, index: int, size: int) -> list[bytes]:
    """What shows that an entry is in the tree of ``size`` leaves, from the leaf to the root."""
    begin, end, path = 0, size, []
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            path.append(_range(node, middle, end))
            end = middle
        else:
            path.append(_range(node, begin, middle))
            begin = middle
    return path[::-1]


def consistency_path(node: Node, first: int, second: int) -> list[bytes]:
    """What shows that the tree of ``second`` leaves begins with that of ``first`` leaves."""
    if first in {0, second}:
        return []
    begin, end, path = 0, second, []
    while first != end:
        middle = begin + _split(end - begin)
        if first <= middle:
            path.append(_range(node, middle, end))
            end = middle
        else:
            path.append(_range(node, begin, middle))
            begin = middle
    if begin:
        path.append(_range(node, begin, end))
    return path[::-1]


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over ``2 ** n`` hashes that stand beside one another."""
    while len(hashes) > 1:
        hashes = [node_hash(hashes[at], hashes[at + 1]) for at in range(0, len(hashes), 2)]
    return hashes[0]


def _past_lone_nodes(at: int, last: int) -> tuple[int, int]:
    """Up to where the node has a neighbour on its left again."""
    while at and not at & 1:
        at, last = at >> 1, last >> 1
    return at, last


def _split(count: int) -> int:
    """The largest power of two smaller than ``count``."""
    return 1 << (count - 1).bit_length() - 1


def _range(node: Node, begin: int, end: int) -> bytes:
    count = end - begin
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return node(level, begin >> level)
    middle = begin + _split(count)
    return node_hash(_range(node, begin, middle), _range(node, middle, end))
