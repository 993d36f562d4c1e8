"""How fast is the append, beside the fastest plain durable insert of the same events?

``python -m bench.append`` measures the database the settings point at, which must be empty and
may be thrown away. Baseline and ours take turns in pairs, each on fresh events; a run's ratio
is ours / baseline in events a second, and what is reported is the median of the runs.

The baseline is ``json.dumps`` and one insert per batch (``unnest`` of binary arrays on
PostgreSQL, ``executemany`` on SQLite) into a table with a primary key and an index on
(subject, time), committed with the same durability. Ours is what a source gets: validation,
canonical JSON, commitments, encryption, idempotency, numbering, the restricted role and every
trigger. The second clock goes on until a signed checkpoint covers all of them, made after the last
append by the one who appended; a worker makes it beside.
"""

import argparse
import gc
import itertools
import json
import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID

from app.access_log import service
from app.access_log.checkpoints import service as signing
from app.cli.migrate import bring_to_head
from app.cli.serve import share_the_interpreter
from app.core.config import settings
from app.core.db import dialects
from app.core.db.base import new_id
from app.core.db.dialects.columns import Bytes, Int8s
from app.core.db.session import engine, writing
from app.identity.people.models import Person, PersonVersion
from app.identity.sources import service as sources
from app.ingest.schemas import REPORTED_BATCH

PEOPLE = 600
WHEN = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
Batch = list[dict[str, Any]]
Append = Callable[[Batch], None]
End = Callable[[], None]


def nothing() -> None:
    """An append is over when it returns."""


def prepare() -> UUID:
    """A migrated database with 600 people and one source; gives the source's id."""
    bring_to_head()
    with writing() as session:
        for number in range(PEOPLE):
            described: dict[str, Any] = {
                "name": f"Person {number}",
                "unit": "Field operations",
                "role_title": "Field engineer",
                "establishment": "leith",
                "work_setting": "field",
                "devices": [],
            }
            person = Person(employee_id=f"E{1000 + number}", **described)
            session.add(person)
            session.flush()
            session.add(
                PersonVersion(person_id=person.id, valid_from=WHEN, active=True, **described)
            )
        source, _key = sources.add(
            session, "bench", system="hr-core", every=timedelta(hours=24), webhook=None
        )
        return source.id


def events(count: int) -> Batch:
    """Fresh events of about 400 bytes, of 600 people seen by 40."""
    moment = WHEN + timedelta(seconds=random.randrange(10_000_000))
    return [
        {
            "id": str(new_id()),
            "occurred_at": (moment + timedelta(seconds=number)).isoformat(),
            "accessor": {
                "id": f"E{1000 + random.randrange(40)}",
                "kind": "person",
                "name": "Priya Raman",
                "role": "HR adviser",
                "unit": "Human resources",
                "organisation": "Northfold Energy",
            },
            "subjects": [f"E{1000 + random.randrange(PEOPLE)}"],
            "action": "view",
            "system": "hr-core",
            "categories": ["absence", "working-hours"],
            "purpose": "return-to-work",
            "case": f"HR-{number}",
            "count": 1,
        }
        for number in range(count)
    ]


def ours(source_id: UUID) -> Append:
    """The door's own path behind the parser: validate, then append."""

    def append(batch: Batch) -> None:
        accesses = REPORTED_BATCH.validate_python(batch)
        for access in accesses:
            access.source_id = source_id
        service.append(accesses)

    return append


def plain() -> Append:
    """The baseline, on a table of its own."""
    postgresql = dialects.name(engine()) == "postgresql"
    blob, number = ("bytea", "bigint") if postgresql else ("BLOB", "INTEGER")
    made = dialects.create_engine(settings().database, changes_schema=True)
    with dialects.for_writing(made).begin() as connection:
        connection.exec_driver_sql(
            f"CREATE TABLE plain (seq {number} PRIMARY KEY, subject {blob} NOT NULL,"
            f" at {number} NOT NULL, body {blob} NOT NULL)"
        )
        connection.exec_driver_sql("CREATE INDEX plain_subject_at ON plain (subject, at)")
    made.dispose()
    numbers = itertools.count()

    fast: Any = bytes if postgresql else bytearray  # what the driver takes without an adapter

    def append(batch: Batch) -> None:
        at = time.time_ns()
        rows = [
            (
                next(numbers),
                fast(event["subjects"][0].encode().ljust(16)),
                at,
                fast(json.dumps(event).encode()),
            )
            for event in batch
        ]
        with writing() as session:
            driver: Any = session.connection().connection.driver_connection
            if not postgresql:
                driver.executemany("INSERT INTO plain VALUES (?, ?, ?, ?)", rows)
                return
            seqs, subjects, moments, bodies = zip(*rows, strict=True)
            columns = Int8s.of(seqs), Bytes.of(subjects), Int8s.of(moments), Bytes.of(bodies)
            driver.execute("INSERT INTO plain SELECT * FROM unnest(%b, %b, %b, %b)", columns)

    return append


def rate(append: Append, batches: Sequence[Batch], writers: int, end: End = nothing) -> float:
    """Events a second, from the first call to the last return, and to what ends it."""
    end()  # what others left
    started = time.perf_counter()
    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(append, batches))
    end()
    return sum(map(len, batches)) / (time.perf_counter() - started)


def compare(
    name: str,
    pair: tuple[Append, Append],
    *,
    size: int,
    writers: int,
    rows: int,
    runs: int,
    end: End = nothing,
) -> dict[str, Any]:
    """One line of the report."""
    measured = []
    for _run in range(runs + 1):
        fresh = [[events(size) for _ in range(max(writers, rows // size))] for _side in pair]
        gc.collect()
        gc.freeze()  # as a server does at its start; and what waits here is neither side's load
        ours_now = rate(pair[0], fresh[0], writers, end)
        measured.append([ours_now, rate(pair[1], fresh[1], writers)])
        gc.unfreeze()
    del measured[0]  # the first fills caches and prepares statements
    ratios = [mine / theirs for mine, theirs in measured]
    return {
        "name": name,
        "ratio": round(median(ratios), 3),
        "ours": round(median(mine for mine, _ in measured)),
        "baseline": round(median(theirs for _, theirs in measured)),
        "runs": [round(ratio, 3) for ratio in ratios],
    }


def main() -> None:
    options = argparse.ArgumentParser()
    share_the_interpreter()  # as the process that serves does
    options.add_argument("--rows", type=int, default=20_000)
    options.add_argument("--runs", type=int, default=7)
    chosen = options.parse_args()
    pair = ours(prepare()), plain()
    database = dialects.name(engine())
    report = [
        compare(
            f"append {database}, batch {size}, {writers} writer{'s' * (writers > 1)}",
            pair,
            size=size,
            writers=writers,
            rows=chosen.rows,
            runs=chosen.runs,
        )
        for size in (1000, 256)
        for writers in (1, 2)
    ]
    report += [
        compare(
            f"append and sign {database}, batch 1000, {writers} writer{'s' * (writers > 1)}",
            pair,
            size=1000,
            writers=writers,
            rows=chosen.rows,
            runs=chosen.runs,
            end=signing.publish,
        )
        for writers in (1, 2)
    ]
    single = compare(
        f"append {database}, single", pair, size=1, writers=1, rows=200, runs=chosen.runs
    )
    print(json.dumps([*report, single]))


if __name__ == "__main__":
    main()
