"""The tree against its definition (RFC 9162 2.1), the vectors of others, and false proofs."""

import base64
import json
import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.crypto import merkle
from app.core.crypto.merkle import ProofError, fold, leaf_hash

DATA = os.environ.get("DAYLIGHT_TEST_DATA")
needs_data = pytest.mark.skipif(not DATA, reason="DAYLIGHT_TEST_DATA names no test data")

LEAVES = [leaf_hash(bytes([number])) for number in range(70)]


def definition(leaves: Sequence[bytes]) -> bytes:
    """The root as RFC 9162 2.1.1 defines it, of leaf hashes."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    left, right = definition(leaves[:split]), definition(leaves[split:])
    return sha256(b"\1" + left + right).digest()


def of(leaves: Sequence[bytes]) -> merkle.Node:
    return lambda level, index: fold(leaves[index << level : (index + 1) << level])


def test_the_vectors_of_the_design() -> None:
    leaves = [leaf_hash(entry) for entry in (b"alpha", b"beta", b"gamma")]
    root = merkle.root(of(leaves), 3)

    assert root.hex() == "385da30f3917282c8939dff851957e519ab1846b1351a14c0adb3b11632742aa"
    assert merkle.inclusion_path(of(leaves), 1, 3) == [leaves[0], leaves[2]]
    assert merkle.consistency_path(of(leaves), 2, 3) == [leaves[2]]
    assert merkle.consistency_path(of(leaves), 1, 3) == [leaves[1], leaves[2]]


@needs_data
@pytest.mark.parametrize("kind", ["inclusion", "consistency"])
def test_the_vectors_of_others(kind: str) -> None:
    cases = json.loads((Path(DATA or "") / "merkle" / f"{kind}.json").read_text())
    wrong = [case["desc"] for case in cases if _passes(kind, case) == case["wantErr"]]

    assert len(cases) == 98
    assert not wrong


def _passes(kind: str, case: dict[str, Any]) -> bool:
    def bytes_of(text: str | None) -> bytes:
        return base64.b64decode(text or "")

    path = [bytes_of(each) for each in case["proof"] or ()]
    try:
        if kind == "inclusion":
            leaf, root = bytes_of(case["leafHash"]), bytes_of(case["root"])
            merkle.check_inclusion(case["leafIdx"], case["treeSize"], leaf, path, root)
        else:
            roots = bytes_of(case["root1"]), bytes_of(case["root2"])
            merkle.check_consistency(case["size1"], case["size2"], path, *roots)
    except ProofError:
        return False
    return True


def test_every_small_tree_is_its_definition_and_proves_each_of_its_leaves() -> None:
    for size in range(len(LEAVES)):
        root = merkle.root(of(LEAVES), size)
        assert root == definition(LEAVES[:size])
        for index in range(size):
            path = merkle.inclusion_path(of(LEAVES), index, size)
            merkle.check_inclusion(index, size, LEAVES[index], path, root)


def test_every_small_tree_begins_with_every_smaller_one() -> None:
    for second in range(1, len(LEAVES)):
        new = definition(LEAVES[:second])
        for first in range(1, second + 1):
            path = merkle.consistency_path(of(LEAVES), first, second)
            merkle.check_consistency(first, second, path, definition(LEAVES[:first]), new)


@settings(deadline=None)
@given(st.data())
def test_no_changed_proof_of_inclusion_passes(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 70))
    index = data.draw(st.integers(0, size - 1))
    root, path = merkle.root(of(LEAVES), size), merkle.inclusion_path(of(LEAVES), index, size)
    merkle.check_inclusion(index, size, LEAVES[index], path, root)

    other = data.draw(st.integers(0, 69).filter(lambda other: other != index))
    changed = _changed(data, path)
    with pytest.raises(ProofError):
        merkle.check_inclusion(index, size, LEAVES[other], path, root)
    with pytest.raises(ProofError):
        merkle.check_inclusion(index, size, LEAVES[index], changed, root)
    with pytest.raises(ProofError):
        merkle.check_inclusion(index, size, LEAVES[index], path, leaf_hash(root))


@settings(deadline=None)
@given(st.data())
def test_no_changed_proof_of_consistency_passes(data: st.DataObject) -> None:
    second = data.draw(st.integers(2, 70))
    first = data.draw(st.integers(1, second - 1))
    old, new = merkle.root(of(LEAVES), first), merkle.root(of(LEAVES), second)
    path = merkle.consistency_path(of(LEAVES), first, second)
    merkle.check_consistency(first, second, path, old, new)

    with pytest.raises(ProofError):
        merkle.check_consistency(first, second, _changed(data, path), old, new)
    with pytest.raises(ProofError):
        merkle.check_consistency(first, second, path, leaf_hash(old), new)
    with pytest.raises(ProofError):
        merkle.check_consistency(first, second, path, old, leaf_hash(new))


def _changed(data: st.DataObject, path: list[bytes]) -> list[bytes]:
    """One hash more, one fewer, or one bit of one turned."""
    how = data.draw(st.sampled_from(["more", "fewer", "flip"]))
    if how == "more" or not path:
        return [*path, LEAVES[0]]
    at = data.draw(st.integers(0, len(path) - 1))
    if how == "fewer":
        return path[:at] + path[at + 1 :]
    bit = data.draw(st.integers(0, 255))
    turned = int.from_bytes(path[at], "big") ^ 1 << bit
    return [*path[:at], turned.to_bytes(32, "big"), *path[at + 1 :]]
