"""Commitments and canonical JSON, against what RFC 8785 and the design say, computed anew."""

import hmac
import json
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access_log.appending.rules import Digest
from app.access_log.leaves import rules

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)
SALTS = bytes(range(128))


@given(st.dictionaries(st.from_regex("[a-z_]{1,9}", fullmatch=True), VALUES))
def test_canonical_json_reads_back_the_same_and_has_no_choice(value: dict[str, object]) -> None:
    text = rules.canonical(value)

    assert json.loads(text) == value
    assert rules.canonical(json.loads(text)) == text


@given(st.dictionaries(st.from_regex("[a-z_]{1,9}", fullmatch=True), TEXT))
def test_canonical_json_is_what_the_standard_library_writes(value: dict[str, str]) -> None:
    plain = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    assert rules.canonical(value) == plain.encode()


@pytest.mark.parametrize("value", ["\ud800", 2**53, {1}, b"x"])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        rules.canonical({"a": value})


def test_a_commitment_is_the_design_s_formula() -> None:
    groups = (b'{"subject":"x"}', b'{"id":"E1042"}', b"{}")
    hashed = b"".join(
        sha256(b"al1 grp\0" + bytes([i]) + SALTS[32 * i : 32 * i + 32] + group).digest()
        for i, group in enumerate(groups, 1)
    )
    expected = sha256(b"al1 rec\0" + SALTS[:32] + hashed).digest()

    assert rules.commitment(SALTS, *groups) == expected
    assert rules.access_leaf(SALTS, *groups) == b"al1\x00" + expected


def test_known_vectors() -> None:
    """Computed once with ``sha256sum`` from the formula, and fixed for good."""
    leaf = rules.access_leaf(bytes(128), b"{}", b"{}", b"{}")
    groups = [sha256(b"al1 grp\0" + bytes([i]) + bytes(32) + b"{}").digest() for i in (1, 2, 3)]

    assert len(leaf) == rules.LEAF
    assert leaf[4:] == sha256(b"al1 rec\0" + bytes(32) + b"".join(groups)).digest()
    assert rules.public_leaf(3, b"{}") == b"al1\x03" + sha256(b"{}").digest()
    assert rules.committed_leaf(4, bytes(128), b"{}") == b"al1\x04" + leaf[4:]
    assert rules.kind_of(leaf) == rules.ACCESS


@given(st.binary(max_size=200), st.binary(min_size=32, max_size=32))
def test_the_keyed_digest_is_hmac_sha256(message: bytes, key: bytes) -> None:
    assert Digest(key).of(message) == hmac.digest(key, message, "sha256")
