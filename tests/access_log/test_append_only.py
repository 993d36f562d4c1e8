"""The database itself refuses whatever is not the log's next line."""

from collections.abc import Iterator

import pytest
import sqlalchemy
from sqlalchemy import Connection, NullPool
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.access_log import service
from app.core.db import dialects
from app.core.db.session import engine
from tests.support.cast import Cast
from tests.support.database import on_postgresql, on_sqlite
from tests.support.make import an_access
from tests.support.postgres import Cluster

LEAF = "zeroblob(36)", "decode(repeat('00', 36), 'hex')"
KEY = "zeroblob(16)", "decode(repeat('00', 16), 'hex')"

COMMON = [
    "UPDATE entry SET month = 200001",
    "UPDATE entry SET subject = {key}",
    "UPDATE entry SET seq = seq + 10",
    "UPDATE entry SET sealed = {key}",
    "UPDATE event SET digest = {key}",
    "UPDATE event SET body = {key}",
    "UPDATE event SET entries = 7",
    "UPDATE notice SET kind = 2",
    "UPDATE heartbeat SET received = 0",
    "DELETE FROM entry",
    "DELETE FROM entry WHERE seq = 1",
    "DELETE FROM event",
    "DELETE FROM notice",
    "DELETE FROM heartbeat",
    "DELETE FROM head",
    "UPDATE head SET size = 0",
    "UPDATE head SET size = size + 1",
    "UPDATE head SET key_epoch = -1",
    "INSERT INTO head (id, size, key_epoch, part) VALUES (2, 0, 0, 0)",
    "INSERT INTO notice (seq, kind, statement, recorded_at)"
    " VALUES (99, 3, {key}, '2026-11-19 12:00:00')",
    "INSERT INTO notice (seq, kind, statement, recorded_at)"
    " VALUES (0, 3, {key}, '2026-11-19 12:00:00')",
    "INSERT INTO heartbeat VALUES (99, {key}, 0, 0, 0, 0, '2026-11-19 12:00:00')",
    "INSERT INTO entry (seq, event, subject, leaf, month, retention)"
    " VALUES (99, 0, {key}, {leaf}, 1, 0)",
    "INSERT INTO entry (seq, event, subject, leaf, month, retention)"
    " VALUES (0, 0, {key}, {leaf}, 1, 0)",
    "INSERT INTO entry (seq, event, subject, leaf, month, retention)"
    " VALUES (-1, 0, {key}, {leaf}, 1, 0)",
]
SQLITE = [
    "INSERT OR REPLACE INTO entry (seq, event, subject, leaf, month, retention)"
    " VALUES (1, 0, {key}, {leaf}, 1, 0)",
    "REPLACE INTO entry SELECT seq, event, subject, leaf, 1, 0, NULL FROM entry WHERE seq = 0",
    "INSERT OR REPLACE INTO event SELECT first_seq, source_id, id, {key} || {key}, 0, NULL, 1"
    " FROM event WHERE first_seq = 0",
    "INSERT INTO event VALUES (99, {key}, {key}, {key} || {key}, 0, NULL, 1)",
    "INSERT INTO event VALUES (2, {key}, {key}, {key} || {key}, 0, NULL, 1)",
    "INSERT INTO event VALUES (3, {key}, {key}, {key} || {key}, 0, NULL, 1)",
    "INSERT OR REPLACE INTO event SELECT 50, source_id, id, {leaf}, 0, NULL, 1 FROM event",
    "INSERT OR REPLACE INTO notice SELECT seq, 2, statement, recorded_at FROM notice",
    "INSERT OR REPLACE INTO heartbeat SELECT * FROM heartbeat",
    "INSERT OR REPLACE INTO head VALUES (1, 0, 0, 0, NULL)",
    "UPDATE OR REPLACE entry SET seq = 1 WHERE seq = 0",
]
POSTGRESQL = [
    "TRUNCATE entry",
    "TRUNCATE entry_p0",
    "TRUNCATE event",
    "TRUNCATE event_p0",
    "TRUNCATE notice",
    "TRUNCATE heartbeat",
    "TRUNCATE head",
    "DELETE FROM entry_p0",
    "DELETE FROM event_p0",
    "UPDATE entry_p0 SET month = 1",
    "UPDATE event_p0 SET entries = 7",
    "INSERT INTO entry_p0 (seq, event, subject, leaf, month, retention)"
    " VALUES (99, 0, {key}, {leaf}, 1, 0)",
    "INSERT INTO entry_p0 (seq, event, subject, leaf, month, retention)"
    " VALUES (0, 0, {key}, {leaf}, 1, 0) ON CONFLICT (seq) DO UPDATE SET month = 1",
    "INSERT INTO event VALUES (99, {key}, {key}, {key} || {key}, 0, NULL, 1)",
    "INSERT INTO event VALUES (2, {key}, {key}, {key} || {key}, 0, NULL, 1)",
    "INSERT INTO event VALUES (3, {key}, {key}, {key} || {key}, 0, NULL, 1)",
    "INSERT INTO event VALUES (5, {key}, {key}, {key} || {key}, 0, NULL, 1)",
    "INSERT INTO event VALUES (-1, {key}, {key}, {key} || {key}, 0, NULL, 1)",
    "INSERT INTO event_p0 VALUES (99, {key}, {key}, {key} || {key}, 0, NULL, 1)",
    "INSERT INTO event SELECT 50, source_id, id, digest, 0, NULL, 1 FROM event LIMIT 1",
    "INSERT INTO event SELECT first_seq, source_id, {key}, digest, 0, NULL, 1 FROM event"
    " ON CONFLICT (first_seq) DO UPDATE SET id = {key}",
    # Its entry comes too, but not the two it says it has.
    "INSERT INTO entry (seq, event, subject, leaf, month, retention)"
    " VALUES (5, 5, {key}, {leaf}, 1, 0);"
    " INSERT INTO event VALUES (5, {key}, {key}, {key} || {key}, 0, NULL, 2)",
    "SET session_replication_role = replica;"
    " INSERT INTO event VALUES (99, {key}, {key}, {key} || {key}, 0, NULL, 1)",
    "SET session_replication_role = replica; DELETE FROM entry",
    "SET session_replication_role = replica; UPDATE entry SET month = 1",
]


