"""What is deleted is gone, nothing else is, and all that was proven before still is."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pytest
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from app.access_log import queries as looks
from app.access_log import service as log
from app.access_log.appending import service as appending
from app.access_log.checking import service as checking
from app.access_log.checkpoints import queries as checkpoints
from app.access_log.checkpoints import service as signing
from app.access_log.completeness import service as completeness
from app.access_log.erasing import queries, service
from app.access_log.erasing.jobs import Erasing
from app.access_log.erasing.models import AskedErasure
from app.access_log.erasing.rules import Rule
from app.access_log.keys import service as keys_service
from app.access_log.keys.models import subject_key
from app.access_log.keys.rules import Drawer
from app.access_log.leaves.rules import kind_of
from app.access_log.models import LOG_SUBJECT, SEALED_SUBJECT, SealedGrant
from app.access_log.proofs import queries as proofs
from app.access_log.seals import service as seals
from app.core import clock
from app.core.config import settings
from app.core.db import dialects
from app.core.db.session import engine, keys_engine, reading, writing
from app.core.errors import ConflictError
from app.identity.sources import service as sources
from app.subject_requests import service as requests
from app.subject_requests.holds.queries import held
from app.subject_requests.models import Kind
from app.worker import WORK
from tests.access_log.erasing.conftest import (
    ALL,
    NOT_OVER_MONTH,
    NOW,
    OVER,
    OVER_MONTH,
    THIS_MONTH,
    TIMES,
    checked,
    emptied,
    entries,
    erase,
    events,
    forged,
    keys,
    nobody,
    numbers,
    told,
)
from tests.support.cast import Cast
from tests.support.make import an_access
from tests.support.requests import a_request

OF_A_MONTH = 5 * TIMES  # entries


def ask(person: Any, reference: str = "SAR-1") -> None:
    with clock.set_to(NOW), writing() as session:
        service.ask(session, person.id, reference)


def open_ones() -> int:
    with reading() as session:
        return len(queries.pending(session))


def test_what_is_over_is_deleted_and_what_is_not_stays(old_log: Cast) -> None:
    assert erase() == OF_A_MONTH

    assert emptied() == numbers(OVER_MONTH)
    assert all(event.body is None and event.occurred is None for event in events(OVER_MONTH))
    assert all(event.body for event in events(NOT_OVER_MONTH, THIS_MONTH))
    assert {month for month, _whose in keys()} >= {NOT_OVER_MONTH, THIS_MONTH}
    assert not {whose for month, whose in keys() if month == OVER_MONTH}
    assert checked().ok

    assert erase() == 0  # nothing is left to do
    assert erase(at=NOW + timedelta(days=30)) == OF_A_MONTH  # a month later the next one is over
    assert emptied() == numbers(OVER_MONTH) | numbers(NOT_OVER_MONTH)


def test_a_notice_in_the_log_says_which_when_and_by_which_rule(old_log: Cast) -> None:
    erase()

    with reading() as session:
        [erasure] = queries.erasures(session)
        assert kind_of(checkpoints.leaves(session, erasure.notice, erasure.notice + 1)[0]) == 2
        said = orjson.loads(queries.text(session, erasure))
        found = queries.of_entries(session, [row.seq for row in entries()])
    assert set(found) == numbers(OVER_MONTH)
    assert (erasure.at, erasure.rule, erasure.months) == (NOW, "retention", 24)
    whole = sorted(numbers(OVER_MONTH))
    assert said["entries"] == [[whole[0], whole[-1]]]
    assert set(said) == {"act", "entries", "format", "months", "recorded_at", "rule"}


def test_every_proof_made_before_and_every_one_made_after_is_true(old_log: Cast) -> None:
    with clock.set_to(NOW):
        seals.seal()
        signing.publish()
        with reading() as session:
            before = checkpoints.newest(session)
            assert before is not None
            old = [proofs.inclusion(session, before, seq) for seq in range(before.size)]
        erase()
        seals.seal(anyway=True)
        assert checked().ok
        with reading() as session:
            after = checkpoints.newest(session)
            assert after is not None
            assert after.size > before.size
            again = [proofs.inclusion(session, before, seq) for seq in range(before.size)]
            for person in (old_log.amara, old_log.tom, old_log.jo):
                dialects.set_local(session, "daylight.subject", person.id.hex)
                complete = proofs.complete(session, person)  # type: ignore[arg-type]
                assert complete is not None
                assert complete.is_true
    assert old == again
    with clock.set_to(NOW):
        assert not checking.verify([checking.parse_checkpoint(old[0].checkpoint.text)]).why


def test_a_shared_event_says_what_it_said_to_those_whose_entries_stay(old_log: Cast) -> None:
    ask(old_log.amara)
    erase()

    with reading() as session:
        hers = looks.entries_about(session, old_log.amara, limit=100)
    with reading() as session:
        toms = looks.entries_about(session, old_log.tom, limit=100)
    assert {look.state for look in hers} == {"erased"}
    assert {look.erasure.rule for look in hers if look.erasure} == {"request"}
    assert {(look.state, look.purpose) for look in toms if look.seq > max(numbers(OVER_MONTH))} == {
        ("shown", "return-to-work")
    }


def test_of_who_asked_everything_goes_and_what_comes_after_is_kept(old_log: Cast) -> None:
    ask(old_log.amara)
    ask(old_log.amara)  # the same request again is none
    with clock.set_to(NOW):
        log.append([an_access("E1001")])
    ring = keys_service.keyring()
    known, home, memory = ring._drawers, ring._home, appending.preparer()._memory
    erase()
    assert emptied() >= {row.seq for row in entries() if row.subject == old_log.amara.id}
    assert not {month for month, whose in keys() if whose == old_log.amara.id}
    assert open_ones() == 0

    # as another process has it, which was told of nothing
    ring._drawers, ring._home, appending.preparer()._memory = known, home, memory
    with clock.set_to(NOW):
        log.append([an_access("E1001")])
    erase()
    ring.forget()

    assert entries()[-1].sealed is not None
    with reading() as session:
        [newest] = looks.entries_about(session, old_log.amara, limit=1)
    assert newest.state == "shown"
    assert checked().ok


def test_what_one_who_waits_for_a_copy_has_stays_until_it_is_answered(old_log: Cast) -> None:
    with writing() as session:
        waits = a_request(session, old_log.amara)
    ask(old_log.amara)

    erase(held)

    assert emptied() == numbers(OVER_MONTH, old_log.tom.id, old_log.jo.id)
    assert (OVER_MONTH, old_log.amara.id) in keys()
    assert checked().ok
    with writing() as session:
        requests.withdraw(session, waits, old_log.amara, form_key=uuid4())
    erase(held)
    hers = {row.seq for row in entries() if row.subject == old_log.amara.id}
    assert emptied() == numbers(OVER_MONTH) | hers
    assert checked().ok


def test_a_key_that_is_lost_while_a_deletion_waits_is_a_fault(old_log: Cast) -> None:
    with writing() as session:
        a_request(session, old_log.amara)
    ask(old_log.amara)
    erase(held)
    assert checked().ok

    keys_service.delete_of({old_log.amara.id.bytes}, THIS_MONTH)

    assert checked().first_bad == min(numbers(THIS_MONTH, old_log.amara.id))


@pytest.mark.parametrize(
    ("begun", "excused"),
    [
        (timedelta(hours=-25), False),
        (timedelta(hours=-23), True),
        (timedelta(seconds=1), True),  # another machine's clock
        (timedelta(hours=1), False),
        (timedelta(days=9000), False),
        (None, False),
    ],
)
def test_a_deletion_that_was_begun_excuses_a_lost_key_for_a_day_and_not_before(
    old_log: Cast, begun: timedelta | None, excused: bool
) -> None:
    ask(old_log.amara)
    with writing() as session:
        [asked] = queries.pending(session)
        asked.begun_at = None if begun is None else NOW + begun
    assert checked().ok

    keys_service.delete_of({old_log.amara.id.bytes}, THIS_MONTH)

    assert checked(NOW).ok == excused
    erase()
    assert checked().ok


def test_a_request_for_something_else_holds_nothing(old_log: Cast) -> None:
    with writing() as session:
        a_request(session, old_log.amara, Kind.ERASURE)
    erase(held)
    assert emptied() == numbers(OVER_MONTH)


@pytest.mark.parametrize("asked", [False, True])
def test_who_asks_for_a_copy_just_then_loses_nothing(old_log: Cast, asked: bool) -> None:
    """The hold is found before anything is final, however late it comes."""
    if asked:
        ask(old_log.amara)
    times = []

    def late(_session: Session) -> list[Any]:
        times.append(1)
        return [old_log.amara.id] if len(times) > (2 if asked else 4) else []

    with pytest.raises(ConflictError):
        erase(late)
    assert not emptied() & numbers(OVER_MONTH, old_log.amara.id)
    erase()
    assert emptied() >= numbers(OVER_MONTH, old_log.amara.id)


def test_who_asks_for_a_copy_before_her_portion_keeps_her_key_too(old_log: Cast) -> None:
    times = []

    def soon(_session: Session) -> list[Any]:
        times.append(1)
        return [old_log.amara.id] if len(times) > 2 else []

    erase(soon)

    assert emptied() == numbers(OVER_MONTH, old_log.tom.id, old_log.jo.id)
    assert {whose for month, whose in keys() if month == OVER_MONTH} == {old_log.amara.id}
    assert checked().ok


class Killed(BaseException):
    """Here the worker's process ends."""


