from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from app.core import clock
from app.core.db.session import reading, writing
from app.core.queue import queries, rules, service
from app.core.queue.models import Job, PeriodicJob
from app.core.queue.work import Follower, Work, Working

NOON = datetime(2026, 11, 19, 12, tzinfo=UTC)
ME, YOU = uuid4(), uuid4()


def test_a_job_of_a_transaction_that_fails_is_never_done(database_url: str) -> None:
    with pytest.raises(ZeroDivisionError), writing() as session:
        service.enqueue(session, "tests:nothing")
        raise ZeroDivisionError

    with reading() as session:
        assert queries.state(session).waiting == 0
    with writing() as session:  # the control: the same, committed
        service.enqueue(session, "tests:nothing")
    with reading() as session:
        assert queries.state(session).waiting == 1


def test_the_same_key_asks_for_one_job(session: Session) -> None:
    assert service.enqueue(session, "tests:nothing", key="one")
    assert not service.enqueue(session, "tests:nothing", key="one")
    assert service.enqueue(session, "tests:nothing", key="two")
    assert queries.state(session).waiting == 2


def test_a_claimed_job_is_nobody_elses_until_its_lease_runs_out(session: Session) -> None:
    with clock.set_to(NOON):
        service.enqueue(session, "tests:nothing")
        assert service.claim(session, ME)
        assert service.claim(session, YOU) is None
    with clock.set_to(NOON + rules.LEASE + timedelta(seconds=1)):
        again = service.claim(session, YOU)
        assert again
        assert again.attempts == 2


def test_who_lost_the_lease_cannot_finish(session: Session) -> None:
    with clock.set_to(NOON):
        service.enqueue(session, "tests:nothing")
        mine = service.claim(session, ME)
        assert mine
        session.expunge(mine)
    with clock.set_to(NOON + timedelta(minutes=1)):
        theirs = service.claim(session, YOU)
        assert theirs
        with pytest.raises(service.LeaseLostError):
            service.finish(session, mine)
        service.finish(session, theirs)


def test_a_living_worker_keeps_hold_of_its_job(session: Session) -> None:
    with clock.set_to(NOON):
        me = service.start_worker(session)
        service.enqueue(session, "tests:nothing")
        assert service.claim(session, me)
    for seconds in range(0, 120, 10):
        with clock.set_to(NOON + timedelta(seconds=seconds)):
            service.beat(session, me)
            session.expire_all()
            assert service.claim(session, YOU) is None
            assert queries.is_alive(queries.last_seen_at(session))


def test_a_job_that_waits_its_turn_is_left_alone(session: Session) -> None:
    with clock.set_to(NOON):
        service.enqueue(session, "tests:nothing", due_at=NOON + timedelta(hours=1))
        assert service.claim(session, ME) is None
    with clock.set_to(NOON + timedelta(hours=1)):
        assert service.claim(session, ME)


def test_a_failing_job_is_tried_again_ever_later_then_given_up(database_url: str) -> None:
    def fail(session: Session) -> None:
        raise OSError("words that may name somebody")

    working = Working(Work(jobs={"tests:fail": fail}))
    at, waits = NOON, []
    with clock.set_to(at), writing() as session:
        service.enqueue(session, "tests:fail")
    for _ in range(rules.MOST_ATTEMPTS):
        with clock.set_to(at):
            assert working.run_once() == 1
            assert working.run_once() == 0
        with reading() as session:
            job = session.exec(select(Job)).one()
        waits.append((job.due_at - at).total_seconds())
        at = job.due_at

    assert waits[:4] == [5, 10, 20, 40]
    assert waits == [*sorted(waits[:-1]), 0.0]
    assert (job.last_error, job.attempts) == ("OSError", rules.MOST_ATTEMPTS)
    with reading() as session:
        assert queries.state(session).given_up == 1


def test_a_job_that_kills_its_worker_each_time_is_given_up(session: Session) -> None:
    with clock.set_to(NOON):
        service.enqueue(session, "tests:deadly")
    for attempt in range(rules.MOST_ATTEMPTS + 1):
        with clock.set_to(NOON + attempt * timedelta(minutes=1)):
            taken = service.claim(session, ME)
            assert (taken is None) == (attempt == rules.MOST_ATTEMPTS)
    assert queries.state(session).given_up == 1


def test_what_a_job_did_is_undone_with_it(database_url: str) -> None:
    def half(session: Session) -> None:
        service.enqueue(session, "tests:second_half")
        raise OSError

    working = Working(Work(jobs={"tests:half": half}))
    with writing() as session:
        service.enqueue(session, "tests:half")

    working.run_once()

    with reading() as session:
        assert [job.name for job in session.exec(select(Job)).all()] == ["tests:half"]


def test_a_periodic_job_comes_once_a_turn_however_many_workers_ask(database_url: str) -> None:
    done: list[datetime] = []
    work = Work(
        jobs={"tests:tick": lambda session: done.append(clock.now())}, periodic={"tests:tick": 60}
    )
    workers = [Working(work) for _ in range(3)]
    for seconds in range(0, 300, 20):
        with clock.set_to(NOON + timedelta(seconds=seconds)):
            for working in workers:
                working.run_once()

    assert [(at - NOON).total_seconds() for at in done] == [0, 60, 120, 180, 240]


def test_a_turn_that_was_slept_through_is_not_made_up_for(session: Session) -> None:
    with clock.set_to(NOON):
        assert service.put_periodic(session, "tests:tick", 60)
    with clock.set_to(NOON + timedelta(days=2, seconds=5)):
        assert service.put_periodic(session, "tests:tick", 60)
        assert not service.put_periodic(session, "tests:tick", 60)
        assert session.exec(select(PeriodicJob)).one().due_at == NOON + timedelta(days=2, minutes=1)


def test_old_jobs_and_workers_are_forgotten(session: Session) -> None:
    with clock.set_to(NOON):
        service.start_worker(session)
        for number in range(3):
            service.enqueue(session, "tests:nothing", number=number)
        done = service.claim(session, ME)
        assert done
        service.finish(session, done)
    with clock.set_to(NOON + timedelta(days=8)):
        service.clean(session)
        assert queries.state(session).waiting == 2
        assert len(session.exec(select(Job)).all()) == 2
        assert queries.last_seen_at(session) is None


def test_a_follower_that_fails_holds_up_no_other(database_url: str) -> None:
    unread = [None, 2, 3]

    def broken(session: Session, limit: int) -> int:
        raise OSError

    def sound(session: Session, limit: int) -> int | None:
        return unread.pop()

    def write(session: Session, found: int) -> int:
        return found

    followers = Follower("broken", broken, write), Follower("sound", sound, write)
    did = Working(Work(followers=followers)).run_once()

    assert did == 5
