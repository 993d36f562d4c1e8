"""Even where nothing is, the page is a good one."""

from collections.abc import Callable

import pytest

from tests.support.database import on_sqlite
from tests.support.live import Tab

pytestmark = on_sqlite  # what a page looks like does not hang on the database


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_a_page_that_is_not_there_is_readable_everywhere(
    open_tab: Callable[..., Tab], width: int, scheme: str, scripts: bool
) -> None:
    tab = open_tab(width=width, scheme=scheme, scripts=scripts)

    tab.go("/no-such-page", status=404)

    assert tab.page.get_by_role("heading", level=1).is_visible()
    tab.assert_fits()
    if scripts:
        tab.assert_accessible()
