"""Tables whose rows nobody changes or takes away: the database itself refuses, on both dialects."""

from collections.abc import Sequence

from alembic import op


def protect(table: str, *unique: Sequence[str], key: str | Sequence[str] = "id") -> None:
    """Refuse UPDATE, DELETE, TRUNCATE and INSERT OR REPLACE of a table's rows.

    ``key`` (a column, or several) and each of ``unique`` are columns that make a row that row: a
    second one would replace the first. On SQLite a batch ALTER rebuilds a table without its
    triggers: whoever alters such a table makes this her last step.
    """
    if op.get_context().dialect.name == "sqlite":
        statements = _sqlite(table, ((key,) if isinstance(key, str) else key, *unique))
    else:
        statements = _postgresql(table)
    for statement in statements:
        op.execute(statement)


def _sqlite(table: str, unique: Sequence[Sequence[str]]) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END"
    same = " OR ".join(
        "(" + " AND ".join(f"{column} = NEW.{column}" for column in columns) + ")"
        for columns in unique
    )
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        # REPLACE takes a row away without asking the trigger for DELETE.
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}"
        f" WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) {refuse}",
    ]


def _postgresql(table: str) -> list[str]:
    return [
        f"CREATE FUNCTION {table}_is_insert_only() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{table} is insert-only'; END $$",
        f"CREATE TRIGGER {table}_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_insert_only()",
    ]
