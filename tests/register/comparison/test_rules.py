"""What was taken out and put in, word by word."""

from hypothesis import given
from hypothesis import strategies as st

from app.register.comparison.rules import compare


def test_words_are_marked_where_they_changed() -> None:
    assert compare("kept for 90 days, then gone", "kept for 30 days, then gone") == [
        ("same", "kept for"),
        ("removed", "90"),
        ("added", "30"),
        ("same", "days, then gone"),
    ]


def test_the_same_words_are_the_same_whatever_the_spaces() -> None:
    assert compare("a  b\n c", "a b c") == [("same", "a b c")]
    assert compare("", "") == []


WORD = st.sampled_from(["a", "b", "c", "90", "30", "days.", "→"])
WORDS = st.lists(WORD, max_size=12).map(" ".join)


@given(WORDS, WORDS)
def test_both_wordings_can_be_read_back(before: str, after: str) -> None:
    parts = compare(before, after)

    assert " ".join(text for kind, text in parts if kind != "added") == before
    assert " ".join(text for kind, text in parts if kind != "removed") == after
