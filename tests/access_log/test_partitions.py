"""PostgreSQL keeps the log in partitions; a new one is as guarded as the first."""

import pytest
import sqlalchemy
from sqlalchemy import NullPool
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.access_log import service
from app.access_log.errors import ChangedEventError
from tests.support.cast import Cast
from tests.support.database import on_postgresql
from tests.support.make import an_access
from tests.support.postgres import Cluster


@on_postgresql
def test_ids_of_older_partitions_stay_known(
    session: Session, cast: Cast, postgresql: Cluster, database_url: str
) -> None:
    session.commit()
    known, odd = an_access("E1001"), an_access("E1001", id="order 66")
    service.append([known, odd])
    database = database_url.split("@/")[1].split("?", maxsplit=1)[0]
    url = postgresql.url(database, "postgres").replace("postgresql://", "postgresql+psycopg://")
    superuser = sqlalchemy.create_engine(url, poolclass=NullPool)
    with superuser.begin() as connection:
        connection.exec_driver_sql("SET LOCAL ROLE daylight_log_owner")
        connection.exec_driver_sql("SELECT log_add_part(1)")

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
            " AND tgrelid::regclass::text ~ '^(entry|event|head|notice|heartbeat|sealed_grant)'"
        )
        assert unguarded.scalar_one() == 0
