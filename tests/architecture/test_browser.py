"""The tests' browser sees what is wrong with a page: otherwise it would pass every page."""

import pytest
from bs4 import BeautifulSoup
from httpx2 import Request, Response

from tests.support.browser import Page, assert_well_made

GOOD = """
  <a href="/y"><span class="visually-hidden">Go to</span> y</a>
  <p id="hint">As on your card.</p>
  <form action="/"><label for="a">A</label>
    <input id="a" name="a" aria-describedby="hint"><input type="hidden" name="q">
    <label>B <select name="b"></select></label><button>Go</button></form>
  <img src="x.png" alt=""><script src="/a.js"></script>
"""
WRONG = [
    '<p style="color: red">Red</p>',
    "<style>p {}</style>",
    "<script>go()</script>",
    '<p onclick="go()">Press</p>',
    '<p hx-on:click="go()">Press</p>',
    '<a href="javascript:go()">Go</a>',
    "<a>Go</a>",
    '<a href="/y"></a>',
    '<img src="x.png">',
    "<form><button>Go</button></form>",
    '<form action="/"></form>',
    '<input name="a">',
    '<input type="text" name="a">',
    '<select name="a"></select>',
    '<textarea name="a"></textarea>',
    '<label for="nothing">A</label>',
    '<p aria-describedby="nothing">A</p>',
    '<p aria-labelledby="nothing">A</p>',
    '<p aria-controls="nothing">A</p>',
    "<button></button>",
    '<button><svg aria-hidden="true"></svg></button>',
    '<p id="a"></p><p id="a"></p>',
    "<main></main>",
]


def page(body: str) -> Page:
    written = (
        '<!doctype html><html lang="en"><head><title>Hello</title></head>'
        f"<body><main><h1>Hello</h1>{body}</main></body></html>"
    )
    answer = Response(200, text=written, request=Request("GET", "http://127.0.0.1:8000/"))
    return Page(answer, BeautifulSoup(written, "html5lib"))


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_with_a_page_is_seen(wrong: str) -> None:
    with pytest.raises(AssertionError):
        assert_well_made(page(GOOD + wrong))
    assert_well_made(page(GOOD))
