"""What hides in an address or a form leads nowhere, and HEAD is GET without its body."""

import pytest

from app.core.web.forms import parse
from app.desk.forms import DraftLook
from tests.support.browser import Browser
from tests.support.cast import Cast

HIDDEN = ["%00", "a%00b", "%1b", "%7f", "%e2%80%ae", "%e2%81%a6"]


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize(
    "before", ["/looked/", "/collected/", "/desk/looks/", "/looked?q=", "/search?q="]
)
def test_an_address_that_hides_something_leads_nowhere(
    browser: Browser, cast: Cast, before: str, hidden: str
) -> None:
    browser.sign_in(cast.helen)

    assert browser.get(before + hidden, status=404).heading
    assert browser.get("/looked?q=plain%20text").heading


@pytest.mark.parametrize("hidden", ["a\0b", "\x1b[31m", "a\u202eb"])
def test_a_form_refuses_what_cannot_be_shown(hidden: str) -> None:
    typed = {"person": "E1001", "purpose": "answer-question", "ticket": hidden}

    assert "cannot be shown" in parse(DraftLook, typed).errors["ticket"]
    assert parse(DraftLook, typed | {"ticket": "Q-1 – ünïcode\n"}).value


@pytest.mark.parametrize("path", ["/welcome", "/healthz", "/api/v1/openapi.json", "/looked"])
def test_head_is_get_without_a_body(browser: Browser, cast: Cast, path: str) -> None:
    browser.sign_in(cast.amara)

    head, get = browser.client.head(path), browser.client.get(path)

    assert (head.status_code, get.status_code) == (200, 200)
    assert head.content == b""
    assert head.headers["content-type"] == get.headers["content-type"]
