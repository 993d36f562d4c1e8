"""References per reader: a permutation, not a number anybody could count by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access_log.looks import numbering

SEQS = st.integers(0, 10**11)


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbering, "derive", lambda purpose: purpose.encode().ljust(32))


@given(SEQS, st.text(min_size=1, max_size=12))
def test_there_and_back(seq: int, subject: str) -> None:
    derive, numbering.derive = numbering.derive, lambda purpose: purpose.encode().ljust(32)
    try:
        assert numbering.number(numbering.reference(seq, subject), subject) == seq
    finally:
        numbering.derive = derive


def test_no_two_entries_share_a_reference() -> None:
    assert len({numbering.reference(seq, "E1001") for seq in range(3000)}) == 3000


def test_neighbours_do_not_look_alike() -> None:
    references = [numbering.reference(seq, "E1001") for seq in range(50)]
    assert sorted(references) != references
    assert len({reference[:3] for reference in references}) > 45


def test_another_persons_reference_leads_elsewhere() -> None:
    for seq in range(200):
        assert numbering.number(numbering.reference(seq, "E1001"), "E1002") != seq


@pytest.mark.parametrize("wrong", ["", "abc", "K7M2", "K7M29XQ0", "k7m29xqd", "K7M29XQD2", "1283"])
def test_what_is_not_spelled_like_a_reference_is_none(wrong: str) -> None:
    assert numbering.number(wrong, "E1001") is None
