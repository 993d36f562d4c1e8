"""MySQL and MariaDB, of other systems: only read, never for long.

Their own statements bind the session before anything is read. A server that does not take one of
them is not asked at all.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine, event
from sqlalchemy.engine import URL
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

DRIVER = "pymysql"
_OF_BOTH = (
    "SET SESSION TRANSACTION READ ONLY",
    "SET SESSION lock_wait_timeout = {seconds}",
    "SET SESSION time_zone = '+00:00'",
)
BOUNDS = {
    "mysql": (*_OF_BOTH, "SET SESSION max_execution_time = {seconds}000"),
    "mariadb": (*_OF_BOTH, "SET SESSION max_statement_time = {seconds}"),
}
_TROUBLES = {
    1044: "forbidden",
    1045: "refused",
    1049: "no-database",
    1054: "gone",
    1142: "forbidden",
    1143: "forbidden",
    1146: "gone",
    1205: "locked",
    1969: "slow",
    3024: "slow",
}


def reader(url: URL, seconds: int, altogether: int) -> Engine:
    """An engine that only reads. Its driver hangs up on a server silent for ``altogether``."""
    backend = url.get_backend_name()
    engine = sa.create_engine(
        url.set(drivername=f"{backend}+{DRIVER}"),
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"connect_timeout": max(2, min(seconds, 5)), "read_timeout": altogether},
    )

    def bind(connection: Any, _record: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for statement in BOUNDS[backend]:
            cursor.execute(statement.format(seconds=int(seconds)))
        cursor.close()

    event.listen(engine, "connect", bind)
    return engine


def trouble(error: Any) -> str:
    """One of ``elsewhere.Trouble`` by the server's number of it; empty if it has none."""
    number = next(iter(getattr(error, "args", ())), None)
    return _TROUBLES.get(number, "") if isinstance(number, int) else ""
