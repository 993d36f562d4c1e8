"""How fast is a bundle made, in how little memory, and do the pages stay quick beside twenty?

``python -m bench.bundle [--records 1000000] [--runs 3]`` needs an installation that is empty and
may be thrown away. One person's records lie in a database of their own, which is gathered from
through the ``sql`` connector, as any source is.

The baseline of a bundle streams the same rows, read from a file of JSON lines, through ``json``,
``csv`` and ``zipfile`` alone: no source, no seals, no digests, nothing made inert. Baseline and
ours take turns; a ratio is ours / baseline in records a second, and what is reported is the
median. “Gathering alone” is from the source to the store, “with gathering” the whole way. Memory
is the most that a worker process of its own held in RAM (RSS, in MiB) while it did all of it.

The pages are an employee's, read by a few at a time; a ratio is the 99th percentile of the time
they take while ``--workers`` (1) make twenty bundles, beside that of the same pages with nothing to
do. A worker makes one after the other; with twenty workers all are on their way at once.
"""

import argparse
import csv
import io
import json
import os
import resource
import sqlite3
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from sqlmodel import Session

from app.answers.bundles import jobs as bundles
from app.answers.bundles import queries as bundle_queries
from app.answers.bundles.models import Making
from app.answers.gathering import jobs as gathering
from app.answers.release import service as release
from app.cli.migrate import bring_to_head
from app.core.config import settings
from app.core.db import dialects
from app.core.db.base import new_id
from app.core.db.session import engine, reading, writing
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.roles.models import Role
from app.my_data.exporters import PARTS
from app.subject_requests import service as requests
from app.subject_requests.models import SubjectRequest
from tests.support import answers, make, sign_in
from tests.support.guarded import Guarded, guarded, together
from tests.support.requests import taken

KINDS = ("S", "H", "T")
PAGES = ("/", "/looked", "/collected", "/requests", "/updates")
READERS = 4
SECONDS = 20.0
AT_ONCE = 20
MOST = 300  # MiB


def prepare(records: int) -> tuple[Person, Person]:
    """A migrated database, an officer, and a person with so many records in a source."""
    bring_to_head()
    source = answers.a_source(settings().data_dir, "hr-core")
    day = [f"2026-{1 + n % 12:02}-{1 + n % 28:02}" for n in range(336)]
    with sqlite3.connect(source.file) as database:
        database.executemany(
            "INSERT INTO absence (employee, day, kind) VALUES (?,?,?)",
            (("E1001", day[n % 336], KINDS[n % 3]) for n in range(records)),
        )
        database.execute("CREATE INDEX by_employee ON absence (employee, id)")
    with writing() as session:
        make.an_establishment(session)
        amara = make.a_person(session, "E1001", "Amara Okafor")
        helen = make.a_person(session, "E1010", "Helen Marsh", Role.OFFICER)
        source.connect(session)
    return amara, helen


def gathered(amara: Person, helen: Person) -> SubjectRequest:
    """A request whose sources have all answered."""
    sar = asked(amara, helen)
    while gathering.gather(PARTS):
        pass
    return sar


def plain(lines: Path, to: Path) -> None:
    """The same rows through json, csv and zipfile alone."""
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as zipped:
        with zipped.open("absence.json", "w", force_zip64=True) as raw:
            text = io.TextIOWrapper(raw, "utf-8")
            text.write('{"records": [')
            for number, row in enumerate(_rows(lines)):
                text.write((",\n" if number else "\n") + json.dumps(row, ensure_ascii=False))
            text.write("\n]}\n")
            text.flush()
        with zipped.open("absence.csv", "w", force_zip64=True) as raw:
            text = io.TextIOWrapper(raw, "utf-8", newline="")
            writer = csv.writer(text)
            for number, row in enumerate(_rows(lines)):
                if not number:
                    writer.writerow(row)
                writer.writerow(row.values())
            text.flush()


def made(sar: SubjectRequest, helen: Person) -> float:
    """Seconds to make a bundle of what was gathered."""
    with writing() as session:
        release.pack(session, sar, helen, form_key=new_id())
    began = time.perf_counter()
    bundles.make()
    took = time.perf_counter() - began
    with reading() as session:
        bundle = bundle_queries.newest(session, sar.id)
        if bundle is None or bundle.making is not Making.MADE:
            raise RuntimeError("the bundle was not made")
    return took


def throughput(records: int, runs: int) -> list[dict[str, Any]]:
    """The ratios of a bundle, of the gathering before it, and of both."""
    amara, helen = prepare(records)
    folder = settings().data_dir
    lines = folder / "absence.ndjson"
    with lines.open("w") as file, sqlite3.connect(folder / "hr-core.db") as database:
        for day, kind in database.execute("SELECT day, kind FROM absence ORDER BY id"):
            file.write(json.dumps({"day": day, "kind": kind}) + "\n")
    pairs = []
    for _run in range(runs):
        began = time.perf_counter()
        plain(lines, folder / "plain.zip")
        baseline = time.perf_counter() - began
        began = time.perf_counter()
        sar = gathered(amara, helen)
        found = time.perf_counter() - began
        pairs.append((baseline, found, made(sar, helen)))
        withdraw(sar, amara)
    return [
        _line("bundle", records, [(base, ours) for base, _found, ours in pairs]),
        _line("gathering alone", records, [(base, found) for base, found, _ours in pairs]),
        _line("bundle with gathering", records, [(b, found + ours) for b, found, ours in pairs]),
    ]


