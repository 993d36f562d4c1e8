"""The README says what the code does: settings, rooms, the two commands."""

import ast
import re
from pathlib import Path

from app.core.config import Settings
from tests.architecture.test_conventions import ROOMS

README = Path(__file__).parents[2] / "README.md"


def rows(heading: str) -> dict[str, str]:
    """The table under a heading: first cell, without back-ticks, to the rest of its line."""
    text = README.read_text()
    part = re.search(rf"^#+ {heading}\n(.*?)(?=^#+ |\Z)", text, re.MULTILINE | re.DOTALL)
    assert part, f"the README has no part called {heading}"
    lines = [line.strip().strip("|") for line in part[1].splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)] for line in lines[2:]]
    return {cell[0].strip("`"): " ".join(cell[1:]) for cell in cells}


def test_every_setting_is_documented_and_no_other() -> None:
    documented = {name.removeprefix("DAYLIGHT_") for name in rows("Settings")}
    assert documented == {name.upper() for name in Settings.model_fields}


def test_every_room_is_listed_with_its_own_sentence() -> None:
    listed = rows("Rooms")
    for room in ROOMS:
        said = ast.get_docstring(ast.parse((room / "__init__.py").read_text())) or ""
        assert room.name in listed
        assert " ".join(said.split()) in listed[room.name]


def test_the_two_commands_stand_there() -> None:
    text = README.read_text()
    assert "python3 run.py demo" in text
    assert "python3 run.py test" in text
