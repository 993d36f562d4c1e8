"""Does the checker of promises keep up, and what does it cost those who report?

``python -m bench.promises [--seconds 20] [--rate 1000] [--database postgresql]``, on a throw-away
database. This process reports accesses through the real append, with validation, while the
worker of a deployment, every follower in it, runs in another. The people are the demo's, of all
its units, roles and places, and the data is up to a month old, so that few accesses ask the
register quite the same. One in fifty gives a reason that the register does not know.

Lag is the age of the oldest entry that is not checked yet (and of the oldest whose person is not
told yet), asked ten times a second while events arrive at a steady rate. The rate with the
worker beside is compared with the rate without: at the steady pace, and once more flat out,
where reporting takes all it can get, in rounds that take turns: without a worker, beside one that
does nothing but check (what the checker itself costs), and beside a deployment's. It ends with 1
if an entry waited too long at the steady pace, if the pace was not kept, if an odd access was not
found in the time given, or if anything else was.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from statistics import median
from threading import Event, Thread
from typing import Any
from uuid import UUID

from sqlmodel import select

from app.access_log import queries, service
from app.access_log.models import Follower
from app.access_log.promises.models import PromiseFinding
from app.access_log.promises.rules import Flag
from app.cli.bench import DURABLE
from app.cli.migrate import bring_to_head
from app.cli.serve import share_the_interpreter
from app.core import clock, secrets
from app.core.config import settings
from app.core.db.base import new_id
from app.core.db.session import reading, writing
from app.demo import people as cast
from app.identity.people import service as people
from app.identity.sources import service as sources
from app.ingest.schemas import REPORTED_BATCH
from app.register.file import service as register
from tests.support import postgres

PROJECT = Path(__file__).parents[1]
REGISTER = PROJECT / "app/demo/data/register.yaml"
PEOPLE = 600
LONGEST, LEAST = 5.0, 0.9  # seconds an entry may wait; of the pace that must be kept
TICK = 0.1  # seconds between two batches at the steady pace
ONE_IN = 50  # accesses with a reason nobody declared
EPOCH = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
WORKDAY = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)  # a Monday morning, so that nothing else is odd
DAYS = 30  # how old the data may be
USES = (("absence", "return-to-work"), ("leave", "leave-approval"), ("contact", "address-update"))


@dataclass
class Reporter:
    """A source that reports; it keeps which entry was acknowledged when."""

    source: UUID
    advisers: Sequence[str]
    employees: Sequence[str]
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    sent: int = 0
    odd: int = 0
    indexes: list[int] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)

    def report(self, events: int) -> None:
        batch = REPORTED_BATCH.validate_python([self._event() for _ in range(events)])
        for event in batch:
            event.source_id = self.source
        last = service.append(batch).last_index
        self.indexes.append(last)
        self.moments.append(time.monotonic())

    def _event(self) -> dict[str, Any]:
        seen, purpose = self.chance.choice(USES)
        day = WORKDAY.date() - timedelta(days=self.chance.randrange(DAYS))
        self.sent += 1
        if self.sent % ONE_IN == 0:
            purpose, self.odd = "curiosity", self.odd + 1
        return {
            "id": str(new_id()),
            "occurred_at": (WORKDAY + timedelta(seconds=self.chance.randrange(9000))).isoformat(),
            "accessor": {"id": self.chance.choice(self.advisers), "kind": "person"},
            "subjects": [self.chance.choice(self.employees)],
            "action": "view",
            "system": "hr-core",
            "categories": [seen],
            "purpose": purpose,
            "case": f"HR-{self.sent}",
            "data": {"from": day.isoformat(), "to": day.isoformat()},
        }

    def age(self, position: int, now: float) -> float:
        """How long ago the first entry from a position on was acknowledged; 0 if there is none."""
        place = bisect_right(self.indexes, position - 1)
        return now - self.moments[place] if place < len(self.moments) else 0.0


def prepare() -> Reporter:
    """The demo's 600 people, some of them HR advisers, its register, and a source."""
    secrets.ensure(settings().secret_path)
    bring_to_head()
    with writing() as session:
        register.take_in(session, REGISTER.read_bytes())
        rows = list(cast.everyone(PEOPLE, seed=1))
        with clock.set_to(EPOCH):
            people.import_csv(session, BytesIO(cast.as_csv(iter(rows)).encode()))
        source, _key = sources.add(
            session, "bench", system="hr-core", every=timedelta(hours=24), webhook=None
        )
    advisers = [row.employee_id for row in rows if row.role_title == "HR adviser"]
    return Reporter(source.id, advisers, [row.employee_id for row in rows])


def steadily(reporter: Reporter, rate: int, seconds: float) -> float:
    """Report at a pace; the events a second that were acknowledged."""
    began, before = time.monotonic(), reporter.sent
    for tick in range(round(seconds / TICK)):
        time.sleep(max(0.0, began + tick * TICK - time.monotonic()))
        reporter.report(round(rate * TICK))
    time.sleep(max(0.0, began + seconds - time.monotonic()))
    return (reporter.sent - before) / (time.monotonic() - began)


def flat_out(reporter: Reporter, seconds: float) -> float:
    """Report as fast as it goes, a hundred at a time; events a second."""
    began, before = time.monotonic(), reporter.sent
    while time.monotonic() - began < seconds:
        reporter.report(100)
    return (reporter.sent - before) / (time.monotonic() - began)


WORKER, CHECKER = ("app.cli", "worker"), ("bench.promises", "--only-check")


