"""Everything can be reached and used with the keyboard alone, and one sees where one is."""

import pytest

from tests.support.live import Tab
from tests.support.northfold import Northfold

AMARA, HELEN = "E1001", "E1005"
FOCUSED = """() => {
  const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
  const stretched = e.closest('.choice')?.getBoundingClientRect() ?? box;
  return {
    name: e.tagName + ' ' + (e.innerText || e.name || e.id || '').trim().slice(0, 40),
    is_body: e === document.body,
    ring: parseFloat(style.outlineWidth) >= 3 && style.outlineStyle === 'solid',
    ink: style.boxShadow !== 'none',
    seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
    size: Math.max(stretched.height, box.height),
    inline: style.display === 'inline',
  };
}"""
MOST = 80


def _walk(tab: Tab) -> list[str]:
    """Go through the page with Tab; the names of what was reached."""
    reached: list[str] = []
    for _step in range(MOST):
        tab.page.keyboard.press("Tab")
        at = tab.page.evaluate(FOCUSED)
        if at["is_body"]:
            return reached
        reached.append(at["name"])
        assert at["seen"], f"{at['name']} has the focus and is out of sight"
        assert at["ring"], f"{at['name']} shows no ring"
        assert at["ink"], f"{at['name']} shows no ink around its ring"
        assert at["inline"] or at["size"] >= 24, f"{at['name']} is {at['size']} px high"
    return reached


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("who", "path"),
    [
        (AMARA, "/"),
        (AMARA, "/looked"),
        (AMARA, "/collected/location-in-the-field-app"),
        (AMARA, "/policies/using-ai-tools"),
        (AMARA, "/settings"),
        (HELEN, "/desk/looks/new"),
    ],
)
def test_every_stop_is_seen(northfold: Northfold, who: str, path: str, scheme: str) -> None:
    tab = northfold.tab(who, scheme=scheme)
    tab.go(path)

    reached = _walk(tab)

    assert reached[0] == "A Skip to main content"
    targets = tab.page.locator("main :is(a[href], button, summary):visible").count()
    assert len(reached) > min(targets, MOST - 1)


def test_the_skip_link_skips(northfold: Northfold) -> None:
    tab = northfold.tab(AMARA)
    tab.go("/looked")
    tab.page.keyboard.press("Tab")
    skip = tab.page.locator(".skip-link")
    box = skip.bounding_box()
    assert box is not None
    assert box["y"] >= 0, "it comes into sight"
    tab.page.keyboard.press("Enter")
    tab.page.keyboard.press("Tab")
    assert tab.page.evaluate("!!document.activeElement.closest('main')")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_menus_open_and_close_with_enter(northfold: Northfold, scripts: bool) -> None:
    tab = northfold.tab(AMARA, width=390, scripts=scripts)
    tab.go("/")
    for menu, panel, first in (
        ("details.menu > summary", ".menu__panel", "Home"),
        ("details.account > summary", ".account__panel", "Settings"),
    ):
        tab.page.locator(menu).focus()
        tab.page.keyboard.press("Enter")
        assert tab.page.locator(panel).is_visible()
        tab.page.keyboard.press("Tab")
        link = tab.page.locator(f"{panel} a").first
        assert link.inner_text() == first
        assert link.evaluate("e => e === document.activeElement") if scripts else True
        tab.page.locator(menu).focus()
        tab.page.keyboard.press("Enter")
        assert not tab.page.locator(panel).is_visible()


def test_a_filter_is_used_without_a_mouse(northfold: Northfold) -> None:
    tab = northfold.tab(AMARA)
    tab.go("/looked")
    tab.page.get_by_label("Search").focus()
    tab.page.keyboard.type("whitlock")
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_url("**/looked?*whitlock*")
    tab.page.locator("#entries .ledger__row").nth(2).wait_for()
    assert tab.page.locator("#entries .ledger__row").count() == 3