REASONS = "append-only", "head", "duplicate key", "no partition of relation"


@pytest.fixture
def filled(session: Session, cast: Cast) -> Iterator[None]:
    """Three entries, a notice and a heartbeat's row."""
    session.commit()
    service.append([an_access("E1001"), an_access("E1002", "E1003")])
    service.append_notice(session, {"act": "something"})
    service.append_public(session, 4, b"as a heartbeat's")
    beat = "INSERT INTO heartbeat VALUES (4, {key}, 0, 0, 0, 0, '2026-11-19 12:00:00')"
    session.connection().exec_driver_sql(_spelt(beat, dialects.name(engine())))
    session.commit()
    yield
    assert service.append([an_access("E1001")]).first_index == 5  # it still takes what is next


def _spelt(statement: str, database: str) -> str:
    place = 0 if database == "sqlite" else 1
    return statement.format(key=KEY[place], leaf=LEAF[place])


def _refused(connection: Connection, statement: str, database: str) -> None:
    with pytest.raises(DBAPIError) as refused:
        connection.exec_driver_sql(_spelt(statement, database))
    connection.rollback()
    said = str(refused.value.orig)
    assert any(reason in said for reason in REASONS), said


@on_sqlite
@pytest.mark.parametrize("statement", COMMON + SQLITE)
def test_sqlite_refuses(filled: None, statement: str) -> None:
    with dialects.for_writing(engine()).connect() as connection:
        _refused(connection, statement, "sqlite")


@on_postgresql
@pytest.mark.parametrize("statement", COMMON + POSTGRESQL)
def test_postgresql_refuses_even_a_superuser(
    filled: None, statement: str, postgresql: Cluster, database_url: str
) -> None:
    database = database_url.split("@/")[1].split("?", maxsplit=1)[0]
    url = postgresql.url(database, "postgres").replace("postgresql://", "postgresql+psycopg://")
    superuser = sqlalchemy.create_engine(url, poolclass=NullPool)
    with superuser.connect() as connection:
        _refused(connection, statement, "postgresql")


@on_postgresql
@pytest.mark.parametrize("statement", COMMON + POSTGRESQL)
def test_the_portals_own_role_may_not_even_try(filled: None, statement: str) -> None:
    with dialects.for_writing(engine()).connect() as connection:
        with pytest.raises(DBAPIError, match=r"permission denied|must be owner|append-only"):
            connection.exec_driver_sql(_spelt(statement, "postgresql"))
        connection.rollback()


@on_postgresql
def test_the_portals_own_role_owns_nothing_of_the_log(session: Session, cast: Cast) -> None:
    owners = session.connection().exec_driver_sql(
        "SELECT tablename, tableowner FROM pg_tables"
        " WHERE tablename ~ '^((head|notice|heartbeat|sealed_grant)|(event|entry)(_p[0-9]+)?)$'"
    )
    found = dict(iter(owners))
    assert len(found) >= 8
    assert set(found.values()) == {"daylight_log_owner"}
    role = session.connection().exec_driver_sql(
        "SELECT rolsuper, pg_has_role(current_user, 'daylight_log_owner', 'USAGE')"
        " FROM pg_roles WHERE rolname = current_user"
    )
    assert tuple(role.one()) == (False, False)


@on_postgresql
def test_a_query_that_forgets_whom_it_is_for_sees_nothing(session: Session, cast: Cast) -> None:
    session.commit()
    service.append([an_access("E1001"), an_access("E1002")])
    count = "SELECT count(*) FROM entry"

    assert session.connection().exec_driver_sql(count).scalar_one() == 0
    dialects.set_local(session, "daylight.subject", cast.amara.id.hex)
    assert session.connection().exec_driver_sql(count).scalar_one() == 1
    dialects.set_local(session, "daylight.reader", "log")
    assert session.connection().exec_driver_sql(count).scalar_one() == 2


@on_sqlite
def test_sqlite_lets_what_is_sealed_be_emptied_and_nothing_else(filled: None) -> None:
    with dialects.for_writing(engine()).begin() as connection:
        connection.exec_driver_sql("UPDATE entry SET sealed = NULL WHERE seq = 0")
        connection.exec_driver_sql("UPDATE event SET body = NULL, occurred = NULL")
        left = connection.exec_driver_sql("SELECT count(*) FROM entry WHERE sealed IS NULL")
        assert left.scalar_one() == 3  # that entry, the notice's and the heartbeat's


@on_postgresql
def test_the_eraser_empties_an_event_with_its_last_entry(session: Session, cast: Cast) -> None:
    session.commit()
    service.append([an_access("E1001", "E1002")])
    dialects.set_local(session, "daylight.reader", "log")
    run = session.connection().exec_driver_sql
    body = "SELECT body IS NULL FROM event"

    def erase(seqs: str) -> None:
        run("SET LOCAL ROLE daylight_eraser")
        run(f"SELECT log_erase('{seqs}')")
        run("RESET ROLE")

    erase("{0}")
    assert run(body).scalar_one() is False
    erase("{1}")
    assert run(body).scalar_one() is True
    session.commit()

    assert service.append([an_access("E1001")]).first_index == 2  # under the new epoch
