"""References can be read aloud, and cannot be counted by."""

import re

from app.core import references


def test_a_reference_is_two_groups_of_four() -> None:
    assert re.fullmatch(r"REQ-[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}", references.new("REQ"))


def test_nothing_that_looks_like_something_else_is_in_it() -> None:
    assert not set("01ILO") & set(references.ALPHABET)
    assert len(set(references.ALPHABET)) == len(references.ALPHABET)


def test_no_two_are_the_same() -> None:
    assert len({references.new("REQ") for _ in range(5_000)}) == 5_000


def test_every_letter_comes_up() -> None:
    assert set(references.code(5_000)) == set(references.ALPHABET)
