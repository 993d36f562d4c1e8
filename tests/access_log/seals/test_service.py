"""Seals: a pure function of the log, made once, whatever happens to whoever makes it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import orjson
import pytest
from sqlmodel import Session, func, select

from app.access_log import queries as log_queries
from app.access_log import service as log
from app.access_log.checkpoints import service as signing
from app.access_log.checkpoints.service import LogDisagreesError
from app.access_log.models import LOG_SUBJECT, SEALED_SUBJECT, Notice
from app.access_log.seals import jobs, queries, rules, service
from app.access_log.seals.models import Seal, SealTree
from app.access_log.seals.rules import Counted
from app.core import clock
from app.core.crypto.sums import check_counted, holder
from app.core.db.session import reading
from app.identity.people.models import Person
from tests.support.cast import Cast
from tests.support.make import an_access


@pytest.fixture
def told(session: Session, cast: Cast) -> Cast:
    """Three people were looked at forty times each, and the log said something of itself."""
    log.append_notice(session, {"act": "something"})
    session.commit()
    log.append([an_access("E1001", "E1002", "E1003") for _each in range(40)])
    return cast


def sealed() -> Seal:
    made = service.seal()
    assert made is not None
    return made


def recounted(end: int) -> dict[bytes, Counted]:
    with reading() as session:
        return rules.counted({}, queries.filed(session, 0, end))


def kept() -> dict[bytes, Counted]:
    with reading() as session:
        return queries.states(session)


def test_everybody_is_counted_and_the_counts_add_up(told: Cast) -> None:
    made = sealed()

    with reading() as session:
        people = {one.id: one for one in session.exec(select(Person))}
        said = session.get(Notice, made.seq)
        assert made.people == len(people) + 2
        assert made.covers == made.seq == log_queries.size(session) - 1
        for subject in (*people, LOG_SUBJECT, SEALED_SUBJECT):
            shown = queries.shown(session, service.key(), subject, end=made.seq + 1)
            assert shown is not None
            counted = kept().get(subject.bytes, rules.NOTHING)
            check_counted(shown.place, shown.total, holder(shown.label, *counted), shown.path)
    assert {counted.entries for counted in kept().values()} == {40, 1}
    assert kept() == recounted(made.covers)
    assert said is not None
    statement = orjson.loads(said.statement)
    assert (statement["covers"], statement["people"]) == (made.covers, made.people)


def test_the_next_one_goes_on_from_there_and_nothing_new_is_not_sealed(told: Cast) -> None:
    first = sealed()
    assert service.seal() is None

    log.append([an_access("E1001")])
    second = sealed()

    assert second.covers == first.covers + 2  # the first seal is an entry too
    assert kept() == recounted(second.covers)
    log.append([an_access("E1002")])
    sealed()
    with reading() as session:
        assert session.exec(select(func.count()).select_from(SealTree)).one() == 2


def test_who_is_stopped_on_the_way_goes_on_later(
    told: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "AT_ONCE", 17)
    count, done = service._count, []

    def stopped(session: Session, first: int, end: int) -> bool:
        done.append(count(session, first, end))
        if len(done) == 3:
            raise KeyboardInterrupt
        return done[-1]

    monkeypatch.setattr(service, "_count", stopped)
    with pytest.raises(KeyboardInterrupt):
        service.seal()
    made = sealed()

    assert made.covers == 121
    assert kept() == recounted(made.covers)


def test_two_who_seal_at_once_make_one(told: Cast) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _number: service.seal(), range(4)))

    with reading() as session:
        there = session.exec(select(Seal)).all()
    assert len(there) == sum(each is not None for each in made) <= 1
    final = sealed() if not there else there[0]
    assert kept() == recounted(final.covers)


def test_it_is_made_every_hour_while_something_comes(told: Cast) -> None:
    assert jobs.seal() == 1
    log.append([an_access("E1001")])
    assert jobs.seal() == 0
    with clock.set_to(clock.now() + timedelta(minutes=61)):
        assert jobs.seal() == 1
        assert jobs.seal() == 0
    with clock.set_to(clock.now() + timedelta(hours=3)):
        assert jobs.seal() == 0  # nothing but the seal itself


def test_whoever_takes_a_proof_finds_a_seal_that_is_signed(session: Session, told: Cast) -> None:
    hers = told.amara.id
    session.rollback()  # on SQLite whoever has asked holds up whoever writes
    service.see_to_one(hers)

    with reading() as session:
        first = queries.newest(session)
        newest = signing.queries.newest(session)
    assert first is not None
    assert newest is not None
    assert newest.size > first.seq
    log.append([an_access("E1001")])
    service.see_to_one(hers)
    with reading() as session:
        assert queries.newest(session) == first
    with clock.set_to(clock.now() + timedelta(hours=13)):
        service.see_to_one(hers)
    with reading() as session:
        second = queries.newest(session)
    assert second is not None
    assert second.seq > first.seq


def test_what_is_missing_is_not_counted_over(told: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    filed = queries.filed
    monkeypatch.setattr(queries, "filed", lambda *asked: filed(*asked)[1:])
    with pytest.raises(LogDisagreesError, match="missing"):
        service.seal()
    monkeypatch.undo()
    assert sealed().covers == 121
