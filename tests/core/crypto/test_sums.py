"""The tree that adds up: everybody is found in it, and nothing can be counted away."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.access_log.seals import rules
from app.access_log.seals.rules import Counted, Tree
from app.core.crypto.merkle import ProofError
from app.core.crypto.sums import (
    CHAIN_START,
    MOST_COUNTED,
    SUM_BYTES,
    Sum,
    above,
    chained,
    check_counted,
    holder,
    read_sum,
)

KEY = b"k" * 32
COUNTS = st.lists(st.integers(0, 5), min_size=1, max_size=40)


def everybody(counts: list[int]) -> tuple[list[bytes], Tree]:
    subjects = [number.to_bytes(16) for number in range(len(counts))]
    leaves = {
        each: [bytes([at]) * 36 for at in range(n)]
        for each, n in zip(subjects, counts, strict=True)
    }
    states = {each: Counted(len(of), chained(CHAIN_START, of)) for each, of in leaves.items() if of}
    return subjects, rules.placed(KEY, states, subjects)


def own(subject: bytes, count: int) -> Sum:
    leaves = [bytes([at]) * 36 for at in range(count)]
    return holder(rules.label(KEY, subject), count, chained(CHAIN_START, leaves))


def path(tree: Tree, place: int) -> list[Sum]:
    numbers = rules.beside(place, tree.total.holders)
    return [read_sum(tree.nodes[at * SUM_BYTES : (at + 1) * SUM_BYTES]) for at in numbers]


def root_by_definition(nodes: list[Sum]) -> Sum:
    """RFC 6962 2.1: split at the largest power of two that is smaller."""
    if len(nodes) == 1:
        return nodes[0]
    middle = 1 << (len(nodes) - 1).bit_length() - 1
    return above(root_by_definition(nodes[:middle]), root_by_definition(nodes[middle:]))


@given(COUNTS)
@settings(max_examples=60, deadline=None)
def test_everybody_is_counted_as_often_as_she_was(counts: list[int]) -> None:
    subjects, tree = everybody(counts)

    leaves = [own(each, n) for each, n in zip(subjects, counts, strict=True)]
    assert tree.total == root_by_definition(leaves)
    assert tree.total[:2] == (sum(counts), len(counts))
    for place, subject in enumerate(subjects):
        assert rules.place(tree.places, subject) == place
        check_counted(place, tree.total, leaves[place], path(tree, place))


@given(COUNTS, st.data())
@settings(max_examples=120, deadline=None)
def test_nothing_else_is(counts: list[int], data: st.DataObject) -> None:
    subjects, tree = everybody(counts)
    at = data.draw(st.integers(0, len(counts) - 1))
    beside, total, hers = path(tree, at), tree.total, own(subjects[at], counts[at])
    wrong = [
        (at, total, own(subjects[at], counts[at] + 1), beside),
        (at, total, own(bytes(15) + b"z", counts[at]), beside),
        (at, total._replace(entries=total.entries + 1), hers, beside),
        (at, total._replace(holders=total.holders + 1), hers, beside),
        (at, total._replace(hash=sha256(total.hash).digest()), hers, beside),
        (at, total, hers, [*beside, hers]),
        (len(counts), total, hers, beside),
        (-1, total, hers, beside),
        *((at, total, hers, beside[:-1]) for _one in beside[:1]),
        *((at, total, hers, [step._replace(entries=-1), *beside[1:]]) for step in beside[:1]),
        *((at, total, hers, [step._replace(holders=0), *beside[1:]]) for step in beside[:1]),
    ]
    for asked in wrong:
        with pytest.raises(ProofError):
            check_counted(*asked)
    check_counted(at, total, hers, beside)


def test_nobody_is_found_across_two_others() -> None:
    first, second = b"a" * 8 + b"x" * 8, b"y" * 8 + b"b" * 8
    across = b"x" * 8 + b"y" * 8

    assert rules.place(first + second, across) is None
    assert rules.place(first + second + across, across) == 2


def test_a_path_of_a_hundred_thousand_is_short() -> None:
    assert len(rules.beside(70_000, 100_000)) * SUM_BYTES == 816


def test_what_is_too_much_to_count_is_no_proof() -> None:
    most = Sum(MOST_COUNTED - 1, MOST_COUNTED - 1, bytes(32))
    with pytest.raises(ProofError):
        check_counted(0, Sum(1, 8, bytes(32)), own(b"x" * 16, 1), [most] * 3)
    subjects, tree = everybody([1, 2, 3])
    check_counted(0, tree.total, own(subjects[0], 1), path(tree, 0))
