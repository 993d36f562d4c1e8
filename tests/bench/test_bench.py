"""The benchmarks run, and report in the shape that is promised; how fast is for a quiet machine."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.cli import bench
from bench import promises
from tests.support.processes import ROOT


def report(module: str, folder: Path, *options: str) -> list[dict[str, Any]]:
    """What a small run prints, on an installation of its own."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("DAYLIGHT_")}
    done = subprocess.run(
        [sys.executable, "-m", f"bench.{module}", *options],
        cwd=ROOT,
        env=inherited | {"DAYLIGHT_DATA_DIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


NAMES: dict[str, tuple[str, ...]] = {
    "append": ("append sqlite", "append and sign sqlite"),
    "pages": ("looked",),
    "bundle": ("bundle", "gathering alone", "memory"),
    "proofs": ("proofs of",),
}

JUDGED: dict[str, Callable[[dict[str, Any]], object]] = {
    "append": bench._reached,
    "pages": bench._limit,
}


@pytest.mark.parametrize(
    ("module", "options", "lines"),
    [
        ("append", ["--rows=1000", "--runs=1"], 7),
        ("pages", ["--events=400", "--present=100", "--runs=1"], 3),
        ("bundle", ["--records=2000", "--runs=1"], 4),
        ("proofs", ["--entries=3000", "--runs=1"], 1),
    ],
)
def test_a_small_run_reports_each_ratio_with_its_runs(
    module: str, options: list[str], lines: int, tmp_path: Path
) -> None:
    found = report(module, tmp_path, *options)

    assert len(found) == lines
    for line in found:
        assert set(line) == {"name", "ratio", "ours", "baseline", "runs"}
        assert line["name"].startswith(NAMES[module])
        assert len(line["runs"]) == 1
        assert line["ratio"] == line["runs"][0] > 0
        assert min(line["ours"], line["baseline"]) > 0
        if module in JUDGED:
            JUDGED[module](line)  # which fails for a name that has no figure to reach


def test_a_small_run_of_the_finder_reports_what_it_found_beside_a_plain_search(
    tmp_path: Path,
) -> None:
    options = ["--messages=20", "--runs=1", "--directory=1000"]
    ours, plain, many = report("suggestions", tmp_path, *options)

    assert ours["recall"] > plain["recall"] > 0
    assert min(each["messages_a_second"] for each in (ours, plain, many)) > 0


KEPT = {"promises_lag_max": 0.6, "telling_lag_max": 0.6, "ratio": 1.0}
RUN = KEPT | {"odd": 40, "found": 40, "false_flags": 0}


@pytest.mark.parametrize(
    ("different", "says"),
    [
        ({"promises_lag_max": 5.0}, "an entry waited 5 s or longer"),
        ({"telling_lag_max": 7.0}, "an entry waited 5 s or longer"),
        ({"ratio": 0.89}, "less than 90% of the pace was kept"),
        ({"found": 39}, "40 accesses were odd, and 39 of them were found"),
        ({"false_flags": 1}, "findings of nothing odd: 1"),
    ],
)
def test_a_run_of_the_checker_fails_for_each_thing_that_is_not_as_promised(
    different: dict[str, float], says: str
) -> None:
    assert promises.faults(RUN | different) == [says]
    assert promises.faults(RUN) == []
