"""A role, from an administrator's request to what the auditor reads of it, and its end."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.live import Tab
from tests.support.northfold import Northfold

VIKTOR, HELEN, INES = "E1011", "E1005", "E1010"


def signed_in(northfold: Northfold, who: str, width: int, scheme: str, scripts: bool) -> Tab:
    """Signed in just now: what is asked and decided here wants a fresh proof."""
    tab = northfold.new_tab(width=width, scheme=scheme, scripts=scripts)
    tab.page.goto(f"/sign-in?login_hint={who}")
    return tab


def examined(tab: Tab, *, scripts: bool) -> None:
    tab.assert_fits()
    if scripts:  # what examines a page is a script
        tab.assert_accessible()


@pytest.mark.parametrize(
    ("width", "scheme", "scripts", "number", "name"),
    [
        (1280, "light", True, "E1014", "Siân Prosser"),
        (390, "dark", True, "E1032", "Joan Petrie"),
        (390, "light", False, "E1017", "Marcus Bell"),
    ],
    ids=["wide", "phone, dark", "phone, no scripts"],
)
def test_a_role_is_asked_for_approved_read_and_revoked(
    northfold: Northfold, width: int, scheme: str, scripts: bool, number: str, name: str
) -> None:
    how = {"width": width, "scheme": scheme, "scripts": scripts}
    asking = signed_in(northfold, VIKTOR, **how)  # type: ignore[arg-type]
    viktor = asking.page
    viktor.goto("/admin/roles")
    viktor.get_by_role("link", name="Ask for a role").click()
    viktor.wait_for_url("**/new**")
    examined(asking, scripts=scripts)
    viktor.get_by_label("Employee number").fill(number)
    viktor.get_by_text("Employee representative", exact=True).click()
    viktor.get_by_label("Why they need it").fill("Elected by the customer care teams.")
    viktor.get_by_label("Who decides").select_option(label="Helen Marsh, Privacy officer")
    viktor.get_by_role("button", name="Ask for this role").click()
    expect(viktor.get_by_role("main")).to_contain_text("Your request is sent")
    examined(asking, scripts=scripts)
    reference = viktor.url.rpartition("/")[2]

    deciding = signed_in(northfold, HELEN, **how)  # type: ignore[arg-type]
    helen = deciding.page
    helen.goto(f"/approvals/{reference}")
    expect(helen.get_by_role("heading", level=1)).to_have_text(f"{name} as employee representative")
    helen.get_by_role("link", name="Decide").click()
    helen.wait_for_url("**/decision")
    examined(deciding, scripts=scripts)
    helen.get_by_text("I approve exactly this").click()
    helen.get_by_role("button", name="Record my decision").click()
    expect(helen.get_by_role("main")).to_contain_text("Approved")

    ines = signed_in(northfold, INES, **how).page  # type: ignore[arg-type]
    ines.goto("/audit")
    ines.get_by_role("link", name="What needed two people").click()
    row = ines.locator(f"#{reference}")
    expect(row).to_contain_text(f"Employee representative: {name}")
    expect(row).to_contain_text("Viktor Lang")
    expect(row).to_contain_text(re.compile(r"Approved\s+Helen Marsh\s+.*:\d\d[ap]m (GMT|BST)"))

    viktor.goto("/admin/roles")
    viktor.get_by_role(
        "link", name=re.compile(f"^Revoke ?: Employee representative, {name}")
    ).click()
    examined(asking, scripts=scripts)
    viktor.get_by_role("button", name="Revoke this role").click()
    expect(viktor.get_by_role("main")).to_contain_text("The role is revoked.")
    expect(viktor.locator(".ledger__row", has_text=name)).to_have_count(0)
