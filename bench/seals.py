"""How long does a seal of 100,000 people take?

``python -m bench.seals [--people 100000] [--runs 5]``, in a database of its own, where everybody
was looked at once. Before each run some are looked at again; what is timed is the whole seal:
counting those entries, making the tree over everybody, writing statement and tree durably. The
baseline is as many plain SHA-256 of 96 bytes as the tree has nodes. Ours and the baseline take
turns; a ratio is ours / baseline in seconds.
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from hashlib import sha256
from statistics import median
from typing import Any
from uuid import UUID

from app.access_log import service as log
from app.access_log.rules import Accessor, NewEvent
from app.access_log.seals import service
from app.core import clock
from app.core.config import settings
from app.core.db.base import new_id
from app.core.db.session import writing
from app.identity.people.models import Person, PersonVersion
from bench.loading import EPOCH, prepare

AT_ONCE = 10_000
WITHIN = 2.0  # seconds


def _everybody(people: int) -> list[str]:
    """So many people more, in the directory and in its history."""
    numbers = [f"P{number:06}" for number in range(people)]
    described: dict[str, Any] = {
        "name": "Somebody",
        "unit": "Field operations",
        "role_title": "Field engineer",
        "establishment": "leith",
        "work_setting": "field",
        "devices": [],
        "manager_employee_id": None,
    }
    with writing() as session:
        for at in range(0, people, AT_ONCE):
            some = [
                Person(employee_id=number, **described) for number in numbers[at : at + AT_ONCE]
            ]
            session.add_all(some)
            session.flush()
            session.add_all(
                PersonVersion(person_id=one.id, valid_from=EPOCH, active=True, **described)
                for one in some
            )
            session.flush()
            session.expunge_all()
    return numbers


def _look_at(source: UUID, people: Sequence[str]) -> None:
    """One access to all of these people's data."""
    for at in range(0, len(people), AT_ONCE):
        log.append([_access(source, people[at : at + AT_ONCE])])


def _access(source: UUID, people: Sequence[str]) -> NewEvent:
    return NewEvent(
        source_id=source,
        id=str(new_id()),
        occurred_at=clock.now(),
        accessor=Accessor(id="E1101", kind="person"),
        subjects=tuple(people),
        action="view",
        system="hr-core",
        categories=("absence",),
        purpose="return-to-work",
    )


def _plain(people: int) -> None:
    said = bytes(96)
    for _node in range(2 * people):
        sha256(said).digest()


def _run(source: UUID, people: Sequence[str]) -> tuple[float, float]:
    _look_at(source, people[:AT_ONCE])
    return _timed(service.seal), _timed(lambda: _plain(len(people)))


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DAYLIGHT_DATA_DIR"] = folder
        settings.cache_clear()
        source, _cookies = prepare()
        people = _everybody(asked.people)
        _look_at(source, people)
        service.seal()
        pairs = [_run(source, people) for _number in range(asked.runs)]
    ratios = [round(ours / baseline, 2) for ours, baseline in pairs]
    seconds = median(ours for ours, _baseline in pairs)
    said = {
        "name": f"seal of {asked.people} people",
        "ratio": median(ratios),
        "ours": round(seconds, 3),
        "baseline": round(median(baseline for _ours, baseline in pairs), 3),
        "runs": ratios,
    }
    print(json.dumps([said]))
    if seconds > WITHIN:
        raise SystemExit(f"A seal took {seconds:.2f} s: more than {WITHIN} s.")


if __name__ == "__main__":
    main()
