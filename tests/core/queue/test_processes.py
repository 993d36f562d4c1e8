"""The queue under several processes at once, and under kill -9, on both databases."""

import signal
import subprocess
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import text, update
from sqlmodel import col, select

from app.core import clock
from app.core.db.session import engine, reading, writing
from app.core.queue import queries, service
from app.core.queue.models import Job, Worker
from tests.support.database import change_schema, on_both
from tests.support.processes import start, wait_until

WORKER = "tests/support/counting_worker.py"
JOBS = 600


@pytest.fixture
def six_hundred_jobs(database_url: str) -> None:
    change_schema("CREATE TABLE done_work (number INTEGER NOT NULL)")
    with writing() as session:
        for number in range(JOBS):
            service.enqueue(session, "tests:write_down", number=number)
    engine().dispose()


def done() -> Counter[int]:
    with reading() as session:
        return Counter(session.execute(text("SELECT number FROM done_work")).scalars().all())


def each_once() -> Counter[int]:
    return Counter(range(JOBS))


@on_both
@pytest.mark.usefixtures("six_hundred_jobs")
def test_four_processes_do_600_jobs_each_exactly_once() -> None:
    workers = [start(WORKER, "--once") for _ in range(4)]

    assert [worker.wait(120) for worker in workers] == [0, 0, 0, 0]
    later = JOBS - done().total()
    if later:  # a busy machine: what waited for the database in vain is tried again later
        assert later < JOBS / 10
        let_time_pass()
        assert start(WORKER, "--once").wait(120) == 0
    assert done() == each_once()
    with reading() as session:
        busy = set(session.exec(select(Job.worker_id)).all())
    assert len(busy) > 1, "one process did everything: nothing was shown"


@on_both
@pytest.mark.usefixtures("six_hundred_jobs")
def test_a_killed_process_loses_no_job_and_doubles_none() -> None:
    killed = 0
    for share in (100, 250, 400):
        worker = start(WORKER)
        wait_until(lambda share=share: done().total() >= share, 60)  # type: ignore[misc]
        worker.send_signal(signal.SIGKILL)
        killed += worker.wait() == -signal.SIGKILL
    assert killed == 3
    let_time_pass()

    assert start(WORKER, "--once").wait(120) == 0
    assert done() == each_once()
    with reading() as session:
        assert queries.state(session).waiting == 0


@on_both
@pytest.mark.usefixtures("six_hundred_jobs")
def test_a_worker_told_to_stop_ends_what_it_began_and_says_goodbye() -> None:
    worker = start(WORKER)
    wait_until(lambda: done().total() > 20, 60)

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(10) == 0
    with reading() as session:
        assert session.exec(select(Job).where(Job.leased_until != None)).all() == []  # noqa: E711
        assert session.exec(select(Worker)).one().stopped_at is not None
        assert queries.last_seen_at(session) is None
    assert done().total() < JOBS
    assert max(done().values()) == 1


def let_time_pass() -> None:
    """What half a minute does: leases run out, and what failed is due again."""
    with writing() as session:
        past = clock.now() - timedelta(minutes=1)
        session.exec(update(Job).where(col(Job.done_at).is_(None)).values(due_at=past))
        session.exec(
            update(Job).where(col(Job.leased_until).is_not(None)).values(leased_until=past)
        )


def test_the_process_can_be_started_at_all(database_url: str) -> None:
    worker: subprocess.Popen[bytes] = start(WORKER, "--once")
    assert worker.wait(30) == 0
