"""A privacy officer looks at somebody's entry, and that person reads exactly what was promised."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.northfold import Northfold

HELEN, EWAN, TOM = "E1005", "E1009", "E1002"


@pytest.mark.parametrize(
    ("width", "scheme", "scripts", "name", "looked_at", "ticket"),
    [
        (1280, "light", True, "Whitlock", TOM, "Q-2026-17"),
        (390, "dark", False, "Galbraith", EWAN, "Q-2026-18"),
    ],
    ids=["wide", "phone, no scripts"],
)
def test_the_sentence_read_is_the_sentence_previewed(
    northfold: Northfold,
    width: int,
    scheme: str,
    scripts: bool,
    name: str,
    looked_at: str,
    ticket: str,
) -> None:
    how = {"width": width, "scheme": scheme, "scripts": scripts}
    page = northfold.tab(HELEN, **how).page  # type: ignore[arg-type]
    page.goto("/desk")
    page.get_by_role("main").get_by_role("link", name="Find a person").first.click()
    page.get_by_label("Name or employee number").fill(name)
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name=re.compile("^Open a case")).first.click()

    page.get_by_text("To check that the register is right about them").click()
    page.get_by_label("What are you answering?").fill(ticket)
    page.get_by_role("button", name="Show the sentence").click()
    previewed = page.locator(".note").inner_text().strip()
    assert previewed == (
        "Helen Marsh, privacy officer, opened your portal profile and list of collected data to "
        "check that the register is right about you."
    )

    page.get_by_role("button", name="Write this and look").click()
    expect(page.get_by_role("main")).to_contain_text(re.compile("What applies to .*" + name))

    page = northfold.tab(looked_at, **how).page  # type: ignore[arg-type]
    page.goto("/looked")
    row = page.locator(".ledger__row", has_text=ticket)
    expect(row).to_have_count(1)
    row.get_by_role("link", name=re.compile("^More")).click()
    assert page.locator(".lead").inner_text().strip() == previewed

    page.goto("/looked")
    expect(
        page.locator(".ledger__row", has_text="Finding the person they need to help")
    ).not_to_have_count(0)
