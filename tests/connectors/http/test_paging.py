"""Where a list goes on, and that it does not go on for ever."""

import pytest

from app.connectors.http.paging import rules
from app.connectors.http.paging.rules import Walk
from app.connectors.schemas import SourceError

HEADERS = [
    ("", None),
    ('<https://x.example/2>; rel="next"', "https://x.example/2"),
    ("<https://x.example/2>; rel=next", "https://x.example/2"),
    ("<https://x.example/2>;REL=NEXT", "https://x.example/2"),
    ('</1>; rel="prev", </3>; rel="next"', "/3"),
    ('</3>; title="a, b; rel=prev"; rel="next"', "/3"),
    ('</3>; rel="last next"', "/3"),
    ('</a,b>; rel="next"', "/a,b"),
    ('</1>; rel="first"', None),
    ('</1>; rel="nextish"', None),
    ("</1>", None),
    ("rel=next", None),
    ('<>; rel="next"', ""),
    ("<" * 8000, None),
    ("<a>;" * 1000 + " " * 4000, None),
    ('<a>; b="' * 1000, None),
]


@pytest.mark.parametrize(("header", "target"), HEADERS)
def test_a_link_header_is_read(header: str, target: str | None) -> None:
    assert rules.from_header(header) == target


def test_a_link_header_that_is_too_long_is_not_read() -> None:
    with pytest.raises(SourceError, match="not an address"):
        rules.from_header('<a>; rel="next"' + " " * 8000)


@pytest.mark.parametrize("before", [0, 1, 5])
@pytest.mark.parametrize("circle", [1, 2, 3, 10, 33])
def test_every_circle_is_found_after_a_few_rounds(before: int, circle: int) -> None:
    walk, places = Walk(), [f"before {each}" for each in range(before)]
    with pytest.raises(SourceError, match="circle"):
        for step in range(4 * (before + circle) + 4):
            place = places[step] if step < before else f"in {(step - before) % circle}"
            walk = rules.onward(walk, place, place)
    for step in range(4 * (before + circle) + 4):
        walk = rules.onward(walk, f"other {step}", f"other {step}")


def test_a_list_without_an_end_is_left() -> None:
    walk = Walk(pages=rules.MOST_PAGES - 1)
    with pytest.raises(SourceError, match="more pages"):
        rules.onward(walk, "x", "x")
    assert rules.onward(Walk(pages=rules.MOST_PAGES - 2), "x", "x").pages == rules.MOST_PAGES - 1
