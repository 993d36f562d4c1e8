"""The log's own rows into an empty log, by those who migrate it: what ``restore`` needs.

There is no other way to give entries their numbers from outside. Each rule of the database holds
meanwhile: the next number is the next one, and what stands beside an entry comes after it.
"""

from sqlalchemy import Connection, Table, select, text, update
from sqlmodel import Session, SQLModel

from app.access_log.models import Entry, Event, Head, Heartbeat, Notice, SealedGrant
from app.core.db import dialects
from app.core.db.copying import copy_rows
from app.core.db.migrations import PROJECT

_BECOMING = PROJECT / "migrations/access_log/roles.sql"
# As rights.sql has it: where a role cannot be lent, nobody who signs in erases by the way.
_NO_ERASER = """
DO $$ BEGIN
  IF current_setting('server_version_num')::int < 160000 THEN
    EXECUTE format('REVOKE daylight_eraser FROM %I', current_user);
  END IF;
END $$
"""
_PART = 24  # a partition has 2^24 entries
_TABLES = (Entry, Event, Notice, Heartbeat, SealedGrant)


def tables() -> list[Table]:
    """Those that are put back here, in their order; the head is one of them."""
    return [_table(each) for each in (*_TABLES, Head)]


def put_back(source: Connection, target: Connection) -> None:
    """Copy the entries, what is said beside them, and how long the log is."""
    with Session(source) as session:
        dialects.set_local(session, "daylight.reader", "log")  # entries about everybody
    head = source.execute(select(_table(Head))).mappings().one()
    postgresql = dialects.name(target) == "postgresql"
    if postgresql:
        _become_owner(target)
        for part in range(1, (head["size"] >> _PART) + 1):
            target.execute(text("SELECT log_add_part(:part)"), {"part": part})
    copy_rows(source, target, [_table(each) for each in _TABLES])
    counted = update(_table(Head)).values(size=head["size"], key_epoch=head["key_epoch"])
    target.execute(counted)
    if postgresql:
        target.execute(text("RESET ROLE"))
        target.execute(text("REVOKE daylight_log_owner FROM CURRENT_USER"))
        target.execute(text(_NO_ERASER))


def _become_owner(target: Connection) -> None:
    """As a migration does: whoever made the role may take it."""
    for statement in _BECOMING.read_text().split("\n---\n"):
        target.exec_driver_sql(statement.replace("%", "%%"))
    target.execute(text("SET LOCAL ROLE daylight_log_owner"))


def _table(model: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(model.__tablename__)]
