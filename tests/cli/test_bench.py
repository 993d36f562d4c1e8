"""``daylight bench`` says how a ratio stands to the figures to reach, and fails below them."""

import json
from typing import Any

import pytest

from app import cli
from app.cli import bench

# a figure of each kind, by the name that its benchmark gives it (tests/bench holds the names)
SQLITE, POSTGRESQL = (
    "append sqlite, batch 1000, 1 writer",
    "append postgresql, batch 256, 2 writers",
)
SIGNED, SINGLE = "append and sign postgresql, batch 1000", "append sqlite, single"
MORE, RENDERED = "looked, a million beside ten thousand events", "looked, beside its template"
JUDGED: list[tuple[str, str, float, str]] = [
    ("append", SQLITE, 0.34, "too slow"),
    ("append", SQLITE, 0.35, "floor"),
    ("append", SQLITE, 0.45, "good"),
    ("append", SQLITE, 0.59, "good"),
    ("append", SQLITE, 0.60, "aim"),
    ("append", POSTGRESQL, 0.34, "too slow"),
    ("append", POSTGRESQL, 0.44, "floor"),
    ("append", POSTGRESQL, 0.55, "aim"),
    ("append", SIGNED, 0.29, "too slow"),
    ("append", SIGNED, 0.30, "floor"),
    ("append", SIGNED, 0.50, "aim"),
    ("append", SINGLE, 0.39, "too slow"),  # 2.5 times as long as the plain insert
    ("append", SINGLE, 0.40, "floor"),
    ("pages", MORE, 1.20, "at most 1.2"),
    ("pages", MORE, 1.21, ""),
    ("pages", RENDERED, 3.00, "at most 3.0"),
    ("pages", RENDERED, 3.01, ""),
]


@pytest.mark.parametrize(("command", "name", "ratio", "word"), JUDGED)
def test_a_ratio_is_held_to_the_figures_to_reach(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
    name: str,
    ratio: float,
    word: str,
) -> None:
    well = {"name": name, "ratio": 1.0, "ours": 10, "baseline": 10, "runs": [1.0]}
    report: list[dict[str, Any]] = [well, well | {"ratio": ratio, "runs": [ratio]}]
    monkeypatch.setattr(bench, "_run", lambda *_line: report)
    fails = word in {"", "too slow"}

    assert cli.run(["bench", command, "--database", "sqlite"]) == int(fails)
    said = capsys.readouterr().out.splitlines()[-1]
    assert f"{ratio:.2f}" in said
    assert word in said

    assert cli.run(["bench", command, "--database", "sqlite", "--json"]) == int(fails)
    assert json.loads(capsys.readouterr().out) == report
