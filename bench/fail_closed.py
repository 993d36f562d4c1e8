"""Break the log in every way we know, 500 officers' reads in all, and say what left and came back.

``python -m bench.fail_closed [--reads 500] [--lock 30] [--held 6] [--json]``, from the source
tree. One row for each way: the reads that needed a record while it lasted, the bytes of other
people's data among their answers, the slowest answer of any page, and the seconds until everything
works again after the break is undone, without a restart of the portal. A lock is held for 30
seconds, any other break for 6, and the employees' pages say so to the end. What a machine does
not let us break, two ways at most, is named; the reads are as many without them.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.access_log.checks import BELIEVED
from app.cli.migrate import bring_to_head
from tests.support import breaking, postgres
from tests.support.breaking import CannotBreakError, Outcome, Way, break_and_mend
from tests.support.database import let_go, point_at
from tests.support.guarded import KINDS, PATIENCE, Guarded, guarded

Row = dict[str, object]
Held = Callable[[Way], float]  # seconds a break lasts at least
WAYS, MAY_LACK = 13, 2  # read-only volumes and immutable files need a superuser and a disk


def on_a_file(folder: Path, reads: int, held: Held) -> Iterator[Row]:
    data = folder / "data"
    with breaking.a_volume(data):
        yield from _each("sqlite", data, "", breaking.on_sqlite(), reads, held)


def on_a_server(folder: Path, reads: int, held: Held) -> Iterator[Row]:
    cluster = postgres.start()
    try:
        url, ways = cluster.create("guarded"), breaking.on_postgresql(cluster, "guarded")
        yield from _each("postgresql", folder / "server", url, ways, reads, held)
    finally:
        cluster.stop()


def _each(
    kind: str, data: Path, url: str, ways: list[Way], reads: int, held: Held
) -> Iterator[Row]:
    with pytest.MonkeyPatch.context() as patch:
        point_at(patch, data, url or f"sqlite:///{data / 'daylight.db'}")
        bring_to_head()
        portal = Guarded()
        portal.settle()
        with guarded(portal):
            for way in ways:
                try:
                    yield _row(kind, break_and_mend(portal, way, reads, at_least=held(way)))
                except CannotBreakError as why:
                    yield {"database": kind, "way": way.name, "skipped": str(why)}
        let_go()


def _row(kind: str, found: Outcome) -> Row:
    return {
        "database": kind,
        "way": found.way.name,
        "reads": found.tally.reads,
        "canary_bytes": found.tally.canary_bytes,
        "slowest_seconds": round(found.tally.slowest, 2),
        "recovery_seconds": round(found.recovery, 2),
        "wrong": found.tally.wrong,
    }


def _is_well(row: Row) -> bool:
    if "skipped" in row:
        return True  # counted below
    recovery = row.get("recovery_seconds", 0.0)
    assert isinstance(recovery, float)
    return not row.get("canary_bytes") and not row.get("wrong") and recovery <= PATIENCE


def _print(row: Row) -> None:
    if "skipped" in row:
        print(f"{row['database']:<11} {row['way']:<16} skipped: {row['skipped']}", flush=True)
        return
    print(
        f"{row['database']:<11} {row['way']:<16} {row['reads']:>5} reads"
        f" {row['canary_bytes']:>3} canary bytes   slowest {row['slowest_seconds']:>5} s"
        f"   well again in {row['recovery_seconds']:>5} s",
        flush=True,
    )
    for line in list(row["wrong"])[:5]:  # type: ignore[call-overload]
        print(f"    {line}", flush=True)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--reads", type=int, default=500, help="by officers, in all")
    options.add_argument("--lock", type=float, default=30.0, help="seconds the lock is held")
    options.add_argument("--held", type=float, default=BELIEVED + 2, help="any other break")
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    whole = chosen.reads * KINDS // (KINDS - 1)  # each fourth is an employee's own download
    of_each = -(-whole // (WAYS - MAY_LACK))
    rows: list[Row] = []

    def held(way: Way) -> float:
        return float(chosen.lock if way.name == "lock" else chosen.held)

    with tempfile.TemporaryDirectory(prefix="daylight-bench-") as folder:
        for where in (on_a_file, on_a_server):
            for row in where(Path(folder), of_each, held):
                rows.append(row)
                if not chosen.json:
                    _print(row)
    if chosen.json:
        print(json.dumps(rows))
    reads = sum(int(str(row.get("reads", 0))) for row in rows)
    sys.exit(0 if all(map(_is_well, rows)) and reads >= whole else 1)


if __name__ == "__main__":
    main()
