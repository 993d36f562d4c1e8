"""A database that does not answer: a clear sentence, whether to ask again, and no secret."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.connectors.schemas import SourceError
from app.connectors.sql import asking
from tests.support.absences import (
    PASSWORD,
    READER,
    Source,
    asked,
    falling_silent,
    locked,
    rows,
)

WRONG = "another-secret-4471"


@contextmanager
def refused(source: Source, *, again: bool, says: str) -> Iterator[list[SourceError]]:
    """Neither a check nor a search breaks in another way than this."""
    found: list[SourceError] = []
    yield found
    for refusal in found:
        assert says in refusal.message
        assert refusal.again is again
        assert refusal.message.lstrip("“")[0].isupper()
        assert refusal.message[-1] == "."
        said = f"{refusal.message} {refusal!r} {refusal.__cause__!r} {refusal.faults}"
        for hidden in (PASSWORD, WRONG, READER, source.url, "psycopg", "sqlite3", "SELECT"):
            assert hidden not in said
    assert len(found) >= 1


def both(connector: asking.Sql) -> list[SourceError]:
    found = []
    for ask in (connector.check, lambda: connector.portion(asked(), None)):
        with pytest.raises(SourceError) as error:
            ask()
        found.append(error.value)
    return found


def test_it_cannot_be_reached(source: Source, tmp_path: Path) -> None:
    there = source.url
    source.url = (
        "postgresql://reader@127.0.0.1:1/hr"
        if source.password
        else f"sqlite:///{tmp_path / 'moved' / 'hr.db'}"
    )
    with refused(source, again=True, says="cannot be reached") as found:
        found.extend(both(source.connector()))
    source.url = there
    source.connector().check()


def test_the_password_is_wrong_or_the_file_is_no_database(source: Source, tmp_path: Path) -> None:
    there, password = source.url, source.password
    if password:
        source.password = WRONG
        says = "refused the user name or the password"
    else:
        other = tmp_path / "notes.txt"
        other.write_text("This is no database at all.\n" * 50)
        source.url = f"sqlite:///{other}"
        says = "no such database"
    with refused(source, again=False, says=says) as found:
        found.extend(both(source.connector()))
    source.url, source.password = there, password
    source.connector().check()


def test_the_table_is_gone(source: Source) -> None:
    source.run("ALTER TABLE absence RENAME TO sick_days")
    with refused(source, again=False, says="") as found:
        found.extend(both(source.connector()))
    checked, asked_for = found
    assert checked.faults == ((("tables", 0, "table"), "no table or view is called “absence”"),)
    assert "tables.0.table" in checked.message
    assert asked_for.message == "“Days off sick” or a column of it is no longer there."
    source.run("ALTER TABLE sick_days RENAME TO absence")
    source.connector().check()


def test_columns_are_renamed(source: Source) -> None:
    for column in ("employee_no", "reason", "first_day"):
        source.run(f"ALTER TABLE absence RENAME COLUMN {column} TO x_{column}")
    with refused(source, again=False, says="") as found:
        found.extend(both(source.connector()))
    places = [".".join(map(str, place)) for place, _message in found[0].faults]
    assert places == [
        "tables.0.person_column",
        "tables.0.at_column",
        "tables.0.columns.first_day",
        "tables.0.columns.reason",
    ]
    assert found[0].faults[0][1] == "“absence” has no column called “employee_no”"
    assert "no longer there" in found[1].message
    for column in ("employee_no", "reason", "first_day"):
        source.run(f"ALTER TABLE absence RENAME COLUMN x_{column} TO {column}")
    source.connector().check()


def test_it_is_locked(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "CHECK_SECONDS", 1)
    source.changes = {"timeout_seconds": 1}
    with (
        locked(source),
        refused(source, again=True, says="locked") as found,
    ):
        found.extend(both(source.connector()))
    assert rows([source.connector().portion(asked(), None)])


def test_it_is_slow(source: Source) -> None:
    """A view that takes for ever."""
    series = (
        "generate_series(1, 2000000000) AS c(x)"
        if source.password
        else "(WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c)"
    )
    source.run(
        f"CREATE VIEW slow AS SELECT a.* FROM absence a WHERE (SELECT count(*) FROM {series}) > 1"
    )
    if source.password:
        source.run(f"GRANT SELECT ON slow TO {READER}")
    source.changes = {"timeout_seconds": 1}
    connector = source.connector(table="slow")
    with refused(source, again=True, says="took longer than 1 second") as found:
        with pytest.raises(SourceError) as error:
            connector.portion(asked(), None)
        found.append(error.value)
    assert rows([source.connector().portion(asked(), None)])


@pytest.mark.parametrize("source", ["postgresql"], indirect=True)
def test_it_falls_silent(source: Source, tmp_path: Path) -> None:
    there = source.url
    source.changes = {"timeout_seconds": 1}
    began = time.monotonic()
    with falling_silent(source, tmp_path, b"FROM absence") as source.url:
        source.changes = {"timeout_seconds": 1}
        with refused(source, again=True, says="cannot be reached") as found:
            found.extend(both(source.connector()))
    assert time.monotonic() - began < 15
    source.url = there
    assert rows([source.connector().portion(asked(), None)])


@pytest.mark.parametrize("source", ["postgresql"], indirect=True)
def test_the_account_may_not_read_it(source: Source) -> None:
    source.run(f"REVOKE SELECT ON absence FROM {READER}")
    with refused(source, again=False, says="may not read “Days off sick”") as found:
        found.extend(both(source.connector()))
    assert found[0].faults == ((("tables", 0, "table"), "the account may not read it"),)
    source.run(f"GRANT SELECT ON absence TO {READER}")
    source.connector().check()


def test_a_driver_that_is_missing_is_said(source: Source) -> None:
    there = source.url
    source.url = "mysql://reader@db.example.com/hr"
    source.changes = {}
    with refused(source, again=False, says="is missing") as found:
        found.extend(both(source.connector()))
    source.url = there
    source.connector().check()


@pytest.mark.parametrize(
    ("change", "place", "says"),
    [
        (
            {"columns": {"photo": {"title": "Picture"}}},
            "tables.0.columns.photo",
            "“photo” holds binary data",
        ),
        ({"at_column": "days"}, "tables.0.at_column", "holds neither days nor moments"),
        ({"key_columns": ["id", "nothing"]}, "tables.0.key_columns.1", "has no column called"),
        ({"in_schema": "elsewhere"}, "tables.0.table", "no table or view"),
    ],
)
def test_what_does_not_fit_is_said_at_its_place(
    source: Source, change: dict[str, Any], place: str, says: str
) -> None:
    with pytest.raises(SourceError) as error:
        source.connector(**change).check()
    (where, what), *_others = error.value.faults
    assert ".".join(map(str, where)) == place
    assert says in what
    assert not error.value.again
    source.connector().check()


@pytest.mark.parametrize("source", ["sqlite"], indirect=True)
def test_binary_data_in_a_column_of_text_is_said_and_the_rest_is_read(source: Source) -> None:
    source.run("UPDATE absence SET reason = x'00ff' WHERE id = 1")
    found = source.connector().portion(asked(), None)

    assert [row["id"] for row in rows([found])] == [1, 3, 6]
    assert rows([found])[0]["reason"] is None
    assert "holds binary data in places" in found.skipped[0]
