"""How long the demo takes from nothing until it is ready: seconds, and seconds of processor.

``python -m bench.startup [--json]``. The demo makes its data anew in a folder that is thrown
away; ready is when ``/readyz`` says so. The seconds of processor count the demo and the two
processes it starts, so that a machine that is busy with other things can be compared too.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.support.ports import free_ports

PROJECT = Path(__file__).parents[1]
MOST = 15.0  # seconds
GIVE_UP = 120.0


def measured(folder: Path) -> dict[str, float]:
    port = free_ports()
    command = [sys.executable, "-m", "app.cli", "demo", f"--port={port}", f"--data={folder}"]
    began = time.monotonic()
    demo = subprocess.Popen(command, cwd=PROJECT, stderr=subprocess.DEVNULL)
    try:
        while not _ready(port):
            if demo.poll() is not None or time.monotonic() - began > GIVE_UP:
                raise RuntimeError("the demo did not come up")
            time.sleep(0.05)
        seconds = time.monotonic() - began
        return {"seconds": round(seconds, 1), "processor": round(_processor(demo.pid), 1)}
    finally:
        demo.send_signal(signal.SIGTERM)
        demo.wait(30)


def _ready(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _processor(pid: int) -> float:
    """Seconds that a process and those it started have computed."""
    ticks = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(folder.name) == pid or int(fields[1]) == pid:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="daylight-bench-") as folder:
        found = measured(Path(folder, "demo"))
    if chosen.json:
        print(json.dumps(found))
    else:
        print(f"ready after {found['seconds']} s; {found['processor']} s of processor")
    sys.exit(0 if found["seconds"] <= MOST else 1)


if __name__ == "__main__":
    main()
