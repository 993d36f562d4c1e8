"""A change of the register, from an officer's first word to what an employee reads of it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.northfold import Northfold

HELEN, DANIEL, AMARA = "E1005", "E1006", "E1001"


def signed_in(northfold: Northfold, who: str, width: int, scheme: str, scripts: bool) -> Page:
    """Signed in just now: what is asked and decided here wants a fresh proof."""
    page = northfold.new_tab(width=width, scheme=scheme, scripts=scripts).page
    page.goto(f"/sign-in?login_hint={who}")
    return page


@pytest.mark.parametrize(
    ("width", "scheme", "scripts", "practice", "slug"),
    [
        (1280, "light", True, "Contact and job details", "contact-and-job-details"),
        (390, "dark", False, "Leave and overtime", "leave-and-overtime"),
    ],
    ids=["wide", "phone, no scripts"],
)
def test_a_change_is_written_asked_for_approved_and_read(
    northfold: Northfold, width: int, scheme: str, scripts: bool, practice: str, slug: str
) -> None:
    how = {"width": width, "scheme": scheme, "scripts": scripts}
    helen = signed_in(northfold, HELEN, **how)  # type: ignore[arg-type]
    helen.goto("/desk/register")
    helen.get_by_role("button", name=f"Change it {practice}").click()
    expect(helen.get_by_role("heading", level=1)).to_have_text(practice)

    helen.get_by_role("link", name=re.compile("^Change ?: In short")).click()
    helen.wait_for_url("**/edit/**")  # loaded: what is typed before its scripts run is not shown
    words = f"Words of {practice.lower()}, written anew."
    helen.get_by_label("In short").fill(words)
    if scripts:
        expect(helen.locator("#preview")).to_contain_text(words, timeout=20_000)  # as it is typed
    helen.get_by_role("button", name="Show what people will read").click()
    expect(helen.locator("#preview")).to_contain_text(words)
    helen.get_by_role("button", name="Save").click()
    for step in ("Send to the impact check", "Send to consultation", "Mark as ready to publish"):
        helen.get_by_role("button", name=step).click()

    helen.get_by_role("link", name="Ask to publish").click()
    helen.get_by_label("What changes, in one sentence").fill("is described in other words.")
    helen.get_by_label("Why it changes").fill("People asked what it meant.")
    helen.get_by_role("group", name=re.compile("collect or use more")).get_by_text(
        "No", exact=True
    ).click()
    helen.get_by_text("No, a new version").click()
    helen.get_by_label("Who decides").select_option(label="Daniel Osei, Privacy officer")
    helen.get_by_label("What they need to know").fill("Nothing but the summary differs.")
    helen.get_by_role("button", name="Ask for approval").click()
    expect(helen.get_by_role("main")).to_contain_text("You asked for this")
    approval = helen.url

    daniel = signed_in(northfold, DANIEL, **how)  # type: ignore[arg-type]
    daniel.goto(approval)
    expect(daniel.locator("ins").first).to_contain_text("Words of")
    daniel.get_by_role("link", name="Decide").click()
    daniel.get_by_text("I approve exactly this").click()
    daniel.get_by_role("button", name="Record my decision").click()
    expect(daniel.get_by_role("main")).to_contain_text("Approved")

    amara = northfold.tab(AMARA, **how).page  # type: ignore[arg-type]
    amara.goto(f"/collected/{slug}")
    expect(amara.locator(".lead")).to_have_text(words)
    amara.get_by_role("link", name="All versions").first.click()
    expect(amara.get_by_role("main")).to_contain_text("Helen Marsh")
    expect(amara.locator("ins").first).to_contain_text("Words of")
