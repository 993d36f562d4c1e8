"""Kill the worker while it gathers and packs, again and again: nothing is lost, doubled or half.

``python -m bench.crash [--points 20] [--records 100000]`` needs an installation that is empty and
may be thrown away. A worker process is killed (SIGKILL) at points spread over what the whole work
computes, once while it gathers and once while it packs; then another one ends the work. Points
are seconds of its processor, so that a busy machine has them at the same places.
After each point: every row of the source came once, no bundle can be had before it is whole, the
one there is opens and holds them all, and after the sweep no file lies there that nothing names.
Ends with 1 unless most of the kills struck work that was on its way.
"""

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

from sqlalchemy import update
from sqlmodel import Session

from app.answers.bundles import queries as bundles
from app.answers.bundles.models import AnswerBundle, Making
from app.answers.gathering import queries as gathered
from app.answers.gathering.models import GatheringSource, Progress
from app.answers.release import service as release
from app.core.config import settings
from app.core.db import dialects
from app.core.db.base import new_id
from app.core.db.session import engine, reading, writing
from app.core.storage import service as storage
from app.identity.people.models import Person
from app.subject_requests.models import SubjectRequest
from app.worker import FILES
from bench.bundle import asked, prepare, withdraw

WORKER = (sys.executable, "-m", "app.cli", "worker", "--once")


def survived(points: int, records: int) -> list[dict[str, Any]]:
    """What each point came to; raises where something was lost, doubled or half."""
    amara, helen = prepare(records)
    _work()  # what is due once an hour is done
    _measured(amara, helen)  # and what is done once a day, or for the first time
    whole, gathering, packing = _measured(amara, helen)
    found = []
    for point in range(points):
        share = (point + 0.5) / points
        found.append(
            _point(amara, helen, records, whole + share * gathering, whole + share * packing)
        )
    return found


def _measured(amara: Person, helen: Person) -> tuple[float, float, float]:
    """Seconds of processor of a worker that finds nothing, and what gathering and packing add."""
    whole = _computed(_work)
    sar = asked(amara, helen)
    gathering = _computed(_work) - whole
    _pack(sar, helen)
    packing = _computed(_work) - whole
    withdraw(sar, amara)
    return whole, gathering, packing


def _point(
    amara: Person, helen: Person, records: int, gathers: float, packs: float
) -> dict[str, Any]:
    sar = asked(amara, helen)
    killed = _kill_after(gathers)
    _settle()
    _work()
    rows = _rows(sar)
    if rows != records:
        raise AssertionError(f"{rows} rows of {records} came, killed after {gathers:.2f} s")
    _pack(sar, helen)
    killed_packing = _kill_after(packs)
    half = _taken(sar)
    if half is not None:
        _check(half, records)
    _settle()
    _work()
    content = _taken(sar)
    assert content is not None, f"no bundle came, killed after {packs:.2f} s"
    _check(content, records)
    orphans = _orphans()
    withdraw(sar, amara)
    return {"killed": [killed, killed_packing], "orphans swept": orphans}


def _work() -> None:
    subprocess.run([*WORKER], env=os.environ, check=True)


def _computed(work: Callable[[], object]) -> float:
    """Seconds of processor that the processes started meanwhile took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _kill_after(seconds: float) -> bool:
    """Kill a worker once it has computed for so long. Whether it was still at work."""
    worker = subprocess.Popen([*WORKER], env=os.environ)
    clock = (~worker.pid << 3) | 2  # clock_getcpuclockid(3) as Linux has it
    while worker.poll() is None and time.clock_gettime(clock) < seconds:
        time.sleep(0.002)
    worker.send_signal(signal.SIGKILL)
    return worker.wait() != 0


def _settle() -> None:
    """As if the minute had passed for which a worker that died keeps what it had begun."""
    with writing() as session:
        for table in (GatheringSource, AnswerBundle):
            session.exec(update(table).values(leased_until=None))


def _pack(sar: SubjectRequest, helen: Person) -> None:
    with Session(dialects.for_writing(engine())) as session:
        release.pack(session, sar, helen, form_key=new_id())
        session.commit()


def _rows(sar: SubjectRequest) -> int:
    with reading() as session:
        sources = gathered.sources(session, gathered.newest(session, sar.id))
        [source] = [each for each in sources if each.name == "hr-core"]
        if source.progress is not Progress.DONE:
            raise AssertionError(f"the source is {source.progress} in the end")
        files = [each for each in gathered.records(session, source) if each.name == "absence"]
        lines = b"".join(storage.content(each.file_id) for each in files).splitlines()
    return len(lines)


def _taken(sar: SubjectRequest) -> bytes | None:
    """The bundle's zip, if one can be had."""
    with reading() as session:
        bundle = bundles.newest(session, sar.id)
    if bundle is None or bundle.making is not Making.MADE or bundle.file_id is None:
        return None
    return storage.content(bundle.file_id)


def _check(content: bytes, records: int) -> None:
    with zipfile.ZipFile(BytesIO(content)) as zipped:
        if zipped.testzip() is not None:
            raise AssertionError("a file of the bundle is broken")
        told = json.loads(zipped.read("data/hr-core/absence.json"))
    if len(told["records"]) != records:
        raise AssertionError(f"{len(told['records'])} records of {records} are in the bundle")


def _orphans() -> int:
    """How many files lay there that nothing names; after the sweep there are none."""
    with writing() as session:
        swept = storage.sweep(
            lambda ids: set().union(*(named(session, ids) for named in FILES)), timedelta()
        )
        left = storage.sweep(
            lambda ids: set().union(*(named(session, ids) for named in FILES)), timedelta()
        )
    if left or list(settings().storage.rglob("*.part")):
        raise AssertionError(f"{left} orphans are left after the sweep")
    return swept


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--points", type=int, default=20)
    options.add_argument("--records", type=int, default=100_000)
    chosen = options.parse_args()
    found = survived(chosen.points, chosen.records)
    print(json.dumps(found))
    struck = sum(sum(point["killed"]) for point in found)
    sys.exit(0 if struck > chosen.points else 1)


if __name__ == "__main__":
    main()
