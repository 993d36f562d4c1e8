"""``daylight witness`` as a process of its own: killed again and again, it never goes back."""

import random
import signal
import subprocess
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Timer

import pytest

from app import cli
from app.core.crypto import notes
from app.core.crypto.submissions import parse_size
from tests.support.logs import SmallLog
from tests.support.ports import free_port
from tests.support.processes import start, wait_until

NAME = "works-council.example.test/w1"
LOG = SmallLog()
KILLS = 4


def configure(folder: Path) -> None:
    (folder / "witness.conf").write_text(f"name {NAME}\nlog {LOG.key}\n")


def begin(folder: Path, port: int) -> subprocess.Popen[bytes]:
    process = start("-m", "app.cli", "witness", "--data", str(folder), "--port", str(port))
    wait_until(lambda: process.poll() is not None or ask(port, b"")[0] == 400, 60)
    assert process.poll() is None
    return process


def ask(port: int, body: bytes) -> tuple[int, bytes]:
    """The answer; status 0 if there is none."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("POST", "/add-checkpoint", body)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, HTTPException):
        return 0, b""
    finally:
        connection.close()


def test_a_witness_killed_while_it_signs_holds_all_that_it_signed(tmp_path: Path) -> None:
    configure(tmp_path)
    port, held, ids = free_port(), 0, set[bytes]()
    for _turn in range(KILLS):
        process = begin(tmp_path, port)
        status, said = ask(port, LOG.body(0, 1))
        if held:
            assert status == 409
            assert parse_size(said) in {held, held + 1}  # kept, and killed before it answered
            held = parse_size(said)
        else:
            assert status == 200
            held = 1
        killing = Timer(random.uniform(0.1, 0.5), process.kill)
        killing.start()
        while (answer := ask(port, LOG.body(held, held + 1)))[0] == 200:
            ids.add(notes.decoded(answer[1].decode().split(" ")[2].strip())[:4])
            held += 1
        killing.join()
        assert process.wait(30) == -signal.SIGKILL
        assert answer[0] == 0
    assert held > 2 * KILLS
    assert len(ids) == 1


def test_its_key_is_told_and_one_process_has_the_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["witness", "--key", "--data", str(tmp_path)]) == 1
    configure(tmp_path)
    capsys.readouterr()
    for _again in range(2):
        assert cli.run(["witness", "--key", "--data", str(tmp_path)]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == second
    assert notes.parse_key(first).name == NAME

    (tmp_path / "witness.conf").write_text("name a b\n")
    assert cli.run(["witness", "--key", "--data", str(tmp_path)]) == 1
    assert "line 1" in capsys.readouterr().err
