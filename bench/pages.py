"""Does “who looked” stay as fast as the log grows, and what does it cost beside its template?

``python -m bench.pages --small URL --large URL`` loads two logs of 600 people, of 10 thousand
and of a million events, through the real append. Both have the same present month; the large
one has two years of history before it. Two processes, one for each, then take turns in
answering ``/looked`` for signed-in people, whole application included, and in rendering the
same template from the same values in memory. Reported are ratios of medians.
"""

import argparse
import gc
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch
from uuid import UUID

import anyio
from jinja2 import Template

from app.access_log import queries as log
from app.access_log import service
from app.access_log.promises import service as promises
from app.access_log.rules import Accessor, NewEvent
from app.access_log.unusual import service as unusual
from app.cli.migrate import bring_to_head
from app.core import clock, secrets
from app.core.config import settings
from app.core.db.base import new_id
from app.core.db.session import writing
from app.identity.people.models import Person, PersonVersion
from app.identity.sessions import service as sessions
from app.identity.sources import service as sources
from app.main import create_app
from app.register.file import service as register

REGISTER = Path("app/demo/data/register.yaml")
PEOPLE = 600
ADVISERS = 40  # who look, as the register says they may: an amber row is as rare as in use
READERS = 12  # signed in, and asked for in turn
SMALL, LARGE = 10_000, 1_000_000
FOLLOWERS = (promises, unusual)  # whose flags the page shows; the second is behind the first
MONTHS = 23  # of history in the large log: what is older is erased by then
BATCH = 2_000
ROUND = 48  # requests of one turn
USES = (
    ("absence", "return-to-work", "hr-core"),
    ("leave", "leave-approval", "hr-core"),
    ("contact", "address-update", "hr-core"),
)
EPOCH = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)

Cookie = tuple[str, str]


def prepare() -> tuple[UUID, list[Cookie]]:
    """600 people, the demo's register, a source, and some people who are signed in."""
    secrets.ensure(settings().secret_path)
    bring_to_head()
    with writing() as session:
        register.take_in(session, REGISTER.read_bytes())
        people = [_person(session, number) for number in range(PEOPLE)]
        source, _key = sources.add(
            session, "bench", system="hr-core", every=timedelta(hours=24), webhook=None
        )
        cookies = [_cookie(session, person) for person in people[:READERS]]
        return source.id, cookies


def _person(session: Any, number: int) -> Person:
    described: dict[str, Any] = {
        "name": f"Person {number}",
        "unit": "Field operations",
        "role_title": "Field engineer",
        "establishment": "leith",
        "work_setting": "field",
        "devices": [],
        "manager_employee_id": "E1599",
    }
    if number < ADVISERS:
        described |= {"unit": "Human resources", "role_title": "HR adviser"}
    if number == PEOPLE - 1:
        described["manager_employee_id"] = None
    person = Person(employee_id=f"E{1000 + number}", **described)
    session.add(person)
    session.flush()
    session.add(PersonVersion(person_id=person.id, valid_from=EPOCH, active=True, **described))
    return person


def _cookie(session: Any, person: Person) -> Cookie:
    how = {"issuer": "http://127.0.0.1:1", "subject": person.employee_id, "auth_time": clock.now()}
    _, token = sessions.start(session, person, **how)
    return sessions.cookie(), token


