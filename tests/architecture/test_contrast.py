"""The colours keep the contrast the design promises (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

TOKEN = re.compile(r"--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
LIGHT, DARK = 0, 1
COLOURS = {
    name: (light, dark)
    for name, light, dark in TOKEN.findall(Path("static/css/tokens.css").read_text())
}
FOCUS = "#ffcf33"

# what, on what, and the ratio promised in light and in dark
PROMISED = [
    ("ink", "paper", 16.0, 15.3),
    ("ink", "surface", 17.3, 14.2),
    ("ink-2", "paper", 7.6, 9.7),
    ("ink-2", "surface", 8.3, 9.0),
    ("ink-3", "paper", 5.3, 6.7),
    ("ink-3", "surface", 5.7, 6.2),
    ("ctl", "paper", 3.6, 4.9),
    ("ctl", "surface", 3.9, 4.5),
    ("accent", "paper", 7.2, 9.5),
    ("accent", "surface", 7.8, 8.8),
    ("accent", "accent-t", 6.6, 7.2),
    ("amber", "amber-t", 5.8, 8.2),
    ("red", "red-t", 6.4, 7.9),
    ("blue", "blue-t", 7.3, 8.5),
    ("on-accent", "accent", 7.8, 9.9),
]

# words that stand on a tint or on a quiet ground, where the design names no figure
READABLE = [
    ("ink", "sunk"),
    ("ink-2", "sunk"),
    ("ink-3", "sunk"),
    ("accent", "sunk"),
    ("ink-2", "accent-t"),
    ("ink-2", "line"),
    ("accent", "amber-t"),
    ("accent", "red-t"),
    ("accent", "blue-t"),
    ("red", "surface"),
    ("red", "paper"),
    ("amber", "surface"),
    ("ink-3", "amber-t"),
]


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("colour", "ground", "light", "dark"), PROMISED)
def test_colours_keep_the_ratio_promised(
    colour: str, ground: str, light: float, dark: float
) -> None:
    for theme, promised in ((LIGHT, light), (DARK, dark)):
        found = contrast(COLOURS[colour][theme], COLOURS[ground][theme])
        assert found == pytest.approx(promised, abs=0.1)


@pytest.mark.parametrize(("colour", "ground"), READABLE)
def test_words_are_readable_on_every_ground_they_stand_on(colour: str, ground: str) -> None:
    for theme in (LIGHT, DARK):
        assert contrast(COLOURS[colour][theme], COLOURS[ground][theme]) >= 4.5


def test_the_focus_ring_stands_out() -> None:
    assert contrast(FOCUS, COLOURS["ink"][LIGHT]) == pytest.approx(11.7, abs=0.1)
    assert contrast(FOCUS, COLOURS["paper"][DARK]) == pytest.approx(12.4, abs=0.1)
    assert f"--focus: {FOCUS};" in Path("static/css/tokens.css").read_text()


def test_the_themes_differ_in_colours_alone() -> None:
    """What a page's look is examined for in one theme holds in the other, but for its colours."""
    tokens = Path("static/css/tokens.css").read_text()
    assert tokens.count("light-dark(") == len(COLOURS)
    theme = re.compile(r"light-dark\(|prefers-color-scheme|data-theme|dataset\.theme|color-scheme")
    told = re.sub(
        r':root\[data-theme="(light|dark)"\] \{\s*color-scheme: \1;\s*\}', "", TOKEN.sub("", tokens)
    )
    assert theme.findall(told) == ["color-scheme"]  # light dark: what the device says
    files = [*Path("static").rglob("*.css"), *Path("static").rglob("*.js")]
    files += Path("templates").rglob("*.html")
    others = {path.as_posix() for path in files if theme.search(path.read_text())}
    assert others == {
        "static/css/tokens.css",
        "static/css/print.css",  # paper is white, whatever the theme
        "templates/layouts/document.html",  # says which theme the reader chose
        "templates/access_log/proofs/_file.html",
        "templates/answers/_bundle.html",
        "templates/my_data/_bundle.html",
    }
