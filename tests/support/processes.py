"""Real processes, started with this test's settings and ended by their own id."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]


def start(*arguments: str, log: Path | None = None) -> subprocess.Popen[bytes]:
    """A Python process at the project's root; ``log`` takes what it says."""
    said = log.open("ab") if log else subprocess.DEVNULL
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env=environment, stdout=said, stderr=said
    )


def wait_until(true: Callable[[], bool], seconds: float = 20) -> None:
    """Look again and again; fail if it does not become true in time."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
