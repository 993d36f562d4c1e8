"""What a connection to SQLite is refused: to change tables and triggers, or to get round one."""

import sqlite3

# What takes a trigger off, or gets round one. Called when a statement is first compiled.
_CHANGES_SCHEMA = {
    sqlite3.SQLITE_ALTER_TABLE,
    sqlite3.SQLITE_CREATE_INDEX,
    sqlite3.SQLITE_CREATE_TABLE,
    sqlite3.SQLITE_CREATE_TRIGGER,
    sqlite3.SQLITE_CREATE_TEMP_TRIGGER,
    sqlite3.SQLITE_CREATE_VIEW,
    sqlite3.SQLITE_CREATE_TEMP_VIEW,
    sqlite3.SQLITE_CREATE_TEMP_TABLE,
    sqlite3.SQLITE_CREATE_VTABLE,
    sqlite3.SQLITE_DROP_INDEX,
    sqlite3.SQLITE_DROP_TABLE,
    sqlite3.SQLITE_DROP_TRIGGER,
    sqlite3.SQLITE_DROP_VIEW,
    sqlite3.SQLITE_DROP_VTABLE,
    sqlite3.SQLITE_ATTACH,
}
_HARMLESS_PRAGMAS = {
    *("query_only", "busy_timeout", "wal_checkpoint"),
    *("table_info", "table_xinfo", "table_list", "index_list", "index_info", "foreign_key_list"),
}


def keeps_schema(
    action: int, first: str | None, second: str | None, _database: str | None, _by: str | None
) -> int:
    """What SQLite asks of a connection before it does something: its schema stays as it is."""
    sets = action == sqlite3.SQLITE_PRAGMA and second is not None
    if action in _CHANGES_SCHEMA or (sets and first not in _HARMLESS_PRAGMAS):
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK
