"""House rules for templates and style sheets, read from the files themselves."""

import re
from pathlib import Path

import pytest
from jinja2 import nodes

from app.core.web.render import environment

TEMPLATES = Path("templates")
STYLES = Path("static/css")
PAGES = sorted(TEMPLATES.rglob("*.html"))
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
SHEETS = sorted(STYLES.glob("*.css"))
CLASSES = re.compile(r'class="([^"{}]*)')  # those that do not depend on anything
RULED = re.compile(r"\.([a-z][a-z-]*)")  # a block with a rule, of itself or of a part
OF_PAPER = {"notice"}  # read where letters are set (core.papers)
MARKUP = re.compile(r"<[a-zA-Z][^>]*>", re.DOTALL)


def test_there_are_templates_and_style_sheets_to_read() -> None:
    assert len(PAGES) > 20
    assert len(COMPONENTS) > 15
    assert len(SHEETS) > 20


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_a_template_parses(path: Path) -> None:
    environment().parse(path.read_text(), filename=str(path))


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_a_template_has_no_inline_style_or_script(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"<style\b", text)
    assert not re.search(r"<script\b(?![^>]*\bsrc=)", text)
    for tag in MARKUP.findall(text):
        assert not re.search(r"\sstyle\s*=", tag), tag
        assert not re.search(r"\son[a-z]+\s*=", tag), tag


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_htmx_is_used_without_code_in_attributes(path: Path) -> None:
    text = path.read_text()
    assert "hx-on" not in text
    assert "hx-boost" not in text
    assert not re.search(r"hx-[a-z-]+=\"[^\"]*\bjs(avascript)?:", text)
    assert not re.search(r"hx-trigger=\"[^\"]*\[", text)


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_nothing_is_loaded_from_elsewhere(path: Path) -> None:
    assert not re.search(r"\b(src|href|action)=\"(https?:)?//", path.read_text())


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_what_is_marked_safe_is_never_a_value(path: Path) -> None:
    tree = environment().parse(path.read_text())
    assert not [found for found in tree.find_all(nodes.Filter) if found.name == "safe"]
    assert "autoescape false" not in path.read_text()


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_begins_with_what_it_needs(path: Path) -> None:
    assert path.read_text().startswith("{#-")


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_components_used_are_defined(path: Path) -> None:
    for imported in environment().parse(path.read_text()).find_all(nodes.FromImport):
        assert isinstance(imported.template, nodes.Const)
        source = environment().parse((TEMPLATES / imported.template.value).read_text())
        macros = {macro.name for macro in source.find_all(nodes.Macro)}
        names = {name if isinstance(name, str) else name[0] for name in imported.names}
        assert names <= macros | _set_at_the_top(source), imported.template.value


def _set_at_the_top(source: nodes.Template) -> set[str]:
    targets = [node.target for node in source.body if isinstance(node, nodes.Assign)]
    return {target.name for target in targets if isinstance(target, nodes.Name)}


def test_every_style_sheet_is_in_the_order_and_the_other_way_round() -> None:
    order = (STYLES / "order.txt").read_text().split()
    assert len(order) == len(set(order))
    assert set(order) == {sheet.name for sheet in SHEETS}


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_a_style_sheet_says_what_it_is_and_stays_at_home(path: Path) -> None:
    text = path.read_text()
    assert text.startswith("/* ")
    assert "@import" not in text
    assert "!important" not in text
    assert all(address.startswith('"/static/') for address in re.findall(r"url\(([^)]*)\)", text))
    assert all(
        Path(address.lstrip("/")).is_file() for address in re.findall(r"url\(\"([^\"]*)\"\)", text)
    )


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_colours_come_from_the_tokens(path: Path) -> None:
    if path.name in {"tokens.css", "print.css"}:
        return
    assert not re.search(r"#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(", path.read_text())


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_sides_are_named_by_the_direction_of_reading(path: Path) -> None:
    physical = r"\b(margin|padding|border)-(left|right|top|bottom)\b|^\s*(left|right|top|bottom):"
    assert not re.search(physical, path.read_text(), re.MULTILINE)


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_tokens_used_are_set(path: Path) -> None:
    joined = "".join(sheet.read_text() for sheet in SHEETS)
    made = set(re.findall(r"(--[a-z0-9-]+)\s*:", joined))
    assert set(re.findall(r"var\((--[a-z0-9-]+)", path.read_text())) <= made
