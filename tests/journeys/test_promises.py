"""What differs from the register: read by the person, answered by an officer, and read again."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.northfold import Northfold

HELEN, EWAN = "E1005", "E1009"
SENTENCE = "The positions were taken on the way to a call-out. The list was wrong, and is mended."


@pytest.mark.parametrize(
    ("width", "scheme", "scripts", "kind", "told"),
    [
        (1280, "light", True, "Data older than it is kept", "older than the register says"),
        (390, "dark", False, "Collected where or when", "collected at home"),
    ],
    ids=["wide", "phone, no scripts"],
)
def test_from_the_flag_to_the_answer(
    northfold: Northfold, width: int, scheme: str, scripts: bool, kind: str, told: str
) -> None:
    how = {"width": width, "scheme": scheme, "scripts": scripts}
    tab = northfold.tab(EWAN, **how)  # type: ignore[arg-type]
    row = flagged(tab.page, told)
    expect(row).to_contain_text("We checked" if "older" in told else "covers it only")
    if scripts:  # the check is a script itself
        tab.assert_accessible()

    tab = northfold.tab(HELEN, **how)  # type: ignore[arg-type]
    tab.go("/desk/promise-checks")
    if scripts:  # the check is a script itself
        tab.assert_accessible()
    tab.page.get_by_role("link", name=re.compile(rf"^Answer\s*: {kind}")).click()
    if scripts:  # the check is a script itself
        tab.assert_accessible()
    tab.page.get_by_text("The register is missing this: correct it").click()
    tab.page.get_by_label("What do you tell the people concerned?").fill(SENTENCE)
    tab.page.get_by_role("button", name="Give this answer").click()
    expect(tab.page.get_by_role("main")).to_contain_text("Your answer is written down.")

    page = northfold.tab(EWAN, **how).page  # type: ignore[arg-type]
    row = flagged(page, told)
    expect(row).to_contain_text("We looked into this on 20 November")
    row.get_by_role("link", name=re.compile("^More")).click()
    expect(page.get_by_role("main")).to_contain_text(f"“{SENTENCE}”")


def flagged(page: Page, told: str) -> Locator:
    page.goto("/looked?unusual=1")
    row = page.locator(".ledger__row--flagged", has_text=told)
    expect(row).to_have_count(1)
    return row
