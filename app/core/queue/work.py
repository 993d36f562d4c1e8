"""What a worker process does all day: due jobs, followers, errands."""

import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from threading import Event, Thread, get_native_id
from types import FrameType
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from app.core.db.session import reading, writing
from app.core.logs import log
from app.core.queue import queries, rules, service
from app.core.queue.models import Job

IDLE_SECONDS = 0.5
REST_SECONDS = 5.0
T = TypeVar("T")
PATIENCE = 10  # rounds
LEAST_PRIORITY = 15  # nice
BREATH_SECONDS = 0.02  # at least, so that others' writes get their turn on SQLite
FOLLOW_AT_ONCE = 1_000

Handler = Callable[..., None]
Errand = Callable[[], int]


class UnknownJobError(LookupError):
    """No room of this version does a job of that name."""


@dataclass(frozen=True)
class Follower:
    """Reads what has grown, at its leisure, and then writes what follows from it, shortly.

    ``read(session, limit)`` gives None when there is nothing new; ``write(session, found)`` says
    how much was dealt with, none if another worker was faster, which it finds out by comparing
    its position with the one that was read.
    """

    name: str
    read: Callable[[Session, int], Any]
    write: Callable[[Session, Any], int]


@dataclass(frozen=True)
class Work:
    """What there is to do. The composition root fills it in; every worker has the same.

    ``jobs``: a handler per name, called as ``handler(session, **arguments)`` in a writing
    transaction that also marks the job done.
    ``periodic``: names of jobs and the seconds after which each is put in the queue again.
    ``followers``: each keeps its own position. It reads in a reading transaction, so that on
    SQLite nobody's page waits for it, and writes in a short one of its own.
    ``errands``: talk to other machines, so they hold no transaction while they wait; they take
    their own and say how much they did.
    ``apart``: errands to machines that may never answer; each has a thread of its own, so that
    nothing else waits for it.
    """

    jobs: Mapping[str, Handler] = field(default_factory=dict)
    periodic: Mapping[str, int] = field(default_factory=dict)
    followers: Sequence[Follower] = ()
    errands: Sequence[Errand] = ()
    long_errands: Sequence[Errand] = ()
    apart: Sequence[Errand] = ()


