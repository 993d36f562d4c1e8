"""A served portal with people whose data must not leave without a record, and their readers."""

import http.client
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from sqlalchemy import update

from app.access_log import service as log
from app.access_log.looks import numbering
from app.cases import service as cases
from app.cases.models import Purpose
from app.core import clock
from app.core.config import settings
from app.core.db.base import new_id
from app.core.db.session import writing
from app.identity.people.models import Person
from app.identity.roles.models import Role
from app.identity.sessions.models import PortalSession
from app.subject_requests import service as requests
from app.subject_requests.asking.rules import Asked
from app.subject_requests.handling import service as handling
from app.subject_requests.models import Kind
from tests.support import looks, make, processes, sign_in

CANARY = "Kanarienvogel"  # in whatever is written about the people who are looked at
KINDS = 4  # of reads
PATIENCE = 5.0  # seconds within which everything answers
PUBLIC = ("/welcome", "/this-site", "/accessibility", "/healthz")
OWN = (
    *("/", "/looked", "/looked/unusual", "/collected", "/collected/hr-record"),
    *("/choices", "/updates", "/settings"),
)
BANNER = b"Nothing new can be written in the access log at the moment."
Cookie = tuple[str, str]


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    retry_after: str
    seconds: float


@dataclass
class Tally:
    """What came back while something was broken."""

    reads: int = 0
    canary_bytes: int = 0
    slowest: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def took(self, answer: Answer, path: str) -> None:
        self.slowest = max(self.slowest, answer.seconds)
        if answer.seconds > PATIENCE:
            self.wrong.append(f"{path} took {answer.seconds:.1f} s")