def load(source: UUID, events: int, present: int) -> None:
    """History first, month by month; then the present month, which the followers read."""
    now, chance = datetime.now(UTC), random.Random(1)
    history = events - present
    for back in range(MONTHS, 0, -1):
        moment = now - timedelta(days=30.5 * back)
        for size in _batches(history // MONTHS):
            _append(source, chance, moment, size)
    _pass_by_history()
    for size in _batches(present + history % MONTHS):
        _append(source, chance, now - timedelta(minutes=5), size)
    for follower in FOLLOWERS:
        read = 1
        while read:
            with writing() as session:
                read = follower.follow(session, 1000)


def _pass_by_history() -> None:
    """Let both followers begin with the present month, so that both sides have its flags alone."""
    with writing() as session:
        for follower in FOLLOWERS:
            service.advance(session, follower.NAME, before=0, after=log.size(session))


def _batches(events: int) -> Iterator[int]:
    for start in range(0, events, BATCH):
        yield min(BATCH, events - start)


def _append(source: UUID, chance: random.Random, moment: datetime, size: int) -> None:
    with clock.set_to(moment):
        service.append([_event(source, chance, moment) for _number in range(size)])


def _event(source: UUID, chance: random.Random, moment: datetime) -> NewEvent:
    category, purpose, system = chance.choice(USES)
    return NewEvent(
        source_id=source,
        id=str(new_id()),
        occurred_at=_at_work(moment) + timedelta(seconds=chance.randrange(10_000)),
        accessor=Accessor(id=f"E{1000 + chance.randrange(ADVISERS)}", kind="person"),
        subjects=(f"E{1000 + chance.randrange(PEOPLE)}",),
        action="view",
        system=system,
        categories=(category,),
        purpose=purpose,
        case=f"HR-{chance.randrange(9999)}",
    )


def _at_work(moment: datetime) -> datetime:
    """Eleven in the morning of the last working day that is over."""
    back = {0: 3, 6: 2}.get(moment.weekday(), 1)
    return moment.replace(hour=11, minute=0, second=0, microsecond=0) - timedelta(days=back)


class Server:
    """The application in this process, asked without a network."""

    def __init__(self, cookies: list[Cookie]) -> None:
        self.app = create_app()
        self.cookies = cookies
        self.rendered: dict[Cookie, tuple[Template, dict[str, Any]]] = {}

    def turn(self) -> dict[str, float]:
        """Medians of one turn, in milliseconds: answering, and rendering from memory."""
        measured = anyio.run(self._pairs)
        return {
            "page": median(page for page, _ in measured),
            "template": median(t for _, t in measured),
        }

    async def _pairs(self) -> list[tuple[float, float]]:
        """Each page, and right after it the same page's template from memory."""
        return [await self._pair(self.cookies[number % READERS]) for number in range(ROUND)]

    async def _pair(self, cookie: Cookie) -> tuple[float, float]:
        template, values = await self._values(cookie)
        page = await self._timed(cookie)
        return page, _timed(lambda: template.render(values))

    async def _timed(self, cookie: Cookie) -> float:
        started = time.perf_counter()
        status, _body = await self._get(cookie)
        if status != 200:
            raise RuntimeError(f"/looked answered {status}")
        return (time.perf_counter() - started) * 1000

    async def _get(self, cookie: Cookie) -> tuple[int, bytes]:
        headers = [(b"host", settings().host.encode()), (b"cookie", "=".join(cookie).encode())]
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": "/looked",
            "raw_path": b"/looked",
            "query_string": b"",
            "root_path": "",
            "headers": headers,
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 8000),
        }
        status, body = 0, b""

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            nonlocal status, body
            status = message.get("status", status)
            body += message.get("body", b"")

        await self.app(scope, receive, send)
        return status, body

    async def _values(self, cookie: Cookie) -> tuple[Template, dict[str, Any]]:
        """The template of a reader's page and the values it was rendered with."""
        if cookie not in self.rendered:
            seen: list[tuple[Template, dict[str, Any]]] = []
            render = Template.render

            def remembering(template: Template, values: dict[str, Any]) -> str:
                seen.append((template, values))
                return render(template, values)

            with patch.object(Template, "render", remembering):
                await self._get(cookie)
            self.rendered[cookie] = seen[-1]
        return self.rendered[cookie]


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def serve(events: int, present: int) -> None:
    """Load, say so, then answer each line of standard input with the medians of one turn."""
    source, cookies = prepare()
    load(source, events, present)
    server = Server(cookies)
    server.turn()  # fills caches, as a running server's are
    gc.collect()
    gc.freeze()  # as ``serve`` does at its start
    print(json.dumps({"events": events}), flush=True)
    for _line in sys.stdin:
        print(json.dumps(server.turn()), flush=True)


class Side:
    """One of the two processes."""

    def __init__(self, events: int, present: int, folder: Path, url: str) -> None:
        self.events = events
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("DAYLIGHT_")}
        chosen = {"DAYLIGHT_DATA_DIR": str(folder)} | (
            {"DAYLIGHT_DATABASE_URL": url} if url else {}
        )
        folder.mkdir(parents=True)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.pages", f"--serve={events}", f"--present={present}"],
            env=inherited | chosen,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def answer(self) -> dict[str, float]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("a side of the benchmark ended")
        found: dict[str, float] = json.loads(line)
        return found

    def turn(self) -> dict[str, float]:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return self.answer()

    def end(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


def compare(small: Side, large: Side, runs: int) -> list[dict[str, Any]]:
    """The three lines of the report."""
    for side in (small, large):
        side.answer()
    pairs = [(small.turn(), large.turn()) for _run in range(runs)]
    few, many = f"{small.events:,}", f"{large.events:,}"
    return [
        _line(f"looked, {many} beside {few} events", [(b["page"], a["page"]) for a, b in pairs]),
        _line(
            f"looked, {few}, beside its template", [(a["page"], a["template"]) for a, _ in pairs]
        ),
        _line(
            f"looked, {many}, beside its template", [(b["page"], b["template"]) for _, b in pairs]
        ),
    ]


def _line(name: str, measured: list[tuple[float, float]]) -> dict[str, Any]:
    ratios = [ours / theirs for ours, theirs in measured]
    return {
        "name": name,
        "ratio": round(median(ratios), 3),
        "ours": round(median(ours for ours, _ in measured), 2),
        "baseline": round(median(theirs for _, theirs in measured), 2),
        "runs": [round(ratio, 3) for ratio in ratios],
    }


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--serve", type=int, default=0)
    options.add_argument("--runs", type=int, default=9)
    options.add_argument("--small", default="", help="an empty database; SQLite if not given")
    options.add_argument("--large", default="")
    options.add_argument("--events", type=int, default=LARGE)
    options.add_argument("--present", type=int, default=SMALL, help="events of this month")
    chosen = options.parse_args()
    if chosen.serve:
        serve(chosen.serve, chosen.present)
        return
    with tempfile.TemporaryDirectory(prefix="daylight-bench-") as folder:
        sides = [
            Side(chosen.present, chosen.present, Path(folder, "small"), chosen.small),
            Side(chosen.events, chosen.present, Path(folder, "large"), chosen.large),
        ]
        try:
            print(json.dumps(compare(sides[0], sides[1], chosen.runs)))
        finally:
            for side in sides:
                side.end()


if __name__ == "__main__":
    main()
