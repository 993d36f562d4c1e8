"""What a body costs in memory: little when it is refused, not much when it is taken."""

import json
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from app.connectors.tables.schemas import ColumnWords, TableWords
from app.ingest.data_requests.service import _lines
from app.ingest.errors import RefusedBatchError
from app.ingest.service import MOST_ERRORS
from tests.ingest.test_api import an_event

MIB = 1 << 20
REPORTS = """
import json, sys
from pathlib import Path
from fastapi.testclient import TestClient
from app.main import create_app

def held(name):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))

key, warm, body = sys.argv[1:]
headers = {"Authorization": "Bearer " + key, "Content-Type": "application/json"}
with TestClient(create_app(), base_url="http://127.0.0.1:8000") as client:
    def send(file):
        return client.post(
            "/api/v1/access-events", content=Path(file).read_bytes(), headers=headers
        ).status_code
    assert send(warm) == 201
    sent = len(Path(body).read_bytes())
    Path("/proc/self/clear_refs").write_text("5")  # the high-water mark starts again from here
    before = held("VmRSS")
    status = send(body)
    print(json.dumps({"status": status, "grown": held("VmHWM") - before - sent}))
"""
"""The client's own copy of the body lies in the same process and is not counted."""


def a_batch(events: int, padding: int) -> bytes:
    who = {"id": "E1005", "kind": "person", "unit": "u" * padding}
    full = {"accessor": who, "case": "c" * padding}
    return json.dumps({"events": [an_event(**full) for _ in range(events)]}).encode()


WITHIN = 64 * MIB  # SECURITY P13


@pytest.mark.skipif(
    not Path("/proc/self/clear_refs").exists(), reason="the high-water mark is Linux's"
)
@pytest.mark.parametrize(
    ("body", "status", "limit"),
    [("valid", 201, WITHIN), ("one byte too long", 413, 32 * MIB), ("twice", 413, 32 * MIB)],
)
def test_a_body_costs_no_more_memory_than_its_limit(
    key: str, tmp_path: Path, body: str, status: int, limit: int
) -> None:
    bodies = {
        "valid": lambda: a_batch(10_000, 175),
        "one byte too long": lambda: b" " * (8 * MIB + 1),
        "twice": lambda: b" " * (16 * MIB),
    }
    warm, file = tmp_path / "warm", tmp_path / "body"
    warm.write_bytes(a_batch(10, 1))
    file.write_bytes(bodies[body]())
    done = subprocess.run(
        [sys.executable, "-c", REPORTS, key, str(warm), str(file)],
        capture_output=True,
        env=os.environ,
        check=True,
        text=True,
    )
    answer = json.loads(done.stdout)
    assert answer["status"] == status
    assert answer["grown"] <= limit, f"{answer['grown'] / MIB:.1f} MiB"


def test_lines_for_a_data_request_are_read_until_enough_is_wrong_with_them() -> None:
    line = b"{%b}\n" % b",".join(b'"%02d":0' % number for number in range(100))

    def peak(lines: int) -> int:
        body = line * lines
        tracemalloc.start()
        with pytest.raises(RefusedBatchError) as refused:
            _lines(body, {})
        _held, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert len(refused.value.errors) == MOST_ERRORS
        return most

    peak(1)
    assert peak(10_000) <= 2 * peak(10)
    good = b'{"table":"positions","key":"1","values":{"at":"2026-11-02"}}\n'
    positions = TableWords(name="positions", title="P", columns={"at": ColumnWords(title="When")})
    numbers, lines = _lines(good * 2, {"positions": positions})
    assert (numbers, len(lines)) == ([1, 2], 2)