class Guarded:
    """Two officers and those they look at, two who take their record away; who serves them."""

    def __init__(self) -> None:
        self.address = ""
        self.process: subprocess.Popen[bytes] | None = None
        self.officers: list[Cookie] = []
        self.readers: list[Cookie] = []
        self.cases: list[str] = []
        self.requests: list[str] = []
        self.own = list(OWN)

    def settle(self) -> None:
        """Put everybody in the database, and an earlier look at each, canaries and all."""
        people, entries = _people(), []
        with writing() as session:
            looks.a_register(session)
            looks.a_source(session)
        for officer, subject, reader in people:
            self.officers.append(sign_in.a_session(officer))
            self.readers.append(sign_in.a_session(reader))
            with writing() as session:
                case = cases.open_case(
                    session,
                    officer,
                    subject,
                    purpose=Purpose.ANSWER_QUESTION,
                    ticket=f"T-{CANARY}",
                    form_key=new_id(),
                )
                sar = requests.file(session, subject, Kind.ACCESS, Asked(), form_key=new_id())
                handling.take(session, sar, officer)
            self.cases.append(case.reference)
            self.requests.append(sar.reference)
            hers = (reader.employee_id,)
            look = log.append([looks.a_look(clock.now(), subjects=hers, case=CANARY)])
            entries.append(numbering.reference(look.first_index, *hers))
        self.own.append(f"/looked/{entries[0]}")
        self.tire()

    def tire(self) -> None:
        """Let every session be due for a touch, so that each page would like to write."""
        with writing() as session:
            earlier = clock.now() - timedelta(minutes=2)
            session.exec(update(PortalSession).values(seen_at=earlier, started_at=earlier))

    def start(self, *, ready: bool = True) -> None:
        """Serve on a free port; ``ready``: wait until a page comes."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.process = processes.start("-m", "app.cli", "serve", "--port", str(port))
        self.address = f"127.0.0.1:{port}"
        if ready:
            processes.wait_until(self._answers, 30)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(20)
            self.process = None

    def ask(self, path: str, cookie: Cookie | None = None, form: object = None) -> Answer:
        """One request as a browser makes it. An answer that never comes has the status 0."""
        headers = {"Host": urlsplit(settings().base_url).netloc, "Sec-Fetch-Mode": "navigate"}
        headers |= {"Cookie": "=".join(cookie)} if cookie else {}
        body = None
        if form is not None:
            body = urlencode(form)  # type: ignore[arg-type]
            headers["Sec-Fetch-Site"] = "same-origin"
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection(self.address, timeout=3 * PATIENCE)
        began = time.monotonic()
        try:
            connection.request("POST" if body else "GET", path, body, headers)
            got = connection.getresponse()
            told, after = got.read(), got.headers.get("Retry-After", "")
            return Answer(got.status, told, after, time.monotonic() - began)
        except OSError:
            return Answer(0, b"", "", time.monotonic() - began)
        finally:
            connection.close()

    def read(self, number: int) -> tuple[str, Answer]:
        """The ``number``th read that must be recorded: a look, a request, a search, a download."""
        pair = number % len(self.cases)
        if number % KINDS == 0:
            path = f"/desk/looks/{self.cases[pair]}"
            return "look", self.ask(path, self.officers[pair])
        if number % KINDS == 2:
            path = f"/desk/requests/{self.requests[pair]}"
            return "request", self.ask(path, self.officers[pair])
        if number % KINDS == 1:
            found = self.ask("/desk/people", self.officers[pair], {"name": "Amara"})
            return "search", found
        return "download", self.ask("/looked/download?format=csv", self.readers[pair])

    def reads_while_broken(self, reads: int, *, own_pages: bool, at_once: int = 4) -> Tally:
        """Ask for what must be recorded and now cannot be; and for what needs no record."""
        tally, lock = Tally(), threading.Lock()
        numbers = iter(range(reads))

        def reader() -> None:
            while True:
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return
                path, answer = self.read(number)
                with lock:
                    _judge(tally, path, answer)

        together([reader] * at_once)
        for path in PUBLIC:
            self._stays_up(tally, path, None)
        if own_pages:
            self.still_says(tally)
        return tally

    def still_says(self, tally: Tally) -> None:
        """Ask for the employee's own pages: each is there and says that the log is away."""
        for path in self.own:
            if BANNER not in self._stays_up(tally, path, self.readers[0]).body:
                tally.wrong.append(f"{path} does not say that the log is away")

    def seconds_until_well(self) -> float:
        """How long after the end of a break every kind of read works, and no page speaks of it."""
        began = time.monotonic()
        for number in range(KINDS):
            while (last := self.read(number)[1]).status != 200:
                if time.monotonic() - began > 4 * PATIENCE:
                    raise AssertionError(f"not well again: {last.status}")
                time.sleep(0.05)
            if CANARY.encode() not in last.body:
                raise AssertionError(f"read {number} shows nobody")
        while BANNER in self.ask(OWN[0], self.readers[0]).body:
            if time.monotonic() - began > 4 * PATIENCE:
                raise AssertionError("the pages still say that the log is away")
            time.sleep(0.05)
        return time.monotonic() - began

    def _stays_up(self, tally: Tally, path: str, cookie: Cookie | None) -> Answer:
        answer = self.ask(path, cookie)
        tally.took(answer, path)
        if answer.status != 200:
            tally.wrong.append(f"{path} answered {answer.status}")
        return answer

    def _answers(self) -> bool:
        return self.ask("/welcome").status == 200


@contextmanager
def guarded(portal: Guarded, *, ready: bool = True) -> Iterator[Guarded]:
    """Serve for as long as the block lasts."""
    try:
        portal.start(ready=ready)
        yield portal
    finally:
        portal.stop()


def together(work: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=each) for each in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _judge(tally: Tally, path: str, answer: Answer) -> None:
    tally.reads += 1
    tally.canary_bytes += answer.body.count(CANARY.encode()) * len(CANARY)
    tally.took(answer, path)
    if answer.status != 503 or not answer.retry_after:
        tally.wrong.append(f"{path} answered {answer.status}")


def _people() -> list[tuple[Person, Person, Person]]:
    """Each an officer, the employee that officer has a case on, and one who reads her own.

    The last has a plain name: her own is on every page she sees.
    """
    with writing() as session:
        make.an_establishment(session)
        return [
            (
                make.a_person(session, f"E20{number}1", "Helen Marsh", Role.OFFICER),
                make.a_person(
                    session,
                    f"E20{number}2",
                    f"Amara {CANARY}",
                    unit=f"{CANARY} operations",
                    role_title=f"{CANARY} engineer",
                ),
                make.a_person(session, f"E20{number}3", "Jo Lindqvist"),
            )
            for number in range(2)
        ]
