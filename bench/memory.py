"""How much memory ``daylight serve`` holds after ten thousand page views.

``python -m bench.memory [--views 10000] [--json]``, from the source tree. It makes the demo's
data in a folder of its own, serves it, and lets several people read several pages, again and
again. Reported is what the process holds in RAM (RSS, in MB of a million bytes), after each
tenth.
"""

import argparse
import json
import sys
import tempfile
import threading
from itertools import count
from pathlib import Path

import pytest

from app.cli.migrate import bring_to_head
from app.core.db.session import reading
from app.demo import fill
from app.identity.people import queries as people
from tests.support import sign_in
from tests.support.database import let_go, point_at
from tests.support.guarded import Cookie, Guarded, guarded, together

MOST = 200  # MB
TENTHS = 10
AT_ONCE = 4
READERS = ("E1001", "E1002", "E1003", "E1004", "E1005", "E1006", "E1009", "E1042")
PAGES = (
    "/",
    "/looked",
    "/looked?by=person",
    "/looked/automatic",
    "/collected",
    "/collected/changes",
    "/collected/location-in-the-field-app",
    "/updates",
    "/settings",
    "/search?q=location",
    "/looked/download?format=csv",
    "/this-site",
    "/welcome",
)


def measured(views: int) -> list[float]:
    """The process's MB when it has begun, and after each tenth of the views."""
    fill.northfold(people=600, events=5000, seed=1, say=lambda _line: None)
    with reading() as session:
        known = people.people_by_employee_ids(session, READERS)
    readers = [sign_in.a_session(known[each]) for each in READERS if each in known]
    with guarded(Guarded()) as portal:
        held = [_megabytes(portal)]
        for _tenth in range(TENTHS):
            _view(portal, readers, views // TENTHS)
            held.append(_megabytes(portal))
    return held


def _view(portal: Guarded, readers: list[Cookie], views: int) -> None:
    numbers, lock = iter(range(views)), threading.Lock()
    turn = count()

    def reader() -> None:
        while True:
            with lock:
                number, view = next(numbers, None), next(turn)
            if number is None:
                return
            path = PAGES[view % len(PAGES)]
            answer = portal.ask(path, readers[view // len(PAGES) % len(readers)])
            if answer.status != 200:
                raise RuntimeError(f"{path} answered {answer.status}")

    together([reader] * AT_ONCE)


def _megabytes(portal: Guarded) -> float:
    assert portal.process is not None
    status = Path(f"/proc/{portal.process.pid}/status").read_text()
    kibibytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
    return round(int(kibibytes) * 1024 / 1e6, 1)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--views", type=int, default=10_000)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="daylight-bench-") as folder:
        data = Path(folder, "data")
        with pytest.MonkeyPatch.context() as patch:
            point_at(patch, data, f"sqlite:///{data / 'daylight.db'}")
            bring_to_head()
            held = measured(chosen.views)
            let_go()
    found = {"views": chosen.views, "megabytes": held[-1], "after_each_tenth": held}
    if chosen.json:
        print(json.dumps(found))
    else:
        print(f"after {chosen.views:,} page views: {held[-1]} MB (at the start {held[0]} MB)")
        print("after each tenth:", *held[1:])
    sys.exit(0 if held[-1] < MOST else 1)


if __name__ == "__main__":
    main()
