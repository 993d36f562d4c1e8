"""The README's way to connect a source, done word for word against a portal that listens."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from textwrap import dedent

import pytest
from sqlmodel import Session

from app import cli
from app.access_log import queries as log
from app.core.db.session import reading
from tests.architecture.test_readme import words
from tests.ingest.test_api import an_event
from tests.support.cast import Cast

PLACEHOLDER = "https://daylight.example.com"
CALL = "\nimport sys\nprint(json.dumps(report(json.load(sys.stdin), sys.argv[1])))\n"


def sample(under: str, address: str) -> str:
    """The indented lines that come next after a line of “Connect a source”."""
    _before, found, after = words("Connect a source").partition(f"\n{under}\n")
    assert found, f"the README no longer says “{under}”"
    lines = []
    for line in after.strip("\n").splitlines():
        if line and not line.startswith("    "):
            break
        lines.append(line)
    return dedent("\n".join(lines)).strip().replace(PLACEHOLDER, address)


def answer(*line: str, said: str = "", **more: str) -> Mapping[str, int]:
    done = subprocess.run(
        line, input=said, env=os.environ | more, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found: Mapping[str, int] = json.loads(done.stdout)
    return found


def test_a_source_is_added_and_reports_as_the_readme_says(
    live: str, session: Session, cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    session.commit()
    line = sample("A source is a system that tells Daylight who opened whose data there.", live)
    assert cli.run(line.partition("#")[0].split()[1:]) == 0
    key = capsys.readouterr().out.strip()

    by_python = (sys.executable, "-I", "-c", sample("With Python:", live) + CALL, key)
    events = [an_event(id="by-python"), an_event(id="another")]
    assert answer(*by_python, said=json.dumps(events))["accepted"] == 2
    with pytest.raises(AssertionError, match="HTTP Error 401"):
        answer(*by_python[:-1], "another-key", said=json.dumps(events))
    assert answer(*by_python, said=json.dumps(events))["duplicates"] == 2
    expected = ["another", "by-python"]
    if shutil.which("curl"):
        by_curl = ("bash", "-c", sample("With curl:", live))
        assert answer(*by_curl, KEY=key)["accepted"] == 1
        assert answer(*by_curl, KEY=key)["duplicates"] == 1
        expected.insert(0, "01936f0e-7f1c-7c3a-9a55-0e6b8f2d4c11")

    with reading() as reader:
        looks = log.entries_about(reader, cast.amara)
    assert [look.event_id for look in looks] == expected
    assert {look.system for look in looks} == {"hr-core"}
