"""Whoever has full rights on the database is found out, and where."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlmodel import Session

from app.access_log import service as log
from app.access_log.checking import jobs, queries
from app.access_log.checking import service as checking
from app.access_log.checking.rules import Standing
from app.access_log.checkpoints import queries as checkpoints
from app.access_log.checkpoints.service import AnotherOriginError, LogDisagreesError
from app.access_log.keys.service import keyring
from app.core import clock
from app.core.config import settings
from app.core.db import dialects
from app.core.db.session import keys_engine, reading
from tests.access_log.checking.conftest import seal, verdict
from tests.support.administrator import Administrator
from tests.support.cast import Cast
from tests.support.make import an_access

FullRights = Callable[[], AbstractContextManager[Administrator]]
OTHER = "00" * 36

# what is done, and the position where it shows
EDITS = {
    "a leaf is edited": (f"UPDATE entry SET leaf = X'616c3100{'ab' * 32}' WHERE seq = 17", 17),
    "a leaf is no leaf": (f"UPDATE entry SET leaf = X'{OTHER}' WHERE seq = 3", 3),
    "an entry is given to somebody else": (
        "UPDATE entry SET subject = (SELECT subject FROM entry WHERE seq = 1) WHERE seq = 60",
        60,
    ),
    "an entry is kept from somebody": (
        f"UPDATE entry SET subject = X'{'cd' * 16}' WHERE seq = 30",
        30,
    ),
    "an entry is deleted in the middle": ("DELETE FROM entry WHERE seq = 140", 140),
    "the first entry is deleted": ("DELETE FROM entry WHERE seq = 0", 0),
    "what an entry says is emptied": ("UPDATE entry SET sealed = NULL WHERE seq = 99", 99),
    "an entry is moved to another event": ("UPDATE entry SET event = 0 WHERE seq = 200", 200),
    "an entry loses its event": ("UPDATE entry SET event = NULL WHERE seq = 201", 201),
    "an event is edited": (f"UPDATE event SET body = X'{'ef' * 80}' WHERE first_seq = 90", 90),
    "an event is deleted": ("DELETE FROM event WHERE first_seq = 93", 93),
    "an event is emptied": ("UPDATE event SET body = NULL WHERE first_seq = 96", 96),
    "an entry is said to be of another month": ("UPDATE entry SET month = 202001 WHERE seq = 5", 5),
    "a statement is edited": ("UPDATE notice SET statement = X'7b7d' WHERE seq = 300", 300),
    "a statement is deleted": ("DELETE FROM notice WHERE seq = 300", 300),
    "a heartbeat is edited": ("UPDATE heartbeat SET events_sent = 1", None),
    "a heartbeat is deleted": ("DELETE FROM heartbeat", None),
    "a tile is edited": (f"UPDATE tile SET hashes = X'{'00' * 8192}' WHERE level = 0", 0),
    "a tile is deleted": ("DELETE FROM tile WHERE level = 0", 0),
    "an edge is edited": ("UPDATE edge SET hashes = X'00' WHERE level = 0", 256),
    "the upper edge is edited": (f"UPDATE edge SET hashes = X'{'01' * 32}' WHERE level = 1", 0),
    "an event is said to be of another time": (
        "UPDATE event SET occurred = 7 WHERE first_seq = 30",
        30,
    ),
    "an event is said to have more entries": (
        "UPDATE event SET entries = entries + 1 WHERE first_seq = 60",
        63,
    ),
    "an event is said to be of another source": (
        f"UPDATE event SET source_id = X'{'00' * 16}' WHERE first_seq = 33",
        33,
    ),
    "an event is made up": (
        f"INSERT INTO event VALUES (1, X'{'01' * 16}', X'{'02' * 16}', X'{'03' * 32}', 0, NULL, 1)",
        0,
    ),
    "a statement is said to be of another time": (
        "UPDATE notice SET recorded_at = '2020-01-01 00:00:00+00:00' WHERE seq = 300",
        300,
    ),
    "a statement is said to be of another kind": (
        "UPDATE notice SET kind = 2 WHERE seq = 300",
        300,
    ),
    "a statement is made up": (
        "INSERT INTO notice SELECT 12, kind, statement, recorded_at FROM notice",
        12,
    ),
    "a heartbeat is made up": (
        "INSERT INTO heartbeat SELECT 14, source_id, covers, events_sent, received, late,"
        " recorded_at FROM heartbeat",
        14,
    ),
    "an entry is hidden among the sealed ones": (
        f"UPDATE entry SET subject = X'{b'sealed'.ljust(16, bytes(1)).hex()}' WHERE seq = 45",
        45,
    ),
    "a checkpoint has another root": (f"UPDATE checkpoint SET root = X'{'02' * 32}'", 0),
    "a checkpoint has another note": ("UPDATE checkpoint SET note = 'x'", 0),
}


@pytest.mark.parametrize("how", EDITS)
def test_an_edit_is_found_and_located(sealed_log: int, full_rights: FullRights, how: str) -> None:
    assert verdict().ok
    statement, position = EDITS[how]

    with full_rights() as administrator:
        administrator.run(statement)

    found = verdict()
    assert not found.ok
    assert found.first_bad == (sealed_log - 1 if position is None else position)


def test_two_entries_that_changed_places_are_found(
    sealed_log: int, full_rights: FullRights
) -> None:
    with full_rights() as administrator:
        for old, new in ((40, 100_000), (41, 40), (100_000, 41)):
            administrator.run(f"UPDATE entry SET seq = {new} WHERE seq = {old}")

    assert verdict().first_bad == 40


def test_a_tail_that_was_cut_is_found(sealed_log: int, full_rights: FullRights) -> None:
    with full_rights() as administrator:
        administrator.run("DELETE FROM entry WHERE seq >= 250")
        administrator.run("UPDATE head SET size = 250")

    assert verdict().first_bad == 250


def test_a_key_that_was_taken_away_is_found(sealed_log: int, cast: Cast) -> None:
    with dialects.for_writing(keys_engine()).begin() as keys:
        keys.exec_driver_sql("DELETE FROM subject_key")
    keyring().forget()

    assert verdict().first_bad == 0


def test_a_log_put_back_to_an_older_state_is_found_with_a_checkpoint_from_elsewhere(
    sealed_log: int, full_rights: FullRights
) -> None:
    old_size = sealed_log
    log.append([an_access("E1001")])
    seal()
    with reading() as session:
        newest = checkpoints.newest(session)
        assert newest is not None
        kept = checking.kept(session, "kept", newest.note)
    assert verdict(kept).ok

    with full_rights() as administrator:
        administrator.run(f"DELETE FROM entry WHERE seq >= {old_size}")
        administrator.run(f"DELETE FROM event WHERE first_seq >= {old_size}")
        administrator.run(f"UPDATE head SET size = {old_size}")
        administrator.run(f"DELETE FROM checkpoint WHERE size > {old_size}")
        administrator.run("DELETE FROM edge")
        administrator.run("DELETE FROM tile")
        administrator.run("DELETE FROM follower WHERE name = 'tree'")
        administrator.run("DELETE FROM checkpoint")
    seal()

    assert verdict().ok  # it agrees with itself: only what was kept elsewhere tells
    found = verdict(kept)
    assert (found.ok, found.first_bad) == (False, old_size)


def test_a_log_rebuilt_and_signed_with_its_own_key_is_found_with_a_checkpoint_from_elsewhere(
    sealed_log: int, full_rights: FullRights
) -> None:
    with reading() as session:
        newest = checkpoints.newest(session)
        assert newest is not None
        kept = checking.kept(session, "kept", newest.note)

    with full_rights() as administrator:
        # Two events of the same content change places, with everything that hangs on them.
        for old, new in ((0, 9_000), (3, 0), (9_000, 3)):
            administrator.run(f"UPDATE event SET first_seq = {new} WHERE first_seq = {old}")
            administrator.run(f"UPDATE entry SET event = {new} WHERE event = {old}")
            for each in range(3):
                administrator.run(f"UPDATE entry SET seq = {new + each} WHERE seq = {old + each}")
        for table in ("edge", "tile", "checkpoint"):
            administrator.run(f"DELETE FROM {table}")
        administrator.run("DELETE FROM follower WHERE name = 'tree'")
    seal()

    assert verdict().ok
    assert verdict(kept).first_bad == 0


@pytest.mark.parametrize(
    ("statement", "position"),
    [
        ("UPDATE follower SET position = position + 1 WHERE name = 'tree'", None),
        (f"UPDATE edge SET hashes = X'{'00' * 32 * 200}' WHERE level = 0", 256),
    ],
)
def test_whoever_keeps_new_entries_from_being_sealed_is_found(
    sealed_log: int, full_rights: FullRights, statement: str, position: int | None
) -> None:
    with full_rights() as administrator:
        administrator.run(statement)
    log.append([an_access("E1001")])

    assert jobs.check() == 1
    with reading() as session:
        last = queries.last_check(session)
    assert last is not None
    assert (last.ok, last.first_bad) == (False, position or sealed_log)


def test_a_log_that_was_longer_at_its_last_check_is_found(
    sealed_log: int, full_rights: FullRights
) -> None:
    assert jobs.check() == 1
    with full_rights() as administrator:
        administrator.run("DELETE FROM entry")
        administrator.run("DELETE FROM event")
        administrator.run("DELETE FROM notice")
        administrator.run("DELETE FROM heartbeat")
        for table in ("edge", "tile", "checkpoint"):
            administrator.run(f"DELETE FROM {table}")
        administrator.run("DELETE FROM follower WHERE name = 'tree'")
        administrator.run("UPDATE head SET size = 0")

    assert verdict().why == "the log was longer before"


def test_a_value_that_is_none_is_found_and_silences_nothing(
    sealed_log: int, full_rights: FullRights, database_kind: str
) -> None:
    if database_kind == "postgresql":
        statement = "UPDATE entry SET sealed = '\\x00' WHERE seq = 21"
    else:
        statement = (
            "UPDATE entry SET leaf = 'al1' || 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' WHERE seq = 21"
        )
    with full_rights() as administrator:
        administrator.run(statement)

    assert not verdict().ok


def test_another_name_of_the_portal_is_no_alarm(
    sealed_log: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAYLIGHT_BASE_URL", "https://elsewhere.example.test")
    settings.cache_clear()
    log.append([an_access("E1001")])
    seal()

    assert verdict().ok
    monkeypatch.setenv("DAYLIGHT_LOG_ORIGIN", "elsewhere.example.test/log")
    settings.cache_clear()
    with pytest.raises(AnotherOriginError):
        verdict()


def test_a_check_that_a_wrong_clock_put_into_the_future_is_not_the_last(sealed_log: int) -> None:
    with clock.set_to(clock.now() + timedelta(days=365)):
        assert jobs.check() == 1
    assert jobs.check() == 1
    with reading() as session:
        assert queries.checked(session).standing is Standing.SOUND
    assert jobs.check() == 0


def test_nothing_is_signed_on_top_of_a_tree_that_was_changed(
    sealed_log: int, full_rights: FullRights, session: Session
) -> None:
    with full_rights() as administrator:
        administrator.run(f"UPDATE edge SET hashes = X'{'01' * 32}' WHERE level = 1")
    log.append([an_access("E1001")])

    with pytest.raises(LogDisagreesError):
        seal()
    with reading() as other:
        newest = checkpoints.newest(other)
    assert newest is not None
    assert newest.size == sealed_log
