import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.register.policies.notation.rules import (
    LONGEST,
    Block,
    NotationError,
    count_words,
    read,
    sections,
    tidy,
)

TEXT = """Before the first heading.

# What we never do

A paragraph over
two lines.

- one
- two

1. first
2. then"""


def test_a_text_is_read_into_headings_paragraphs_lists_and_steps() -> None:
    before, never = read(TEXT)

    assert (before.heading, before.blocks) == (
        "",
        (Block("paragraph", ("Before the first heading.",)),),
    )
    assert (never.heading, never.anchor) == ("What we never do", "part-what-we-never-do")
    assert never.blocks == (
        Block("paragraph", ("A paragraph over two lines.",)),
        Block("list", ("one", "two")),
        Block("steps", ("first", "then")),
    )


def test_html_is_words_like_any_other() -> None:
    (section,) = read("# <b>Bold</b>\n\n<script>alert(1)</script> & <img src=x onerror=y>")

    assert section.heading == "<b>Bold</b>"
    assert section.blocks[0].lines == ("<script>alert(1)</script> & <img src=x onerror=y>",)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", 0, "Write the text"),
        ("  \n \n", 0, "Write the text"),
        ("Only words.", 0, "at least one heading"),
        ("x" * (LONGEST + 1), 0, "at most 30,000"),
        ("# A\nwords", 2, "empty line after a heading"),
        ("#A\n\nwords", 1, "begin a heading with #"),
        ("## A\n\nwords", 1, "begin a heading with #"),
        ("# \n\nwords", 1, "begin a heading with #"),
        ("# " + "a" * 101 + "\n\nwords", 1, "at most 100"),
        ("# A\n\n# B\n\nwords", 3, "write something under “A”"),
        ("# A", 0, "write something under “A”"),
        ("# A\n\nwords\n\n# a!\n\nwords", 5, "words of its own"),
        ("# A\n\nwords\n- item", 4, "empty line before"),
        ("# A\n\nwords\n# B", 4, "empty line before"),
        ("# A\n\n- item\nwords", 4, "begin each item"),
        ("# A\n\n- item\n-", 4, "begin each item"),
        ("# A\n\n1. one\n3. three", 4, "begin this step with “2. ”"),
        ("# A\n\n2. two", 3, "begin this step with “1. ”"),
        ("# A\n\nsome **bold** words", 3, "plain words"),
        ("# A\n\n[a link](https://example.com)", 3, "plain words"),
        ("# A\n\nturned \u202e round", 3, "cannot be shown"),
        ("# A\n\na null \x00", 3, "cannot be shown"),
    ],
)
def test_what_breaks_the_notation_is_named_with_its_line(text: str, line: int, says: str) -> None:
    with pytest.raises(NotationError) as broken:
        read(text)

    assert says in str(broken.value)
    assert str(broken.value).startswith(f"Line {line}:") == bool(line)
    assert read(TEXT)


def test_line_ends_and_folds_do_not_change_what_is_kept() -> None:
    folded = TEXT.replace("\n", "\r\n").replace("two lines.", "two lines.   ")

    assert tidy(folded) == tidy(TEXT)
    assert "A paragraph over two lines." in tidy(TEXT)


@given(st.text(alphabet="a #-1.2\n\r<&*", max_size=60))
def test_any_text_is_read_or_refused_and_a_tidy_one_stays_as_it_is(text: str) -> None:
    try:
        sections = read(text)
    except NotationError:
        return
    assert tidy(tidy(text)) == tidy(text)
    assert read(tidy(text)) == sections


def test_words_are_counted_with_the_headings() -> None:
    assert count_words(read("# Two words\n\nand three more")) == 5


def test_a_text_without_headings_is_one_section_but_no_policy() -> None:
    (section,) = sections("- one\n- two")

    assert (section.heading, section.words) == ("", "• one • two")
    with pytest.raises(NotationError, match="at least one heading"):
        read("- one\n- two")