# after which step of a deletion it ends: the name and where it stands
STEPS: dict[str, tuple[Any, str]] = {
    "the head is locked": (service.statements, "lock"),
    "the entries are emptied": (service.statements, "empty"),
    "the notice's leaf is there": (service.log_service, "append_public"),
    "the keys are deleted": (keys_service, "delete_of"),
    "the journal is emptied": (dialects, "scrub"),
}


@pytest.mark.parametrize("asked", [False, True], ids=["retention", "request"])
@pytest.mark.parametrize("when", [*STEPS, "the keys are still there"])
def test_whoever_is_stopped_in_between_ends_it_later(
    old_log: Cast, monkeypatch: pytest.MonkeyPatch, when: str, asked: bool
) -> None:
    if asked:
        ask(old_log.amara)
        ask(old_log.tom, "SAR-2")
    is_before = when not in STEPS
    where, name = (keys_service, "delete_of") if is_before else STEPS[when]
    step: Callable[..., Any] = getattr(where, name)

    def killed(*given: Any, **more: Any) -> Any:
        if not is_before:
            step(*given, **more)
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(where, name, killed)
        with pytest.raises(Killed):
            erase()
    keys_service.keyring().forget()
    assert checked(NOW + timedelta(hours=1)).ok  # as it was left
    log.append([an_access(*ALL)])
    last = len(entries())

    erase()

    gone = {row.seq for row in entries() if row.subject in {old_log.amara.id, old_log.tom.id}}
    new = {row.seq for row in entries()[last - 3 :]}
    done_before = asked and when == "the journal is emptied"
    expected = numbers(OVER_MONTH) | ((gone - new if done_before else gone) if asked else set())
    assert emptied() == expected
    assert not {whose for month, whose in keys() if month == OVER_MONTH}
    assert open_ones() == 0
    with reading() as session:
        named = [
            seq
            for each in queries.erasures(session)
            for first, last_ in each.spans
            for seq in range(first, last_ + 1)
        ]
    assert sorted(named) == sorted(expected)  # each of them once
    assert checked().ok