def memory(records: int) -> dict[str, Any]:
    """The most that a worker held, in MiB, from the source to the finished bundle."""
    with reading() as session:
        amara, helen = _both(session)
    sar = asked(amara, helen)
    _worker()
    with writing() as session:
        release.pack(session, sar, helen, form_key=new_id())
    _worker()
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {
        "name": f"memory of the worker, {records:,} records",
        "ratio": round(most / MOST, 2),
        "ours": round(most, 1),
        "baseline": MOST,
        "runs": [round(most / MOST, 2)],
    }


def pages(records: int, workers: int = 1) -> dict[str, Any]:
    """The slowest hundredth of an employee's pages beside twenty bundles, and beside none."""
    amara, helen = prepare(records)
    reader = sign_in.a_session(amara)
    waiting = []
    for _number in range(AT_ONCE):
        waiting.append(gathered(amara, helen))
    with guarded(Guarded()) as portal:
        _read(portal, reader, SECONDS / 4)
        idle = _read(portal, reader, SECONDS)
        for sar in waiting:
            with writing() as session:
                release.pack(session, sar, helen, form_key=new_id())
        started = [subprocess.Popen([*_WORKER[:-1]], env=os.environ) for _each in range(workers)]
        beside: list[float] = []
        while _unmade(waiting):
            beside += _read(portal, reader, 1.0)
        for worker in started:
            worker.terminate()
        for worker in started:
            worker.wait(30)
    ratio = _slow(beside) / _slow(idle)
    return {
        "name": f"pages beside {AT_ONCE} bundles of {records:,} records, {workers} at once",
        "ratio": round(ratio, 2),
        "ours": round(_slow(beside) * 1000, 1),
        "baseline": round(_slow(idle) * 1000, 1),
        "runs": [round(ratio, 2)],
    }


def _unmade(waiting: list[SubjectRequest]) -> bool:
    with reading() as session:
        found = [bundle_queries.newest(session, sar.id) for sar in waiting]
    return any(bundle is None or bundle.making is not Making.MADE for bundle in found)


_WORKER = (sys.executable, "-m", "app.cli", "worker", "--once")


def _worker() -> None:
    subprocess.run([*_WORKER], env=os.environ, check=True)


def asked(amara: Person, helen: Person) -> SubjectRequest:
    with Session(dialects.for_writing(engine()), expire_on_commit=False) as session:
        sar = taken(session, amara, helen)
        answers.write_letter(session, sar, helen)
        answers.begin(session, sar, helen)
    return sar


def withdraw(sar: SubjectRequest, amara: Person) -> None:
    with writing() as session:
        requests.withdraw(session, sar, amara, form_key=new_id())


def _both(session: Session) -> tuple[Person, Person]:
    found = people.people_by_employee_ids(session, ["E1001", "E1010"])
    return found["E1001"], found["E1010"]


def _read(portal: Guarded, reader: Any, seconds: float) -> list[float]:
    """How long each page took, read by a few at a time for so many seconds."""
    until, took, lock = time.monotonic() + seconds, [], threading.Lock()

    def reads(first: int) -> None:
        number = first
        while time.monotonic() < until:
            answer = portal.ask(PAGES[number % len(PAGES)], reader)
            if answer.status != 200:
                raise RuntimeError(f"{PAGES[number % len(PAGES)]} answered {answer.status}")
            with lock:
                took.append(answer.seconds)
            number += 1

    together([lambda first=first: reads(first) for first in range(READERS)])
    return took


def _slow(seconds: list[float]) -> float:
    """The 99th percentile."""
    return quantiles(seconds, n=100)[98]


def _rows(lines: Path) -> Iterator[dict[str, Any]]:
    with lines.open() as file:
        for line in file:
            yield json.loads(line)


def _line(name: str, records: int, pairs: list[tuple[float, float]]) -> dict[str, Any]:
    ratios = [round(baseline / ours, 2) for baseline, ours in pairs]
    return {
        "name": f"{name}, {records:,} records",
        "ratio": median(ratios),
        "ours": round(median(records / ours for _baseline, ours in pairs)),
        "baseline": round(median(records / baseline for baseline, _ours in pairs)),
        "runs": ratios,
    }


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--records", type=int, default=1_000_000)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--pages", action="store_true", help="pages beside twenty bundles")
    options.add_argument("--workers", type=int, default=1, help="how many make them at once")
    chosen = options.parse_args()
    if chosen.pages:
        report = [pages(chosen.records, chosen.workers)]
    else:
        report = [*throughput(chosen.records, chosen.runs), memory(chosen.records)]
    print(json.dumps(report))


if __name__ == "__main__":
    main()
