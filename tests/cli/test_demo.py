"""Starting a demo: what is in its way is said before anything is made or removed."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import httpx2
import pytest

from app import cli
from app.cli import demo, lock
from app.core.errors import ConflictError, RejectedError
from tests.support.northfold import Northfold
from tests.support.ports import free_ports
from tests.support.processes import ROOT, wait_until


@pytest.fixture(autouse=True)
def _same_afterwards() -> Iterator[None]:
    """A demo sets the environment of its own process, which here is the tests'."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that something listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@pytest.mark.parametrize("before", [0, 1, 2], ids=["the portal", "provider", "speak-up"])
def test_a_port_that_is_taken_is_named_before_anything_is_made(
    taken: int, before: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "demo"

    assert cli.run(["demo", "--port", str(taken - before), "--data", str(home)]) == 1

    [said] = capsys.readouterr().err.splitlines()
    assert f"Port {taken} " in said
    assert "--port" in said
    assert not home.exists()


def test_serve_names_a_port_that_is_taken(
    taken: int, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["serve", "--port", str(taken)]) == 1

    [said] = capsys.readouterr().err.splitlines()
    assert f"Port {taken} " in said


@pytest.mark.parametrize("fresh", [(), ("--fresh",)])
def test_a_folder_whose_demo_is_running_is_left_alone(
    fresh: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "demo.json").write_text("{}")

    with lock.held(tmp_path):
        port = str(free_ports())
        assert cli.run(["demo", "--port", port, "--data", str(tmp_path), *fresh]) == 1
        with pytest.raises(ConflictError), lock.held(tmp_path):
            pass

    [said] = capsys.readouterr().err.splitlines()
    assert f"A demo is running in {tmp_path}" in said
    assert (tmp_path / "demo.json").read_text() == "{}"
    with lock.held(tmp_path):  # and free again when that one has ended
        pass


def test_a_lock_does_not_outlive_a_process_that_was_killed(tmp_path: Path) -> None:
    line = "import sys, time; from pathlib import Path; from app.cli import lock\n"
    line += "with lock.held(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    holder = subprocess.Popen([sys.executable, "-c", line, tmp_path], cwd=ROOT, stdout=-1)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(ConflictError), lock.held(tmp_path):
        pass

    holder.kill()
    holder.wait()
    holder.stdout.close()

    with lock.held(tmp_path):
        pass


def test_a_folder_that_holds_something_else_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thesis.txt").write_text("ten years")
    line = ["demo", "--port", str(free_ports()), "--data", str(tmp_path), "--fresh"]

    assert cli.run(line) == 1

    assert "no demo" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


class _Ready(BaseHTTPRequestHandler):
    """Answers 200 to ``/readyz``, as any portal would; to ``/metrics`` only with its token."""

    def do_GET(self) -> None:
        ours = self.headers["authorization"] == "Bearer ours"
        self.send_response(200 if ours or self.path == "/readyz" else 401)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


def test_another_portal_that_answers_is_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "READY_WITHIN", 0.5)
    with HTTPServer(("127.0.0.1", 0), _Ready) as another:
        Thread(target=another.serve_forever, daemon=True).start()

        with pytest.raises(RejectedError):
            demo._wait_until_ready(another.server_port, "another", [])
        demo._wait_until_ready(another.server_port, "ours", [])
        another.shutdown()


def test_it_names_whom_to_sign_in_as(northfold: Northfold) -> None:
    wait_until(lambda: "Stop with Ctrl-C" in (northfold.folder / "said").read_text())
    said = (northfold.folder / "said").read_text()

    assert "Amara Okafor (E1001)" in said
    assert "Helen Marsh (E1005)" in said
    card = json.loads((northfold.folder / "demo/demo.json").read_text())
    assert card["people"]["employee"] == ["E1001"]


def test_its_card_is_for_one_pair_of_eyes_and_says_how_to_use_it(northfold: Northfold) -> None:
    file = northfold.folder / "demo/demo.json"
    card = json.loads(file.read_text())

    assert file.stat().st_mode & 0o777 == 0o600
    assert set(card) == {"portal", "provider", "speakup", "people", "sources", "metrics_token"}
    provider = int(northfold.address.rpartition(":")[2]) + 1
    assert card["speakup"] == f"http://localhost:{provider + 1}"
    assert (card["portal"], card["provider"]) == (
        northfold.address,
        f"http://127.0.0.1:{provider}",
    )
    roles = {"employee", "manager", "officer", "representative", "auditor", "administrator"}
    assert roles <= set(card["people"])
    shown = {"authorization": f"Bearer {card['metrics_token']}"}
    assert httpx2.get(f"{card['portal']}/metrics", headers=shown).status_code == 200
    for key in card["sources"].values():
        shown = {"authorization": f"Bearer {key}"}
        url = f"{card['portal']}/api/v1/consents"
        assert httpx2.get(url, headers=shown).status_code == 200


@pytest.mark.parametrize(
    ("options", "code", "word"),
    [
        (["--now", "yesterday"], 1, "--now"),
        (["--now", "2026-11-20T09:00:00"], 1, "--now"),  # without its zone it is no moment
        (["--people", "33"], 2, "--people"),
        (["--events", "-1"], 2, "--events"),
        (["--port", "65535"], 2, "--port"),
        (["--port", "0"], 2, "--port"),
    ],
)
def test_what_makes_no_demo_is_refused_and_nothing_is_left_to_fill(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    code: int,
    word: str,
) -> None:
    home = tmp_path / "demo"
    port = [] if "--port" in options else ["--port", str(free_ports())]

    assert cli.run(["demo", *port, "--data", str(home), *options]) == code

    assert word in capsys.readouterr().err
    assert not (home / "demo.json").exists()
    assert not (home / "daylight.db").exists()