def test_it_goes_in_portions(old_log: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "AT_ONCE", 6)
    ask(old_log.jo)

    with clock.set_to(NOW):
        portions = list(service.steps(nobody))

    assert max(portions) == 6
    assert emptied() == numbers(OVER_MONTH) | {
        row.seq for row in entries() if row.subject == old_log.jo.id
    }
    assert checked().ok


def test_whoever_adds_meanwhile_finds_every_entry_readable_or_deleted(old_log: Cast) -> None:
    def add(_time: int) -> None:
        log.append([an_access(*ALL)])

    with ThreadPoolExecutor(4) as pool:
        adding = [pool.submit(add, time) for time in range(40)]
        for time in range(6):
            ask(old_log.amara, f"SAR-{time}")
            erase()
        for each in adding:
            each.result()
    keys_service.keyring().forget()

    with reading() as session:
        states = {look.state for look in looks.entries_about(session, old_log.amara, limit=500)}
    assert states <= {"shown", "erased"}
    assert checked().ok


def test_two_workers_do_it_once(old_log: Cast) -> None:
    ask(old_log.amara)
    with ThreadPoolExecutor(2) as pool:
        gone = list(pool.map(lambda _worker: erase(), range(2)))

    with reading() as session:
        named = sum(
            last - first + 1 for each in queries.erasures(session) for first, last in each.spans
        )
    assert sum(gone) == named == len(emptied())
    assert checked().ok


