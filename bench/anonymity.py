"""An attacker with the stored orders and files, against sixty people, some unnamed.

``python -m bench.anonymity [--releases 100] [--each 8]`` needs an installation that is empty and
may be thrown away. Before each release some people use the portal at moments of their own, and
some of those speak up right after. Then the attacker takes the orders in which something of a
report is stored: rows, ids, references and form keys of concerns, rows and ids of their events,
rows of officers' updates, bytes of the spool before, of the board after and, on SQLite, of the
database and its write-ahead log. SECURITY.md, “Anonymous concerns”: within one release the mean
signed rank correlation of any stored order with the true one lies within
3 / √(releases × (each - 1)); guessing who by who was there when finds no more than chance and three
standard deviations. Codes are looked for in every file of the installation after a release; names,
numbers and addresses of those who spoke up in the files of the origin's folder alone, since the
portal rightly holds them elsewhere. Mails, metrics, what processes print, their memory and backups
are not read here.
"""

import argparse
import json
import os
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import sqrt
from pathlib import Path

from sqlalchemy import text
from sqlmodel import Session

from app.cli.migrate import bring_to_head
from app.concerns.anonymous import releasing
from app.core import clock
from app.core.config import settings
from app.core.db import dialects
from app.core.db.session import engine, reading
from app.demo.names import FAMILY, GIVEN
from app.identity.people.models import Person
from app.identity.roles.models import Role
from app.speakup import folder, routes, rules
from tests.support import make, sign_in
from tests.support.speakup import ADDRESS, Origin

PEOPLE, ACTIVE = 60, 20
HALF_DAY = timedelta(hours=12)


@dataclass
class Found:
    """What the attacker has found so far, and what chance alone would."""

    releases: int = 0
    each: int = 0
    correlations: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    hits: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    guesses: int = 0
    leaks: list[str] = field(default_factory=list)

    def means(self) -> Mapping[str, float]:
        return {name: sum(all_) / len(all_) for name, all_ in self.correlations.items()}

    def bound(self, deviations: float = 3) -> float:
        return deviations / sqrt(self.releases * (self.each - 1))

    def most_hits(self, deviations: float = 3) -> float:
        chance = 1 / ACTIVE
        return self.guesses * chance + deviations * sqrt(self.guesses * chance * (1 - chance))

    def faults(self, deviations: float = 3) -> Iterator[str]:
        yield from self.leaks
        for name, mean in self.means().items():
            if abs(mean) > self.bound(deviations):
                yield f"{name}: correlation {mean:.3f}, bound {self.bound(deviations):.3f}"
        for name, hits in self.hits.items():
            if hits > self.most_hits(deviations):
                yield f"{name}: {hits} of {self.guesses} guessed, most {self.most_hits():.1f}"


def people_of(session: Session) -> list[Person]:
    """Sixty, and two officers."""
    make.an_establishment(session)
    names = (f"{given} {family}" for family in FAMILY for given in GIVEN)
    for number in (1, 2):
        make.a_person(session, f"E900{number}", f"Officer Number {number}", Role.OFFICER)
    return [make.a_person(session, f"E{3000 + n}", next(names)) for n in range(PEOPLE)]


def attack(session: Session, releases: int, each: int) -> Found:
    """Everything, release after release, in this installation."""
    found, everybody = Found(each=each), people_of(session)
    session.commit()
    origin, begun = Origin(), clock.now()
    for number in range(releases):
        one_release(found, session, origin, everybody, begun + number * HALF_DAY, each)
    return found


def one_release(
    found: Found,
    session: Session,
    origin: Origin,
    everybody: Sequence[Person],
    begun: datetime,
    each: int,
) -> None:
    """Some are there, some of those speak up, all that came is released; then it is looked at."""
    present = random.sample(list(everybody), ACTIVE)
    moments = sorted(random.uniform(60, HALF_DAY.total_seconds() - 120) for _one in present)
    speaking = set(random.sample(range(ACTIVE), each))
    codes: list[str] = []
    by: list[int] = []
    for number, (person, moment) in enumerate(zip(present, moments, strict=True)):
        at = begun + timedelta(seconds=moment)
        with clock.set_to(at):
            sign_in.a_session(person)
            if number in speaking:
                codes.append(origin.report(f"Report {random.random()} of somebody."))
                by.append(number)
    true = {_mine(code).waiting: place for place, code in enumerate(codes)}
    _compare(found, "spool, bytes", _offsets([folder.spool()], true))
    with clock.set_to(begun + HALF_DAY - timedelta(seconds=1)):
        assert releasing.release() == each
    session.expire_all()
    found.releases += 1
    found.guesses += each
    for name, order in _orders(codes).items():
        _compare(found, name, order)
        found.hits[name] += _guessed(order, by)
    found.leaks += _leaks(codes, [present[number] for number in by])


def _mine(code: str) -> rules.Receipt:
    mine = rules.receipt(code)
    assert mine
    return mine


