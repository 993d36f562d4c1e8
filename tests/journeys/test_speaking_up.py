"""Speaking up without a name: from a signed-in browser's link to a reply that a code opens."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request

from tests.support.live import Tab
from tests.support.northfold import Northfold
from tests.support.processes import ROOT
from tests.support.speakup import CODE

LINK = "Speak up without your name"


def _command(northfold: Northfold, *words: str) -> None:
    line = [sys.executable, "-m", "app.cli", *words, "--data", str(northfold.folder / "demo")]
    subprocess.run(line, cwd=ROOT, check=True, capture_output=True)


def _speakup(northfold: Northfold) -> str:
    card: Mapping[str, Any] = json.loads((northfold.folder / "demo/demo.json").read_text())
    return str(card["speakup"])


@contextmanager
def _requests(page: Page) -> Iterator[list[Request]]:
    """What the browser asks for meanwhile."""
    asked: list[Request] = []

    def note(request: Request) -> None:
        asked.append(request)

    page.on("request", note)
    yield asked
    page.remove_listener("request", note)


def test_a_signed_in_browser_brings_nothing_along(northfold: Northfold) -> None:
    tab, origin = northfold.tab("E1001"), _speakup(northfold)
    for link in (LINK, "I do not want to give my name"):
        tab.go("/concerns/new")
        tab.page.wait_for_load_state("networkidle")  # what that page itself still loads
        with _requests(tab.page) as asked:
            tab.page.get_by_role("link", name=link).click()
            tab.page.wait_for_url(f"{origin}/speak-up")
            tab.page.wait_for_load_state("networkidle")
        assert len(asked) >= 2  # the page, its style
        for request in asked:
            heads = request.all_headers()
            assert urlsplit(request.url).netloc == urlsplit(origin).netloc, request.url
            assert "cookie" not in heads
            assert not heads.get("referer")
            assert urlsplit(request.url).query == ""
    assert tab.page.context.cookies(origin) == []
    tab.go("/")  # the control: here the same browser is signed in
    assert any("daylight" in each["name"] for each in tab.page.context.cookies(northfold.address))
    assert tab.page.get_by_role("link", name="Updates").is_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_report_is_answered_to_whoever_has_the_code(northfold: Northfold, scripts: bool) -> None:
    origin = _speakup(northfold)
    said = f"The rota hangs in the canteen, with who was ill. {'S' if scripts else 'N'}"
    mine = northfold.new_tab(width=390, scheme="dark", scripts=scripts)
    page = mine.page
    page.goto(f"{origin}/speak-up")
    if scripts:
        mine.assert_accessible()
    mine.assert_fits()
    page.get_by_role("link", name="Start").click()
    page.get_by_label("What happened?").fill(said)
    page.get_by_label("Who did it").fill("Tom Whitlock")
    _command(northfold, "demo-clock", "+1m")
    page.get_by_role("button", name="Send without my name").click()
    found = CODE.search(page.inner_text("main"))
    assert found
    mine.assert_fits()
    _command(northfold, "speakup-release")

    desk = northfold.new_tab(width=1280, scheme="light", scripts=scripts)
    desk.go("/sign-in?login_hint=E1007")
    reference = _taken(desk, said)
    desk.page.get_by_label("Write to the reporter").fill("In which canteen?")
    desk.page.get_by_role("button", name="Send message").click()
    assert said in desk.page.inner_text("main")
    _command(northfold, "speakup-release")

    page.goto(f"{origin}/speak-up/reply")
    page.get_by_label("Your code").fill(f"{found[0][:-1]}!")
    page.get_by_role("button", name="Show me the answer").click()
    assert "does not match" in page.inner_text("main")
    page.get_by_label("Your code").fill(found[0].lower())
    page.get_by_role("button", name="Show me the answer").click()
    shown = page.inner_text("main")
    assert all(words in shown for words in ("In which canteen?", said, reference))
    if scripts:
        mine.assert_accessible()
    mine.assert_fits()
    page.get_by_label("Your message").fill("At the depot.")
    _command(northfold, "demo-clock", "+1m")
    page.get_by_role("button", name="Send without my name").click()
    _command(northfold, "speakup-release")
    desk.go(f"/desk/concerns/{reference}")
    assert "At the depot." in desk.page.inner_text("main")


def _taken(desk: Tab, said: str) -> str:
    """Take what nobody has until it is this one; its reference."""
    desk.go("/desk/concerns?view=unassigned")
    rows = desk.page.get_by_role("row").filter(has_text="No name")
    links = [str(row.get_by_role("link").get_attribute("href")) for row in rows.all()]
    for link in links:
        desk.page.goto(link)
        desk.page.get_by_role("button", name="Take it").click()
        if said in desk.page.inner_text("main"):
            return link.rpartition("/")[2]
    raise AssertionError(f"none of {len(links)} says it")
