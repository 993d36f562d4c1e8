"""How long does a deletion hold the head of the log, and how fast does a month go?

``python -m bench.erasure [--entries 20000]``, in a database of its own, where 600 people were
looked at three years ago, two in each event. What is timed is each portion, whose transaction
holds the head of the log so that nobody can add an entry meanwhile. The baseline empties a column
of as many rows of the same size in a plain SQLite table, in one durable transaction.
"""

import argparse
import json
import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median
from uuid import UUID

from app.access_log import service as log
from app.access_log.erasing import service
from app.access_log.rules import Accessor, NewEvent
from app.core import clock
from app.core.config import settings
from app.core.db.base import new_id
from bench.loading import EPOCH, PEOPLE, prepare

LONG_AGO = EPOCH - timedelta(days=3 * 365)
AT_ONCE = 2_000  # events
SEALED = 200  # bytes
WITHIN = 1.0  # seconds in which nobody can add an entry


def _look(source: UUID, entries: int) -> None:
    with clock.set_to(LONG_AGO):
        for first in range(0, entries // 2, AT_ONCE):
            log.append([_access(source, first + number) for number in range(AT_ONCE)])


def _access(source: UUID, number: int) -> NewEvent:
    subjects = (f"E{1000 + number % PEOPLE}", f"E{1000 + (number + 1) % PEOPLE}")
    return NewEvent(
        source_id=source,
        id=str(new_id()),
        occurred_at=LONG_AGO,
        accessor=Accessor(id="E1101", kind="person"),
        subjects=subjects,
        action="view",
        system="hr-core",
        categories=("absence",),
        purpose="return-to-work",
    )


def _portions() -> Iterator[tuple[int, float]]:
    steps = service.steps(lambda _session: ())
    while True:
        began = time.perf_counter()
        gone = next(steps, None)
        if gone is None:
            return
        yield gone, time.perf_counter() - began


def _plain(folder: Path, rows: int) -> float:
    with sqlite3.connect(folder / "plain.db") as plain:
        plain.execute("PRAGMA journal_mode = WAL")
        plain.execute("PRAGMA secure_delete = ON")
        plain.execute("CREATE TABLE plain (seq INTEGER PRIMARY KEY, sealed BLOB)")
        some = ((number, os.urandom(SEALED)) for number in range(rows))
        plain.executemany("INSERT INTO plain VALUES (?, ?)", some)
        plain.commit()
        began = time.perf_counter()
        plain.execute("UPDATE plain SET sealed = NULL")
        plain.commit()
        took = time.perf_counter() - began
    plain.close()
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=20_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DAYLIGHT_DATA_DIR"] = folder
        settings.cache_clear()
        source, _cookies = prepare()
        _look(source, asked.entries)
        portions = [(gone, took) for gone, took in _portions() if gone]
        full = [took for gone, took in portions if gone == max(gone for gone, _took in portions)]
        baseline = _plain(Path(folder), max(gone for gone, _took in portions))
    seconds = median(full)
    said = {
        "name": f"a portion of {max(gone for gone, _took in portions)} deleted entries",
        "ratio": round(seconds / baseline, 2),
        "ours": round(seconds, 3),
        "baseline": round(baseline, 3),
        "runs": [round(took, 3) for took in full],
        "entries a second": round(sum(gone for gone, _ in portions) / sum(t for _, t in portions)),
    }
    print(json.dumps([said]))
    if seconds > WITHIN:
        raise SystemExit(f"A portion took {seconds:.2f} s: more than {WITHIN} s.")


if __name__ == "__main__":
    main()
