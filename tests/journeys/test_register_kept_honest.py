"""What keeps the register honest, read in a real browser with and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.northfold import Northfold

AMARA, HELEN = "E1001", "E1005"
WAYS = [(1280, "light", True), (390, "dark", False)]


@pytest.mark.parametrize(("width", "scheme", "scripts"), WAYS, ids=["wide", "phone, no scripts"])
def test_the_benchmark_leads_from_the_list_to_the_evidence(
    northfold: Northfold, width: int, scheme: str, scripts: bool
) -> None:
    page = northfold.tab(AMARA, width=width, scheme=scheme, scripts=scripts).page
    page.goto("/collected")
    page.get_by_role("link", name="How we compare with the guidance").click()

    expect(page.locator("#score")).to_contain_text(re.compile(r"2\d of 2\d questions"))
    row = page.locator("#reviewed")
    expect(row).to_contain_text(re.compile(r"19\s+of\s+20\s+practices"))
    expect(row).to_contain_text("next review")
    row.get_by_role("link", name="Occupational health").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Occupational health")
    expect(page.get_by_role("main")).to_contain_text(
        "The yearly review of this was due on 2 November. It has not been done."
    )


@pytest.mark.parametrize(("width", "scheme", "scripts"), WAYS, ids=["wide", "phone, no scripts"])
def test_each_state_stands_once_and_leads_to_its_practice(
    northfold: Northfold, width: int, scheme: str, scripts: bool
) -> None:
    page = northfold.tab(AMARA, width=width, scheme=scheme, scripts=scripts).page
    page.goto("/collected")
    page.get_by_role("link", name="What we hold on you, kind by kind").click()

    for state in ("hidden", "visible", "deleted", "not-collected"):
        expect(page.locator(f"#kinds-{state}")).to_have_count(1)
    expect(page.locator("#kinds-hidden")).to_contain_text("Still collected.")
    expect(page.locator("#kinds-deleted")).to_contain_text(
        "Ended on 14 November 2026. The data we held has been deleted."
    )
    page.locator("#kinds-hidden").get_by_role("link", name="Cameras at the depots").click()

    expect(page.locator("#held-list")).to_contain_text("Hidden from you")


@pytest.mark.parametrize(("width", "scheme", "scripts"), WAYS, ids=["wide", "phone, no scripts"])
def test_an_officer_checks_who_can_look_and_everyone_reads_it(
    northfold: Northfold, width: int, scheme: str, scripts: bool
) -> None:
    how = {"width": width, "scheme": scheme, "scripts": scripts}
    slug = "web-filtering" if scripts else "email-security-scanning"
    page = northfold.tab(HELEN, **how).page  # type: ignore[arg-type]
    page.goto(f"/desk/access-reviews/{slug}")
    page.get_by_text("Remove", exact=True).click()
    page.get_by_label("Why: Security analysts").fill("Seen by a program alone is enough.")
    page.get_by_label("Day of the next check").fill("2027-05-20")
    page.get_by_role("button", name="Write this check down").click()
    expect(page.get_by_role("status").first).to_contain_text("Your check is written down.")

    page = northfold.tab(AMARA, **how).page  # type: ignore[arg-type]
    page.goto(f"/collected/{slug}")
    main = page.get_by_role("main")
    expect(main).to_contain_text("Last checked who can look: 20 November.")
    expect(main).to_contain_text("Security analysts: to see it no more.")
