"""What is read of a database: her rows and nobody else's, of the asked days, page by page."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from app.connectors.schemas import DocumentKind, SourceError
from app.connectors.sql import asking, rules
from app.core.db.dialects import elsewhere
from tests.support.absences import READER, Source, asked, documents, everything, rows


def ids(source: Source, wanted: Any, **table: Any) -> list[Any]:
    found = everything(source.connector(**table), wanted)
    texts = [json.loads(one.content) for one in documents(found)]
    return [row["id"] for row in [*rows(found), *texts]]


def test_her_rows_come_with_values_fit_for_people(source: Source) -> None:
    connector = source.connector()
    connector.check()
    (portion,) = everything(connector, asked())

    assert [row["id"] for row in rows([portion])] == [1, 3, 6]
    first = rows([portion])[0]
    assert first == {
        "id": 1,
        "first_day": "2026-01-05",
        "reason": "S",
        "days": "1.5",
        "paid": True,
    }
    assert not portion.skipped
    (table,) = connector.tables
    assert table.columns["reason"].codes == {"S": "Sickness", "I": "Injury"}
    assert connector.terms_used == ["employee number"]


def test_rows_of_others_never_come(source: Source) -> None:
    for other, theirs in (("E1002", [2]), ("e1001", [4]), ("E10011", [5]), ("E%", []), ("", [])):
        wanted = asked()
        assert ids(source, type(wanted)(other)) == theirs
    assert ids(source, asked()) == [1, 3, 6]


@pytest.mark.parametrize("kind_of_number", ["INTEGER", "NUMERIC(12, 0)", "DOUBLE PRECISION"])
def test_a_number_as_employee_id_is_found_in_a_column_of_numbers(
    source: Source, kind_of_number: str
) -> None:
    source.run(f"CREATE TABLE badge (id INTEGER PRIMARY KEY, holder {kind_of_number})")
    for number, holder in ((1, 1001), (2, 1002), (3, 10010)):
        source.run(f"INSERT INTO badge VALUES ({number}, {holder})")
    if source.password:
        source.run(f"GRANT SELECT ON badge TO {READER}")
    table = {"table": "badge", "person_column": "holder", "at_column": None}
    columns = {"id": {"title": "Number"}}
    kind = type(asked())

    assert ids(source, kind("1001"), **table, columns=columns) == [1]
    for like, said in (
        ("01001", "1 row of “Days off sick” was not read: its number is only like the one"),
        ("E1001", "“Days off sick” was not searched: no word is known"),
        ("9" * 30, "“Days off sick” was not searched"),
    ):
        assert ids(source, kind(like), **table, columns=columns) == []
        (told,) = everything(source.connector(**table, columns=columns), kind(like))
        assert [sentence.startswith(said) for sentence in told.skipped] == [True]
    (hers,) = everything(source.connector(**table, columns=columns), kind("1001"))
    assert not hers.skipped


def test_an_address_is_found_in_small_and_capital_letters_and_its_rows_are_read_first(
    source: Source,
) -> None:
    """An address may be shared, handed on, or stand in a row about somebody else."""
    by_mail = {"person_column": "email", "matched_by": "email"}
    hers = asked(terms=("Amara Okafor", "amara.okafor@example.com"))
    connector = source.connector(**by_mail)

    assert ids(source, hers, **by_mail) == [1, 3]
    assert rows(everything(connector, hers)) == []
    assert connector.terms_used == ["e-mail address"]
    (unknown,) = everything(connector, asked(terms=("Amara Okafor",)))
    assert not unknown.records
    assert "was not searched" in unknown.skipped[0]
    assert rows(everything(source.connector(), hers))  # by her own number: they are hers


def test_who_has_a_name_may_be_somebody_else_and_is_read_first(source: Source) -> None:
    source.run("UPDATE absence SET note = 'Amara Okafor' WHERE id IN (1, 2)")
    by_name = {"person_column": "note", "matched_by": "name"}
    (found,) = everything(source.connector(**by_name), asked(terms=("amara okafor",)))

    assert not found.records
    assert [one.key for one in found.documents] == ["absences/1", "absences/2"]


def test_rows_that_name_others_come_as_documents(source: Source) -> None:
    source.run("UPDATE absence SET note = 'Tom called.' WHERE id = 1")
    columns = {"first_day": {"title": "First day"}, "note": {"title": "Note"}}
    noted = {"columns": columns, "names_others": ["note"]}
    (found,) = everything(source.connector(**noted), asked())

    assert not found.records
    first = found.documents[0]
    assert (first.kind, first.media_type) == (DocumentKind.RECORD, "application/json")
    assert json.loads(first.content) == {"first_day": "2026-01-05", "note": "Tom called."}
    assert (first.key, first.title) == ("absences/1", "Days off sick")
    assert first.at is not None
    assert first.at.isoformat() == "2026-01-05T00:00:00+00:00"
    assert found.documents[2].at is None


def test_no_two_keys_of_a_table_are_one(source: Source) -> None:
    source.run("CREATE TABLE memo (a TEXT, b TEXT, holder TEXT, PRIMARY KEY (a, b))")
    for a, b in (("x/y", "z"), ("x", "y/z"), ("1", "2"), ("text:1", "2")):
        source.run(f"INSERT INTO memo VALUES ('{a}', '{b}', 'E1001')")
    if source.password:
        source.run(f"GRANT SELECT ON memo TO {READER}")
    table = {"table": "memo", "person_column": "holder", "at_column": None}
    table |= {"key_columns": ["a", "b"], "names_others": ["a"]}
    columns = {"a": {"title": "A"}}
    (found,) = everything(source.connector(**table, columns=columns), asked())
    assert len({one.key for one in found.documents}) == 4


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        ("2026-01-05", "2026-01-05", [1, 6]),
        ("2026-01-06", None, [3, 6]),
        (None, "2026-01-04", [6]),
        (None, "2026-02-28", [1, 3, 6]),
    ],
)
def test_both_days_of_a_range_are_included_and_the_undated_too(
    source: Source, since: str | None, until: str | None, found: list[int]
) -> None:
    assert ids(source, asked(since, until)) == found


@pytest.mark.parametrize(
    ("zone", "stored_in", "found"),
    [
        ("UTC", "UTC", [1, 6]),
        ("Asia/Tokyo", "UTC", [6]),
        ("America/New_York", "UTC", [1, 6]),
        ("UTC", "America/New_York", [6]),
    ],
)
def test_moments_are_of_the_day_it_was_where_she_works(
    source: Source, zone: str, stored_in: str, found: list[int]
) -> None:
    source.changes = {"time_zone": stored_in}
    wanted = asked("2026-01-05", "2026-01-05", time_zone=zone)
    assert ids(source, wanted, at_column="seen_at") == found


def test_what_is_large_comes_in_portions_that_can_be_asked_for_again(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "MOST_ROWS", 100)
    for number in range(100, 350):
        source.run(f"INSERT INTO absence (id, employee_no) VALUES ({number}, 'E1001')")
        if number % 10 == 0:
            source.run(f"INSERT INTO absence (id, employee_no) VALUES ({number + 900}, 'E1002')")
    connector = source.connector(key_columns=["employee_no", "id"])
    portions = everything(connector, asked())

    found = [row["id"] for row in rows(portions)]
    assert found == [1, 3, 6, *range(100, 350)]
    assert [len(rows([one])) for one in portions] == [100, 100, 53]
    again = source.connector(key_columns=["employee_no", "id"])
    assert rows([again.portion(asked(), portions[0].after)]) == rows([portions[1]])
    source.run("DELETE FROM absence WHERE id = 100")  # on a page before
    assert rows([again.portion(asked(), portions[0].after)]) == rows([portions[1]])


def test_each_table_begins_a_portion(source: Source) -> None:
    source.changes = {"third_parties": True}
    whole = source.configuration()
    both = whole.model_copy(
        update={"tables": [*whole.tables, whole.tables[0].model_copy(update={"name": "again"})]}
    )
    connector = asking.Sql(both)
    connector.check()
    portions = everything(connector, asked())

    assert [[one.table for one in each.records] for each in portions] == [["absences"], ["again"]]
    assert connector.portion(asked(), portions[0].after) == portions[1]
    assert portions[1].after is None


def test_a_portion_fits_in_memory(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MOST_BYTES", 3_000)
    for number in range(100, 110):
        values = f"({number}, 'E1001', '{'x' * 1000}')"
        source.run(f"INSERT INTO absence (id, employee_no, note) VALUES {values}")
    columns = {"id": {"title": "Number"}, "note": {"title": "Note"}}
    portions = everything(source.connector(columns=columns), asked())

    assert len(portions) >= 4
    assert [row["id"] for row in rows(portions)] == [1, 3, 6, *range(100, 110)]


def test_a_place_to_go_on_from_that_is_none_is_refused(source: Source) -> None:
    connector = source.connector()
    for made_up in ("x", "[]", '[0, [["code", "1"]]]', "7", "[1, null]", "[-1, null]", "[0, []]"):
        with pytest.raises(SourceError) as refused:
            connector.portion(asked(), made_up)
        assert not refused.value.again
    assert rows([connector.portion(asked(), None)])


def test_nothing_is_left_out_in_silence(source: Source) -> None:
    source.run("CREATE VIEW seen AS SELECT * FROM absence")
    source.run("CREATE TABLE loose (employee_no VARCHAR(20), number INTEGER, text VARCHAR(20))")
    for values in ("('E1001', 1, 'a')", "('E1001', NULL, 'b')", "('E1002', NULL, 'c')"):
        source.run(f"INSERT INTO loose VALUES {values}")
    if source.password:
        source.run(f"GRANT SELECT ON seen, loose TO {READER}")
    loose: dict[str, Any] = {
        "table": "loose",
        "key_columns": ["number"],
        "at_column": None,
        "columns": {"text": {"title": "Text"}},
    }
    (found,) = everything(source.connector(**loose), asked())
    assert rows([found]) == [{"text": "a"}]
    assert found.skipped == ["1 row of “Days off sick” has no key and was not read."]

    source.run("INSERT INTO loose VALUES ('E1001', 1, 'd')")
    with pytest.raises(SourceError, match="share a key"):
        everything(source.connector(**loose), asked())
    assert ids(source, asked(), table="seen") == [1, 3, 6]


def test_names_are_quoted_whatever_they_are(source: Source) -> None:
    source.run('CREATE TABLE "Order; by" ("select" INTEGER PRIMARY KEY, "Who""s" VARCHAR(20))')
    source.run("""INSERT INTO "Order; by" VALUES (1, 'E1001')""")
    if source.password:
        source.run(f'GRANT SELECT ON "Order; by" TO {READER}')
    odd: dict[str, Any] = {
        "table": "Order; by",
        "person_column": 'Who"s',
        "key_columns": ["select"],
        "at_column": None,
        "columns": {"select": {"title": "Number"}},
    }
    connector = source.connector(**odd)
    connector.check()
    assert rows(everything(connector, asked())) == [{"select": 1}]


def test_the_connection_cannot_write(source: Source) -> None:
    """Even with the owner's rights."""
    url = source.url.replace(f"{READER}@", "daylight@")
    engine = elsewhere.reader(sa.make_url(url), 2)
    for statement in (
        "INSERT INTO absence (id, employee_no) VALUES (99, 'E1001')",
        "UPDATE absence SET employee_no = 'E1001'",
        "DELETE FROM absence",
        "CREATE TABLE extra (id INTEGER)",
        "DROP TABLE absence",
    ):
        with engine.connect() as connection, pytest.raises(SQLAlchemyError, match=r"read-?only"):
            connection.execute(sa.text(statement))
    source.run("INSERT INTO absence (id, employee_no) VALUES (99, 'E1001')")
    assert ids(source, asked()) == [1, 3, 6, 99]


def test_the_name_of_a_row_is_the_json_it_always_was() -> None:
    day, moment = date(2026, 1, 5), datetime(2026, 1, 5, 8, tzinfo=UTC)
    told: list[tuple[Any, str, str]] = [
        *((7, "whole", "7"), (-(1 << 70), "whole", str(-(1 << 70))), (1.5, "number", "1.5")),
        *((Decimal("1.50"), "decimal", "1.50"), (day, "day", day.isoformat())),
        (moment, "moment", moment.isoformat()),
        *((text, "text", text) for text in ("", "a/b", 'a"b\\', "é\u2028\n", "\U0001f600")),
    ]
    for part, kind, text in told:
        assert rules.row_key((part, 1)) == json.dumps([[kind, text], ["whole", "1"]])
