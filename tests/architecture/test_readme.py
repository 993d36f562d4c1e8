"""The README says what the code does: settings, rooms, two commands, where its pages are."""

import ast
import re
from collections import Counter
from pathlib import Path

from app.core.config import Settings
from app.identity import doors
from app.main import create_app
from tests.architecture.test_conventions import ROOMS

# first parts of an address that no employee visits as a page of its own
NOT_FOR_EMPLOYEES = {"desk", "admin", "audit", "healthz", "readyz", "metrics", "api"}
# on the way in or out, and the list that stands under “Have your say”
ON_THE_WAY = {"/welcome", "/sign-in", "/signed-out", "/consultations"}
ROOT = Path(__file__).parents[2]
README, LIST = ROOT / "README.md", ROOT / "docs/pages.md"


def words(heading: str) -> str:
    """All that stands under a heading."""
    text = README.read_text()
    part = re.search(rf"^#+ {heading}\n(.*?)(?=^#+ |\Z)", text, re.MULTILINE | re.DOTALL)
    assert part, f"the README has no part called {heading}"
    return part[1]


def rows(heading: str) -> dict[str, str]:
    """The table under a heading: first cell, without back-ticks, to the rest of its line."""
    lines = [line.strip("| ") for line in words(heading).splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)] for line in lines[2:]]
    return {cell[0].strip("`"): " ".join(cell[1:]) for cell in cells}


def test_no_table_has_two_rows_about_the_same() -> None:
    tables = re.findall(r"(?:^\|.*\n)+", README.read_text() + LIST.read_text(), re.MULTILINE)
    for table in tables:
        about = [re.split(r"(?<!\\)\|", line)[1].strip() for line in table.splitlines()[2:]]
        assert [each for each, times in Counter(about).items() if times > 1] == []
    assert len(tables) > 7


def test_every_setting_is_documented_and_no_other() -> None:
    documented = {name.removeprefix("DAYLIGHT_") for name in rows("Settings")}
    assert documented == {name.upper() for name in Settings.model_fields}


def test_every_room_is_listed_with_its_own_sentence() -> None:
    listed = rows("Rooms")
    for room in ROOMS:
        said = ast.get_docstring(ast.parse((room / "__init__.py").read_text())) or ""
        assert room.name in listed
        assert " ".join(said.split()) in listed[room.name]


def test_every_page_that_is_named_is_a_page_and_each_section_is_named() -> None:
    named = {*re.findall(r"`(/[^`]*)`", LIST.read_text())}
    pages = {door.path for door in doors.doors(create_app().routes) if "GET" in door.methods}
    sections = {path for path in pages if re.fullmatch(r"/[a-z-]*", path)}
    for_employees = {path for path in sections if path[1:] not in NOT_FOR_EMPLOYEES}

    assert named - pages == set()
    assert for_employees - ON_THE_WAY - named == set()
    assert ON_THE_WAY - for_employees == set()


def test_the_two_commands_stand_there() -> None:
    text = README.read_text()
    assert "python3 run.py demo" in text
    assert "python3 run.py test" in text