@contextmanager
def worker(*command: str) -> Iterator[None]:
    """A worker in a process of its own, a deployment's if not told; it ends what it has begun."""
    process = subprocess.Popen([sys.executable, "-m", *(command or WORKER)], cwd=PROJECT)
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def position(follower: str) -> int:
    with reading() as session:
        found = session.get(Follower, follower)
        return found.position if found else 0


@contextmanager
def watching(reporter: Reporter) -> Iterator[dict[str, list[float]]]:
    """The ages of what each follower has not read yet, ten times a second."""
    ages: dict[str, list[float]] = {"promises": [], "telling": []}
    done = Event()

    def watch() -> None:
        while not done.wait(TICK):
            for name, found in ages.items():
                found.append(reporter.age(position(name), time.monotonic()))

    thread = Thread(target=watch)
    thread.start()
    try:
        yield ages
    finally:
        done.set()
        thread.join()


def catch_up(reporter: Reporter, patience: float = 120.0) -> None:
    """Wait until everything is checked."""
    until = time.monotonic() + patience
    while position("promises") <= reporter.indexes[-1]:
        if time.monotonic() > until:
            raise RuntimeError("the checker did not catch up")
        time.sleep(TICK)


def found() -> tuple[int, int]:
    """How many accesses were found to give an undeclared reason; how many other findings are."""
    with reading() as session:
        rows = session.exec(select(PromiseFinding.seq, PromiseFinding.flag)).all()
    odd = {seq for seq, flag in rows if flag == Flag.UNDECLARED_PURPOSE}
    return len(odd), len(rows) - len(odd)


def faults(said: dict[str, Any]) -> list[str]:
    """What of a run is not as promised."""
    wrong = []
    if max(said["promises_lag_max"], said["telling_lag_max"]) >= LONGEST:
        wrong.append(f"an entry waited {LONGEST:.0f} s or longer")
    if said["ratio"] < LEAST:
        wrong.append(f"less than {LEAST:.0%} of the pace was kept")
    if said["found"] != said["odd"]:
        wrong.append(f"{said['odd']} accesses were odd, and {said['found']} of them were found")
    if said["false_flags"]:
        wrong.append(f"findings of nothing odd: {said['false_flags']}")
    return wrong


def measured(*, seconds: float, rate: int, pairs: int) -> dict[str, Any]:
    """Everything, in one run."""
    reporter = prepare()
    reporter.report(100)
    alone = steadily(reporter, rate, seconds)
    with worker():
        catch_up(reporter)
        with watching(reporter) as ages:
            beside = steadily(reporter, rate, seconds)
        catch_up(reporter)
    runs = [_round(reporter, seconds / 4) for _ in range(pairs)]
    with worker():
        catch_up(reporter, 600)
    with reading() as session:
        entries = queries.size(session)
    odd, others = found()
    return {
        "entries": entries,
        "odd": reporter.odd,
        "found": odd,
        "false_flags": others,
        "rate_alone": round(alone),
        "rate_beside": round(beside),
        "ratio": round(beside / alone, 2),
        "flat_out": [{name: round(rate) for name, rate in each.items()} for each in runs],
        "flat_out_ratio": _ratio("beside", runs),
        "flat_out_checker_ratio": _ratio("checker", runs),
        **{f"{name}_lag_p50": round(median(each), 2) for name, each in ages.items()},
        **{f"{name}_lag_max": round(max(each), 2) for name, each in ages.items()},
    }


def _round(reporter: Reporter, seconds: float) -> dict[str, float]:
    """The rate without a worker, beside the checker alone and beside all that a worker does."""
    rates = {"alone": flat_out(reporter, seconds)}
    for name, command in (("checker", CHECKER), ("beside", WORKER)):
        before = position("promises")
        with worker(*command):
            _until(lambda before=before: position("promises") > before)  # it has begun
            rates[name] = flat_out(reporter, seconds)
    return rates


def _ratio(name: str, runs: Sequence[dict[str, float]]) -> float | None:
    return round(median(each[name] / each["alone"] for each in runs), 2) if runs else None


def only_check() -> None:
    """Follow the log as a worker does, and do nothing else."""
    from app.core.queue.work import Work, Working
    from app.worker import WORK

    mine = tuple(each for each in WORK.followers if each.name == "promises")
    working = Working(Work(followers=mine))
    working.stop_on_signals()
    working.run()


def _until(true: Callable[[], bool]) -> None:
    while not true():
        time.sleep(TICK)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=20.0)
    asked.add_argument("--rate", type=int, default=1000)
    asked.add_argument("--pairs", type=int, default=3, help="flat-out rounds")
    asked.add_argument("--only-check", action="store_true", help="be the checker of a round")
    asked.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args()
    if given.only_check:
        only_check()
        return
    with ExitStack() as stack:
        os.environ["DAYLIGHT_DATA_DIR"] = stack.enter_context(tempfile.TemporaryDirectory())
        if given.database == "postgresql":
            cluster = postgres.start(DURABLE)
            stack.callback(cluster.stop)
            os.environ["DAYLIGHT_DATABASE_URL"] = cluster.create("bench")
        share_the_interpreter()
        said = measured(seconds=given.seconds, rate=given.rate, pairs=given.pairs)
    if given.json:
        print(json.dumps(said))
    else:
        for name, value in said.items():
            print(f"{name:<18} {value}")
    for wrong in faults(said):
        print(wrong, file=sys.stderr)
    sys.exit(1 if faults(said) else 0)


if __name__ == "__main__":
    main()
