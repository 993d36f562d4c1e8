"""Killed anywhere (SIGKILL): nothing that was acknowledged is lost, and nothing is doubled."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest
from sqlmodel import Session, select

from app.access_log.leaves import rules as leaves
from app.access_log.models import Notice
from app.cli.place import CLOCK
from app.concerns.anonymous import releasing
from app.concerns.models import Concern
from app.core.config import settings
from app.speakup import board, folder, rules, spool
from tests.support import processes
from tests.support.cast import Cast
from tests.support.database import forget_everything
from tests.support.speakup import CODE, Origin, released

REPORTS = 12
# where a release is killed, in its own words
POINTS = {
    "before it is committed": "service.hand_over = die_after(service.hand_over)",
    "before the spool lets go": "spool.Taking.done = property(lambda s: [], die_if_any)",
    "before answers are put up": "releasing.post = die",
    "while answers are put up": "board.Path.replace = die",
}
KILLED = """
import os, signal
from app.concerns.anonymous import releasing, service
from app.speakup import board, spool

def die(*_all):
    os.kill(os.getpid(), signal.SIGKILL)

def die_after(step):
    def stepping(*all_, **named):
        step(*all_, **named)
        die()
    return stepping

def die_if_any(_taking, done):
    if done:
        die()

{point}
releasing.release()
"""


def _waiting() -> int:
    with spool.taking(folder.spool()) as taken:
        return len(taken.boxes)


@pytest.mark.parametrize("point", POINTS)
def test_a_release_that_is_killed_is_ended_by_the_next(
    origin: Origin, session: Session, cast: Cast, point: str
) -> None:
    codes = [origin.report() for _each in range(3)]
    session.commit()
    dying = processes.start("-c", KILLED.format(point=POINTS[point]))
    assert dying.wait(60) == -signal.SIGKILL

    releasing.mend()  # what a worker does first
    assert not list(settings().speakup.glob("board.*.new*"))
    left = _waiting()
    assert left in {0, 3}
    assert released(session) == left
    assert _waiting() == 0
    assert len(session.exec(select(Concern)).all()) == 3
    batches = select(Notice).where(Notice.kind == leaves.CONCERNS)
    assert len(session.exec(batches).all()) == 1
    for code in codes:
        assert "Received" in origin.thread(code).main


@pytest.fixture
def port(origin: Origin, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """For a real process of the origin, whose clock the test moves."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        number: int = free.getsockname()[1]
    monkeypatch.setenv("DAYLIGHT_SPEAKUP_URL", f"http://localhost:{number}")
    forget_everything()
    yield number


def test_an_origin_that_is_killed_has_kept_whatever_it_said_it_had(
    port: int, session: Session, cast: Cast
) -> None:
    tells, base = settings().data_dir / CLOCK, f"http://localhost:{port}"
    tells.write_text("0")
    process = _origin(port)
    forms = [{"ticket": _ticket(base), "what": f"Report {n}."} for n in range(REPORTS)]
    tells.write_text("30")
    with ThreadPoolExecutor(4) as pool:
        sending = [pool.submit(_sent, base, form) for form in forms]
        processes.wait_until(lambda: sum(each.done() for each in sending) >= REPORTS // 3)
        process.kill()
        process.wait()
        said = [each.result() for each in sending]
    acknowledged = {code for code in said if code}
    assert acknowledged
    assert _waiting() >= len(acknowledged)

    process = _origin(port)
    again = [_sent(base, form) for form in forms]  # whoever got no answer sends it again
    process.kill()
    process.wait()
    assert acknowledged <= set(again)
    assert "" not in again
    assert released(session) == REPORTS
    found = session.exec(select(Concern)).all()
    mine = [rules.receipt(code) for code in again]
    assert {each.raised_by for each in found} == {one.mailbox for one in mine if one}
    assert all(board.read(folder.board(), one.mailbox) for one in mine if one)


def _origin(port: int) -> subprocess.Popen[bytes]:
    log = Path(settings().data_dir / "said")
    command = [sys.executable, "-m", "app.cli", "speakup", "--port", str(port)]
    with log.open("ab") as said:
        started = subprocess.Popen(command, cwd=processes.ROOT, stdout=said, stderr=said)
    processes.wait_until(lambda: _answers(port), 60)
    assert log.read_bytes() == b""
    return started


def _answers(port: int) -> bool:
    try:
        return httpx2.get(f"http://localhost:{port}/speak-up/reply").status_code == 200
    except httpx2.TransportError:
        return False


def _ticket(base: str) -> str:
    page = httpx2.get(f"{base}/speak-up").text
    return page.split('name="ticket" value="', 1)[1].split('"', 1)[0]


def _sent(base: str, form: dict[str, str]) -> str:
    """The code it answered with; nothing if it did not answer."""
    try:
        answer = httpx2.post(f"{base}/speak-up", data=form, timeout=30)
    except httpx2.TransportError:
        return ""
    found = CODE.search(answer.text)
    assert found, answer.text[:1500]
    return found[0]