def _orders(codes: Sequence[str]) -> dict[str, list[int]]:
    """For each way of storing it, the true places of the concerns in the order found there."""
    mailboxes = {_mine(code).mailbox: place for place, code in enumerate(codes)}
    row = "ctid" if dialects.name(engine()) == "postgresql" else "rowid"
    marks = ", ".join(f"'{mailbox}'" for mailbox in mailboxes)
    mine = f"FROM concern WHERE raised_by IN ({marks})"
    event = (
        f"FROM concern_event e JOIN concern c ON c.id = e.concern_id WHERE raised_by IN ({marks})"
    )
    update = (
        "FROM \"update\" u JOIN concern c ON u.subject_ref LIKE c.reference || '%'"
        f" WHERE raised_by IN ({marks})"
    )
    asked = {
        "concern, rows": f"SELECT raised_by {mine} ORDER BY {row}",
        "concern, ids": f"SELECT raised_by {mine} ORDER BY id",
        "concern, references": f"SELECT raised_by {mine} ORDER BY reference",
        "concern, form keys": f"SELECT raised_by {mine} ORDER BY form_key",
        "events, rows": f"SELECT raised_by {event} ORDER BY e.{row}",
        "events, ids": f"SELECT raised_by {event} ORDER BY e.id",
        "updates, rows": f"SELECT raised_by {update} ORDER BY u.{row}",
    }
    orders = {}
    with reading() as session:
        for name, statement in asked.items():
            said = [row[0] for row in session.execute(text(statement))]
            orders[name] = [mailboxes[each] for each in dict.fromkeys(said)]
        moments = session.execute(text(f"SELECT DISTINCT filed_at, received_on {mine}")).all()
    assert len(moments) == 1, moments
    by_bytes = {mailbox.encode(): place for mailbox, place in mailboxes.items()}
    orders["board, bytes"] = _offsets([folder.board()], by_bytes)
    if row == "rowid":
        base = settings().data_dir / "daylight.db"
        orders["database, bytes"] = _offsets([base, Path(f"{base}-wal")], by_bytes)
    return orders


def _offsets(files: Sequence[Path], marks: Mapping[bytes, int]) -> list[int]:
    """In which order these first stand in the files."""
    held = b"".join(file.read_bytes() for file in files if file.exists())
    at = {mark: held.find(mark) for mark in marks}
    assert min(at.values()) >= 0, "something that is stored was not found"
    return [marks[mark] for mark in sorted(marks, key=at.__getitem__)]


def _compare(found: Found, name: str, order: Sequence[int]) -> None:
    found.correlations[name].append(correlation(order))


def correlation(order: Sequence[int]) -> float:
    """Spearman's, of an order of 0 … n - 1 with the true one; 1 if it is that, -1 backwards."""
    n = len(order)
    apart = sum((place - true) ** 2 for place, true in enumerate(order))
    return 1 - 6 * apart / (n * (n * n - 1))


def _guessed(order: Sequence[int], by: Sequence[int]) -> int:
    """How many are found by matching those who were there, by time, with what is stored."""
    n = len(order)
    guesses = {true: int((place + 0.5) * ACTIVE / n) for place, true in enumerate(order)}
    return sum(guesses[true] == who for true, who in enumerate(by))


def _leaks(codes: Sequence[str], reporters: Sequence[Person]) -> list[str]:
    """Codes anywhere, and in the folder of the origin anything of whoever spoke up."""
    marks: dict[str, Callable[[Path], bool]] = {}
    for code in codes:
        for spelt in (code, code.replace("-", "")):
            marks[spelt] = lambda _file: True
    for person in reporters:
        for mark in (person.name, person.employee_id, person.email, person.id.hex):
            marks[mark] = lambda file: file.parent == settings().speakup
    files = [file for file in settings().data_dir.rglob("*") if file.is_file()]
    held = {file: file.read_bytes() for file in files}
    return [
        f"{file.name} holds {mark}"
        for mark, where in marks.items()
        for file, bytes_ in held.items()
        if where(file) and mark.encode() in bytes_
    ]


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--releases", type=int, default=100)
    options.add_argument("--each", type=int, default=8)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    os.environ["DAYLIGHT_SPEAKUP_URL"] = ADDRESS
    settings.cache_clear()
    routes.BEAT_SECONDS = 0.001
    bring_to_head()
    with Session(dialects.for_writing(engine()), expire_on_commit=False) as session:
        found = attack(session, chosen.releases, chosen.each)
    said = {
        "concerns": found.guesses,
        "bound": round(found.bound(), 3),
        "correlations": {name: round(mean, 3) for name, mean in found.means().items()},
        "most_hits": round(found.most_hits(), 1),
        "hits": found.hits,
        "faults": list(found.faults()),
    }
    print(json.dumps(said, indent=None if chosen.json else 2))
    sys.exit(1 if said["faults"] else 0)


if __name__ == "__main__":
    main()
