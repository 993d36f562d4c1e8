"""``daylight events import``: the same door, from a file."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from app.cli import run
from app.core import clock
from app.core.db.base import new_id
from app.identity.sources import service as sources
from tests.support.cast import Cast


def _event(**fields: object) -> str:
    described = {
        "id": str(new_id()),
        "occurred_at": clock.now().isoformat(),
        "accessor": {"id": "E1005", "kind": "person"},
        "subjects": ["E1001"],
        "action": "view",
        "system": "hr-core",
        "categories": ["absence"],
        "purpose": "return-to-work",
    }
    return json.dumps(described | fields)


def test_a_file_is_taken_whole_or_not_at_all(
    session: Session, cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sources.add(session, "hr-core", system="hr-core", every=timedelta(hours=24), webhook=None)
    session.commit()
    good, bad = tmp_path / "good.ndjson", tmp_path / "bad.ndjson"
    good.write_text(_event() + "\n\n" + _event() + "\n")
    bad.write_text(_event() + "\n" + _event(purpose="") + "\n")

    assert run(["events", "import", str(bad), "--source", "hr-core"]) == 1
    told = capsys.readouterr()
    assert json.loads(told.out)["errors"][0]["line"] == 2
    assert told.err.strip() == "bad.ndjson: line 2, field purpose: empty"

    assert run(["events", "import", str(good), "--source", "hr-core"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "accepted": 2,
        "duplicates": 0,
        "first_index": 0,
        "last_index": 1,
    }
    assert run(["events", "import", str(good), "--source", "nobody"]) == 1
    assert "no source called nobody" in capsys.readouterr().err