def test_a_key_that_comes_back_from_a_backup_is_deleted_again(old_log: Cast) -> None:
    with dialects.for_reading(keys_engine()).begin() as connection:
        backup = [dict(row) for row in connection.execute(select(subject_key)).mappings()]
    ask(old_log.amara)
    erase()
    left = keys()
    with dialects.for_writing(keys_engine()).begin() as connection:
        connection.execute(dialects.insert_unless_there(keys_engine(), subject_key), backup)
    assert keys() - left >= {(OVER_MONTH, old_log.tom.id), (NOT_OVER_MONTH, old_log.amara.id)}

    assert erase() == 0

    assert keys() - left == {(THIS_MONTH, old_log.amara.id)}  # as long as one may be new
    assert checked().ok
    erase(at=NOW + timedelta(days=30))
    assert (THIS_MONTH, old_log.amara.id) not in keys()
    assert checked().ok


def test_traces_that_cannot_be_cleared_away_today_hold_nothing_up(
    old_log: Cast, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tried: list[tuple[str, ...]] = []

    def too_long(_engine: Engine, *tables: str) -> None:
        tried.append(tables)
        raise OperationalError("VACUUM", None, Exception("canceled"))

    monkeypatch.setattr(dialects, "scrub", too_long)
    erasing = Erasing(nobody)
    with clock.set_to(NOW):
        while erasing.take():
            pass
        assert not erasing.take()

    assert emptied() == numbers(OVER_MONTH)
    assert tried == [("subject_key",), ("entry", "event")]
    assert capsys.readouterr().err.count("traces not cleared away") == 2
    assert checked().ok


def test_traces_are_cleared_away_however_long_that_takes(old_log: Cast, database_kind: str) -> None:
    if database_kind != "postgresql":
        pytest.skip("SQLite has no such limit")
    limits: list[str] = []

    def note(connection: Connection, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith("VACUUM"):
            with connection.connection.cursor() as cursor:
                limits.extend(limit for (limit,) in cursor.execute("SHOW statement_timeout"))

    event.listen(engine(), "before_cursor_execute", note)
    erase()
    event.remove(engine(), "before_cursor_execute", note)

    assert limits == ["0", "0"]
    with reading() as session:  # and of what else is asked nothing takes that long
        assert session.execute(text("SHOW statement_timeout")).scalar() == "30s"


def test_notices_of_deletions_are_found_without_reading_the_seals(
    old_log: Cast, database_kind: str
) -> None:
    asked: list[tuple[str, Any]] = []

    def note(
        _connection: Connection, _cursor: Any, statement: str, given: Any, *_more: Any
    ) -> None:
        asked.append((statement, given))

    event.listen(engine(), "before_cursor_execute", note)
    with reading() as session:
        for read in (queries.erasures, queries.signed):
            read(session, after=3)
        queries.newest(session)
    event.remove(engine(), "before_cursor_execute", note)

    explain = "EXPLAIN " if database_kind == "postgresql" else "EXPLAIN QUERY PLAN "
    with reading() as session:
        connection = session.connection()
        if database_kind == "postgresql":
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # of a few rows
        plans = [
            str(connection.exec_driver_sql(explain + statement, given).all())
            for statement, given in asked
            if "FROM notice" in statement
        ]
    assert len(plans) == 3
    assert all("ix_notice_kind_seq" in plan for plan in plans), plans


def test_of_the_keys_only_theirs_are_asked_for_who_had_everything_deleted(
    old_log: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = keys()
    ask(old_log.amara)
    ask(old_log.jo, "SAR-2")
    erase()
    theirs = {old_log.amara.id.bytes, old_log.jo.id.bytes}
    for month in (NOT_OVER_MONTH, THIS_MONTH):
        keys_service.keyring().usable(Drawer(month, 0), theirs)  # as from a backup
    assert (NOT_OVER_MONTH, old_log.tom.id) in before & keys()
    monkeypatch.setattr(queries.keys, "_AT_ONCE", 1)
    monkeypatch.setattr(queries.keys, "until", lambda month: pytest.fail("all keys were read"))

    with reading() as session:
        found = queries.returned(session, THIS_MONTH)

    assert found == {NOT_OVER_MONTH: {old_log.amara.id, old_log.jo.id}}


def test_a_key_outlives_the_turn_of_the_month_for_what_is_on_its_way(
    old_log: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAYLIGHT_LOG_RETENTION", "60")  # nothing else is done meanwhile
    settings.cache_clear()
    ask(old_log.amara)
    erase()
    appending.preparer().forget()  # of the keys that went
    midnight = datetime(2026, 12, 1, tzinfo=UTC)
    with clock.set_to(midnight - timedelta(milliseconds=100)), reading() as session:
        late = appending.preparer().batch(lambda: session, [an_access("E1001")])

    assert erase(at=midnight + timedelta(seconds=1)) == 0
    with clock.set_to(midnight + timedelta(seconds=2)), writing() as session:
        appending.add(session, late)
    keys_service.keyring().forget()

    assert (entries()[-1].month, entries()[-1].sealed is None) == (THIS_MONTH, False)
    with reading() as session:
        [newest] = looks.entries_about(session, old_log.amara, limit=1)
    assert newest.state == "shown"
    assert checked().ok
    ask(old_log.amara, "SAR-2")
    erase(at=midnight + timedelta(days=2))
    assert not {month for month, whose in keys() if whose == old_log.amara.id}
    assert checked().ok


def test_it_is_done_once_a_day_by_the_worker(old_log: Cast) -> None:
    ours = [getattr(errand, "__self__", None) for errand in WORK.long_errands]
    assert any(isinstance(each, Erasing) for each in ours)
    erasing = Erasing(nobody)
    with clock.set_to(NOW):
        while erasing.take():
            pass
        assert emptied() == numbers(OVER_MONTH)
        ask(old_log.jo)
        assert not erasing.take()
        assert open_ones() == 1
    with clock.set_to(NOW + timedelta(days=1)):
        assert erasing.take()
        assert not erasing.take()
    assert open_ones() == 0


def test_what_is_about_nobody_or_not_to_be_told_yet_is_not_deleted_by_age(
    session: Session, cast: Cast
) -> None:
    grant = SealedGrant(
        subject=cast.amara.id,
        system="hr-core",
        purpose="return-to-work",
        starts_at=OVER - timedelta(days=1),
        ends_at=OVER + timedelta(days=1),
    )
    session.add(grant)
    session.flush()
    session.expunge_all()
    session.commit()
    with clock.set_to(OVER), writing() as other:
        source, _key = sources.add(other, "hr", system="hr-core", every=None)
        completeness.take_heartbeat(other, source.id, covers_until=OVER, events_sent=0)
    told(OVER, ("E1001", "E1002"))

    assert erase() == TIMES

    assert {row.subject for row in entries() if row.sealed} == {SEALED_SUBJECT}
    assert {(OVER_MONTH, LOG_SUBJECT), (OVER_MONTH, SEALED_SUBJECT)} <= keys()
    assert checked().ok
    forged(numbers(OVER_MONTH, SEALED_SUBJECT), Rule.RETENTION, 24)
    assert checked().first_bad == min(numbers(OVER_MONTH, SEALED_SUBJECT))


def test_how_long_it_is_kept_can_be_set(old_log: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAYLIGHT_LOG_RETENTION", "25")
    settings.cache_clear()
    assert erase() == 0
    monkeypatch.setenv("DAYLIGHT_LOG_RETENTION", "23")
    settings.cache_clear()
    assert erase() == 2 * OF_A_MONTH


def test_what_was_deleted_is_in_no_file(old_log: Cast, database_kind: str) -> None:
    if database_kind != "sqlite":
        pytest.skip("PostgreSQL's files hold what its journal needs until it is written anew")
    with dialects.for_reading(keys_engine()).begin() as connection:
        rows = connection.execute(select(subject_key.c.month, subject_key.c.wrapped)).all()
    wrapped = [bytes(key) for month, key in rows if month == OVER_MONTH]
    kept = [bytes(key) for month, key in rows if month != OVER_MONTH]
    sealed = [bytes(row.sealed or b"") for row in entries(OVER_MONTH)]
    bodies = [bytes(event.body or b"") for event in events(OVER_MONTH)]
    assert all(map(_is_in_a_file, [*wrapped, *kept, *sealed, *bodies]))

    erase()

    assert not any(map(_is_in_a_file, [*wrapped, *sealed, *bodies]))
    assert all(map(_is_in_a_file, kept))


def _is_in_a_file(secret: bytes) -> bool:
    assert len(secret) > 30
    paths = [
        Path(settings().database.split("///")[1]),
        Path(settings().keys_database.split("///")[1]),
    ]
    files = {file for path in paths for file in path.parent.glob("*") if file.is_file()}
    return any(secret in file.read_bytes() for file in files)


def test_a_person_has_at_most_one_open_wish_for_a_request(old_log: Cast) -> None:
    ask(old_log.amara)
    ask(old_log.amara)
    with reading() as session:
        assert len(session.exec(select(AskedErasure)).all()) == 1
