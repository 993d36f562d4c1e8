"""Real witnesses on ports of this machine, and policies that name them."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn

from app.access_log.checkpoints import service as signing
from app.core.config import settings
from app.core.crypto.notes import Key
from app.witness.keeping import Kept
from app.witness.service import Witness
from app.witness.serving import application
from tests.support.logs import SmallLog
from tests.support.ports import free_port
from tests.support.processes import wait_until
from tests.support.sealing import log_key


@dataclass(frozen=True)
class Outside:
    """A witness that is served: its name in policies, where it is, and itself."""

    name: str
    url: str
    key: Key
    witness: Witness | None = None

    @property
    def line(self) -> str:
        return f"witness {self.name} {self.key} {self.url}\n"


@contextmanager
def witnessing(folder: Path, name: str) -> Iterator[Outside]:
    """A witness of this test's log, in a thread, while the block runs."""
    home = folder / name
    home.mkdir()
    log = log_key()
    witness = Witness(Kept(home, f"{name}.example.test"), {log.name: [log]})
    port = free_port()
    config = uvicorn.Config(application(witness), port=port, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    wait_until(lambda: server.started)
    try:
        yield Outside(name, f"http://127.0.0.1:{port}", witness.key, witness)
    finally:
        server.should_exit = True
        thread.join()


def trust(
    monkeypatch: pytest.MonkeyPatch, folder: Path, quorum: str, outside: Sequence[Outside]
) -> str:
    """Name these witnesses in the policy; ``quorum``: any, all or a number. The policy's text."""
    names = " ".join(each.name for each in outside)
    group = f"group enough {quorum} {names}\nquorum enough\n" if names else "quorum none\n"
    text = "".join(each.line for each in outside) + group
    file = folder / f"policy-{abs(hash(text))}"
    file.write_text(text)
    monkeypatch.setenv("DAYLIGHT_WITNESSES_FILE", str(file))
    settings.cache_clear()
    return text


def our_log(story: str = "") -> SmallLog:
    """Other entries under our own name and key: what nobody but a fraud would sign."""
    log = SmallLog(log_key().name, story)
    log.private, log.key = signing._private(), log_key()
    return log
