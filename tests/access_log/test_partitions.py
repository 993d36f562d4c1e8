"""PostgreSQL keeps the log in partitions; a new one is as guarded as the first."""

import pytest
import sqlalchemy
from sqlalchemy import Engine, NullPool
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.access_log import service
from app.access_log.errors import ChangedEventError
from tests.support.cast import Cast
from tests.support.database import on_postgresql
from tests.support.make import an_access
from tests.support.postgres import Cluster


@pytest.fixture
def superuser(postgresql: Cluster, database_url: str) -> Engine:
    database = database_url.split("@/")[1].split("?", maxsplit=1)[0]
    url = postgresql.url(database, "postgres").replace("postgresql://", "postgresql+psycopg://")
    return sqlalchemy.create_engine(url, poolclass=NullPool)


def _add_part(superuser: Engine) -> None:
    with superuser.begin() as connection:
        connection.exec_driver_sql("SET LOCAL ROLE daylight_log_owner")
        connection.exec_driver_sql("SELECT log_add_part(1)")


@on_postgresql
def test_ids_of_older_partitions_stay_known(
    session: Session, cast: Cast, superuser: Engine
) -> None:
    session.commit()
    known, odd = an_access("E1001"), an_access("E1001", id="order 66")
    service.append([known, odd])
    _add_part(superuser)

    assert service.append([an_access("E1002"), an_access("E1003", id="order 67")]).accepted == 2
    assert service.append([known, odd]).duplicates == 2
    with pytest.raises(ChangedEventError):
        service.append([an_access("E1002", id="order 66")])

    for statement in ("TRUNCATE entry_p1", "DELETE FROM event_p1", "TRUNCATE event_p1"):
        with superuser.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
            connection.exec_driver_sql(statement)
    with superuser.connect() as connection:
        unguarded = connection.exec_driver_sql(
            "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'A'"
            " AND tgrelid::regclass::text"
            " ~ '^(entry|event|entry_p[0-9]+|event_p[0-9]+|head|notice|heartbeat|sealed_grant)$'"
        )
        assert unguarded.scalar_one() == 0


@on_postgresql
def test_not_even_a_superuser_uses_an_id_of_an_older_partition_again(
    session: Session, cast: Cast, superuser: Engine
) -> None:
    session.commit()
    service.append([an_access("E1001", id="order 66")])
    _add_part(superuser)
    entry = (
        "INSERT INTO entry SELECT {seq}, {seq}, subject, leaf, month, retention FROM entry"
        " WHERE seq = 0"
    )
    event = (
        "INSERT INTO event SELECT {seq}, source_id, {id}, digest, occurred, body, 1 FROM event"
        " WHERE first_seq = 0"
    )
    # The head counts to where the new partition begins, so that the next entry lies in it.
    start = 1 << 24
    with superuser.begin() as connection:
        run = connection.exec_driver_sql
        run("ALTER TABLE head DISABLE TRIGGER ALL")
        run(f"UPDATE head SET size = {start}")
        run("ALTER TABLE head ENABLE ALWAYS TRIGGER log_head_counts")

    with superuser.connect() as connection:
        run = connection.exec_driver_sql
        run(entry.format(seq=start))
        with pytest.raises(DBAPIError, match="known from an older partition"):
            run(event.format(seq=start, id="id"))
        connection.rollback()
        run(entry.format(seq=start))
        run(event.format(seq=start, id="id || id"))  # another id is taken
        connection.rollback()
