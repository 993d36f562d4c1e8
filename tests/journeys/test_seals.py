"""A representative keeps a seal, and brings it back: on a phone and without scripts too."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.northfold import Northfold

EWAN = "E1009"


@pytest.mark.parametrize(
    ("width", "scheme", "scripts"),
    [(1280, "light", True), (390, "dark", False)],
    ids=["wide", "phone, no scripts"],
)
def test_a_seal_is_kept_and_held_against_the_record(
    northfold: Northfold, tmp_path: Path, width: int, scheme: str, scripts: bool
) -> None:
    tab = northfold.tab(EWAN, width=width, scheme=scheme, scripts=scripts)
    tab.go("/reps")
    tab.page.get_by_role("link", name="Keep a seal, or check one you kept").click()
    with tab.page.expect_download() as coming:
        tab.page.get_by_role("link", name="Download the newest seal").click()
    kept = tmp_path / "seal.txt"
    coming.value.save_as(kept)

    main = tab.page.get_by_role("main")
    tab.page.get_by_label("The seal you kept").set_input_files(kept)
    tab.page.get_by_role("button", name="Check this seal").click()
    expect(main).to_contain_text("The record still begins with what you hold.")
    if scripts:  # the check is a script itself
        tab.assert_accessible()

    kept.write_text(kept.read_text().replace("A", "B"))
    tab.page.get_by_label("The seal you kept").set_input_files(kept)
    tab.page.get_by_role("button", name="Check this seal").click()
    expect(main).not_to_contain_text("still begins")
    expect(main.locator(".note--unusual")).to_have_count(1)