class Working:
    """One worker at its work."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.stopping = Event()
        self._resting: dict[str, float] = {}

    def stop_on_signals(self) -> None:
        """Let SIGTERM and SIGINT end the work in good order. For the main thread."""

        def stop(_signal: int, _frame: FrameType | None) -> None:
            self.stopping.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)

    def run(self) -> None:
        """Work until ``stopping`` is set; what has been begun is ended first."""
        worker_id, gone = _start(), Event()
        threads = [
            Thread(target=_beat, args=(worker_id, gone), daemon=True),
            Thread(target=self._repeat, args=(self.run_errands,)),
            Thread(target=self._give_way, args=(self.run_long_errands,)),
            *(Thread(target=self._repeat, args=(self._apart(each),)) for each in self.work.apart),
        ]
        for thread in threads:
            thread.start()
        self._repeat(lambda: self.do_jobs(worker_id) + self.follow())
        for thread in threads[1:]:
            thread.join()
        gone.set()
        _stop(worker_id)

    def run_once(self) -> int:
        """Do everything that is due, then end. How much was done."""
        worker_id, did = self._patiently(_start), 0
        while more := self._patiently(lambda: self._round(worker_id)):
            did += more
        self._patiently(lambda: _stop(worker_id))
        return did

    def _round(self, worker_id: UUID) -> int:
        did = self.do_jobs(worker_id) + self.follow() + self.run_errands()
        return did + self.run_long_errands() + sum(self._apart(each)() for each in self.work.apart)

    def _patiently(self, step: Callable[[], T]) -> T:
        """Take a step; a database that is busy is asked again before giving up."""
        for patience in range(PATIENCE, -1, -1):
            try:
                return step()
            except OperationalError:
                if not patience:
                    raise
                self.stopping.wait(IDLE_SECONDS)
        raise AssertionError

    def do_jobs(self, worker_id: UUID) -> int:
        """Put periodic jobs in the queue, then do free jobs for as long as there are any."""
        with reading() as session:
            if not queries.something_is_due(session, frozenset(self.work.periodic)):
                return 0
        with writing() as session:
            for name, every_seconds in self.work.periodic.items():
                service.put_periodic(session, name, every_seconds)
        done = 0
        while not self.stopping.is_set():
            with writing() as session:
                job = service.claim(session, worker_id)
            if job is None:
                break
            self._do(job)
            done += 1
        return done

    def follow(self) -> int:
        """Let each follower read on."""
        return sum(
            self._guard(follower.name, _following(follower)) for follower in self.work.followers
        )

    def run_errands(self) -> int:
        return sum(self._guard(_name(errand), errand) for errand in self.work.errands)

    def run_long_errands(self) -> int:
        return sum(self._guard(_name(errand), errand) for errand in self.work.long_errands)

    def _apart(self, errand: Errand) -> Callable[[], int]:
        return partial(self._guard, _name(errand), errand)

    def _give_way(self, step: Callable[[], int]) -> None:
        """Repeat a step with the least claim on the processor, where a thread can have its own."""
        with suppress(OSError, AttributeError):
            os.setpriority(os.PRIO_PROCESS, get_native_id(), LEAST_PRIORITY)
        self._repeat(step)

    def _do(self, job: Job) -> None:
        try:
            with writing() as session:
                _handler(self.work.jobs, job.name)(session, **job.arguments)
                service.finish(session, job)
        except Exception as error:
            log.exception("job failed", job=str(job.id), name=job.name, kind=_name(type(error)))
            with writing() as session:
                service.fail(session, job, error)

    def _guard(self, name: str, step: Callable[[], int]) -> int:
        """Do a step unless it failed a moment ago; one that fails holds up no other."""
        if time.monotonic() < self._resting.get(name, 0):
            return 0
        try:
            return step()
        except Exception:
            log.exception("a step of the worker failed", step=name)
            self._resting[name] = time.monotonic() + REST_SECONDS
            return 0

    def _repeat(self, step: Callable[[], int]) -> None:
        """Again and again; a fault (the database is away) is waited out, not died of.

        After a step it rests for as long as it computed: whoever reports accesses or reads pages
        has half of the time, however much there is to catch up with.
        """
        while not self.stopping.is_set():
            began = time.thread_time()
            try:
                did = step()
                wait = max(BREATH_SECONDS, time.thread_time() - began) if did else IDLE_SECONDS
            except Exception:
                log.exception("the worker waits")
                wait = REST_SECONDS
            self.stopping.wait(wait)


def _handler(jobs: Mapping[str, Handler], name: str) -> Handler:
    try:
        return jobs[name]
    except KeyError:
        raise UnknownJobError(name) from None


def _following(follower: Follower) -> Callable[[], int]:
    def read_on() -> int:
        with reading() as session:
            found = follower.read(session, FOLLOW_AT_ONCE)
        if found is None:
            return 0
        with writing() as session:
            return follower.write(session, found)

    return read_on


def _start() -> UUID:
    with writing() as session:
        return service.start_worker(session)


def _stop(worker_id: UUID) -> None:
    with writing() as session:
        service.stop_worker(session, worker_id)


def _beat(worker_id: UUID, gone: Event) -> None:
    while not gone.wait(rules.BEAT.total_seconds()):
        try:
            with writing() as session:
                service.beat(session, worker_id)
        except Exception:
            log.exception("the worker could not say that it is alive")


def _name(thing: Callable[..., object]) -> str:
    thing = thing.func if isinstance(thing, partial) else thing
    return f"{thing.__module__}.{thing.__qualname__}"
