"""The short forms of the runs that answer many people, and that kill the worker."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.support.processes import ROOT


@pytest.mark.parametrize(
    ("module", "options"),
    [("canaries", ["--people=6"]), ("crash", ["--points=2", "--records=30000"])],
)
def test_a_short_run_finds_nothing_wrong(
    module: str,
    options: list[str],
    database_kind: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("DAYLIGHT_")}
    if database_kind == "postgresql":
        cluster, database = request.getfixturevalue("postgresql"), f"bench_{uuid4().hex[:12]}"
        inherited["DAYLIGHT_DATABASE_URL"] = cluster.create(database)
        request.addfinalizer(lambda: cluster.drop(database))
    done = subprocess.run(
        [sys.executable, "-m", f"bench.{module}", *options],
        cwd=ROOT,
        env=inherited | {"DAYLIGHT_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    found: Any = json.loads(done.stdout)
    assert (found["faults"] == []) if module == "canaries" else len(found) == 2
