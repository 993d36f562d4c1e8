"""What the browser computed, against the tokens of the design."""

import pytest

from tests.support.northfold import Northfold

AMARA, HELEN = "E1001", "E1005"
PRACTICE = "/collected/location-in-the-field-app"
COLOURS = {
    "paper": ("#f7f6f2", "#121514"),
    "surface": ("#ffffff", "#191d1b"),
    "sunk": ("#efede6", "#0d100f"),
    "ink": ("#191b1a", "#eceae4"),
    "ink-2": ("#4a504d", "#b9beba"),
    "ink-3": ("#626865", "#979d99"),
    "line": ("#e2dfd6", "#2a302d"),
    "line-2": ("#c9c5ba", "#424a46"),
    "ctl": ("#7d837f", "#7d8581"),
    "accent": ("#0b5d50", "#6fcbb6"),
    "accent-t": ("#e2efeb", "#15312b"),
    "on-accent": ("#ffffff", "#0d100f"),
    "amber": ("#855000", "#f0b95f"),
    "amber-t": ("#fbeed6", "#33270f"),
    "red": ("#a3211b", "#ff9f95"),
    "red-t": ("#fbe8e5", "#3b1a17"),
    "blue": ("#1d4c8a", "#9fc4f6"),
    "blue-t": ("#e5edf8", "#16263b"),
    "focus": ("#ffcf33", "#ffcf33"),
}

# where, what, which property, and what it is: a colour's name, or pixels at a root of 17 px
EXPECTED: list[tuple[str, str, str, str | float]] = [
    ("/", "body", "background-color", "paper"),
    ("/", "body", "color", "ink"),
    ("/", "body", "font-size", 17),
    ("/", "body", "line-height", 17 * 1.55),
    ("/", "h1", "font-size", 17 * 2.625),
    ("/", "h1", "font-weight", 680),
    ("/", "h1", "letter-spacing", 17 * 2.625 * -0.022),
    ("/", "h1 + .lead", "color", "ink-2"),
    ("/", ".header", "background-color", "surface"),
    ("/", ".header", "border-bottom-color", "line"),
    ("/", ".navigation__link[aria-current]", "border-bottom-color", "accent"),
    ("/", ".navigation__link[aria-current]", "border-bottom-width", 3),
    ("/", ".card--main", "background-color", "surface"),
    ("/", ".card--main", "border-top-left-radius", 12),
    ("/", ".card--main", "border-top-width", 1),
    ("/", ".card--main", "border-top-color", "line"),
    ("/", ".card--main", "box-shadow", "none"),
    ("/", ".card--main > .card__title", "font-size", 17 * 1.8125),
    ("/", ".button", "border-top-left-radius", 8),
    ("/", ".button", "min-height", 17 * 2.75),
    ("/", ".tag--unusual", "background-color", "amber-t"),
    ("/", ".tag--unusual", "color", "amber"),
    ("/", ".tag--changed", "background-color", "blue-t"),
    ("/", ".tag--changed", "color", "blue"),
    ("/", ".tag--good", "background-color", "accent-t"),
    ("/", ".tag--good", "border-top-left-radius", 4),
    ("/", ".change-list a", "color", "accent"),
    ("/looked", ".field__control", "border-top-color", "ctl"),
    ("/looked", ".field__control", "border-top-left-radius", 4),
    ("/looked", ".field__control", "background-color", "surface"),
    ("/looked", ".ledger", "border-top-left-radius", 12),
    ("/looked", ".ledger", "box-shadow", "none"),
    ("/looked", ".ledger__table", "font-size", 17 * 0.906),
    ("/looked", ".ledger__table", "font-variant-numeric", "tabular-nums"),
    ("/looked", ".ledger__detail", "color", "ink-3"),
    ("/looked", ".ledger__detail", "font-size", 17 * 0.844),
    ("/looked", "main p", "font-variant-numeric", "normal"),
    (PRACTICE, ".facts-label", "border-top-width", 2),
    (PRACTICE, ".facts-label", "border-top-color", "ink"),
    (PRACTICE, ".facts-label__title", "font-weight", 760),
    (PRACTICE, ".section h2", "font-size", 17 * 1.4375),
    (f"{PRACTICE}/versions?from=1&to=3", "del", "background-color", "red-t"),
    (f"{PRACTICE}/versions?from=1&to=3", "del", "color", "red"),
    ("/policies/monitoring-at-work", ".contents", "background-color", "sunk"),
    ("/settings", ".button--primary", "background-color", "accent"),
    ("/settings", ".button--primary", "color", "on-accent"),
    ("/settings", ".choice", "border-top-left-radius", 8),
]
WRONG: list[tuple[str, str, str | float]] = [
    (".error-summary", "border-top-color", "red"),
    (".error-summary", "border-top-width", 2),
    (".error-summary li a", "color", "red"),
    (".field__error", "color", "red"),
    (".field--wrong .field__control", "border-top-color", "red"),
    (".field--wrong .field__control", "border-top-width", 2),
]
READ = "([what, property]) => getComputedStyle(document.querySelector(what))[property]"
RING = """() => {
  const element = document.activeElement, style = getComputedStyle(element);
  return {what: element.outerHTML.slice(0, 200), shadow: style.boxShadow,
          outline: [style.outlineColor, style.outlineStyle, style.outlineWidth]};
}"""
LOADED = """async () => [...await document.fonts.ready]
  .filter(font => font.status === 'loaded').map(font => font.family)"""


def _rgb(colour: str) -> str:
    return "rgb({}, {}, {})".format(*(int(colour[at : at + 2], 16) for at in (1, 3, 5)))


def _is(found: str, expected: str | float, theme: int) -> bool:
    if isinstance(expected, str):
        return found == (_rgb(COLOURS[expected][theme]) if expected in COLOURS else expected)
    return abs(float(found.removesuffix("px")) - expected) < 0.06


@pytest.mark.parametrize(("theme", "scheme"), [(0, "light"), (1, "dark")])
def test_styles_are_the_tokens(northfold: Northfold, theme: int, scheme: str) -> None:
    tab = northfold.tab(AMARA, scheme=scheme)
    wrong, here = [], ""
    for path, what, style, expected in EXPECTED:
        if path != here:
            tab.go(path)
            here = path
        found = tab.page.evaluate(READ, [what, style])
        if not _is(found, expected, theme):
            wrong.append(f"{path} {what} {style}: {found}, not {expected}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("theme", "scheme"), [(0, "light"), (1, "dark")])
def test_what_is_wrong_is_red(northfold: Northfold, theme: int, scheme: str) -> None:
    tab = northfold.tab(HELEN, scheme=scheme)
    tab.go("/desk/policies/new")
    tab.page.get_by_role("button", name="Keep this draft").click()
    tab.page.locator(".error-summary").wait_for()

    found = [
        (what, style, tab.page.evaluate(READ, [what, style]), expected)
        for what, style, expected in WRONG
    ]
    assert not [each for each in found if not _is(each[2], each[3], theme)]


@pytest.mark.parametrize(("theme", "scheme"), [(0, "light"), (1, "dark")])
def test_what_has_the_focus_has_a_ring_of_amber_and_ink(
    northfold: Northfold, theme: int, scheme: str
) -> None:
    tab = northfold.tab(AMARA, scheme=scheme)
    tab.go("/looked")
    for _reached in range(8):  # the way in, the brand, the navigation
        tab.page.keyboard.press("Tab")
        ring = tab.page.evaluate(RING)
        assert ring["outline"] == [_rgb(COLOURS["focus"][theme]), "solid", "3px"], ring["what"]
        assert ring["shadow"] == f"{_rgb(COLOURS['ink'][theme])} 0px 0px 0px 5px", ring["what"]


def test_the_own_font_is_there(northfold: Northfold) -> None:
    tab = northfold.tab(AMARA)
    tab.go("/")
    family = tab.page.evaluate(READ, ["body", "fontFamily"])
    assert family.startswith('"Public Sans"')
    loaded = tab.page.evaluate(LOADED)
    assert any("Public Sans" in name for name in loaded)


def test_phones_have_the_smaller_root(northfold: Northfold) -> None:
    tab = northfold.tab(AMARA, width=390)
    tab.go("/")
    assert tab.page.evaluate(READ, ["html", "fontSize"]) == "16px"
    assert tab.page.evaluate(READ, ["h1", "fontSize"]) == "30px"


def test_words_are_never_smaller_than_14_pixels(northfold: Northfold) -> None:
    smallest = """() => Math.min(...[...document.querySelectorAll('body *:not(svg *)')]
      .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
      .filter(e => !e.closest('.visually-hidden, svg, [aria-hidden=true]'))
      .map(e => parseFloat(getComputedStyle(e).fontSize)))"""
    tab = northfold.tab(AMARA)
    for path in ("/", "/looked", PRACTICE, "/settings"):
        tab.go(path)
        assert tab.page.evaluate(smallest) >= 14 - 0.1, path


def test_a_chosen_theme_wins_over_the_device(northfold: Northfold) -> None:
    tab = northfold.tab("E1010", scheme="light")
    tab.go("/settings")
    tab.page.get_by_text("Dark", exact=True).click()
    tab.page.get_by_role("button", name="Save my settings").click()
    tab.page.locator("html[data-theme=dark]").wait_for()
    assert tab.page.evaluate(READ, ["body", "backgroundColor"]) == _rgb(COLOURS["paper"][1])
