"""A report's tables in words, and as files."""

import csv
import io
from datetime import UTC, datetime

import pytest

from app.insights import rules, schemas
from app.insights.models import QuarterReport
from app.insights.queries import Report, Titles
from app.insights.rules import ALL, Name, Quarter, Row, Table

NUMBER = ("number",)
TITLES = Titles({"tips": "Giving tips"}, {"tips": "Tips for your driving"})


def a_report(*tables: Table) -> Report:
    every = {name: Table(name, [NUMBER]) for name in Name} | {each.name: each for each in tables}
    at, given = datetime(2026, 10, 1, 2, tzinfo=UTC), {"k": 10}
    kept = rules.as_json(list(every.values()))
    row = QuarterReport(quarter="2026-Q3", counted_at=at, given=given, tables=kept)
    return Report(row, Quarter(2026, 3), every)


@pytest.mark.parametrize(
    ("value", "written"), [(1_234_567, "1234567"), (12, "12"), (8.5, "8.5"), (None, "")]
)
def test_numbers_stay_whole_in_the_file(value: float | None, written: str) -> None:
    report = a_report(Table(Name.STAFF, [NUMBER], [Row(ALL, [value])]))
    lines = csv.DictReader(io.StringIO(schemas.as_csv(report).decode("utf-8-sig")))
    assert [line["value"] for line in lines if line["table"] == "staff"] == [written]


@pytest.mark.parametrize(
    ("together", "mostly"),
    [(90, "Giving tips"), (100, ""), (101, ""), (None, "Giving tips")],
)
def test_most_looks_are_of_one_reason_only_if_no_others_together_are_as_many(
    together: int | None, mostly: str
) -> None:
    others = [] if together is None else [Row(("a", "b"), [together])]
    table = Table(Name.LOOKS, [ALL], [Row(("tips",), [100]), *others, Row(ALL, [200])])
    assert schemas.told(a_report(table), TITLES).mostly == mostly


def test_a_reason_and_a_practice_of_one_code_have_each_its_own_name() -> None:
    looks = Table(Name.LOOKS, [ALL], [Row(("tips",), [100]), Row(ALL, [100])])
    choices = Table(Name.CHOICES, [("low",), ("high",)], [Row(("tips",), [40, 60])])
    told = schemas.told(a_report(looks, choices), TITLES).tables
    assert [told[name].rows[0][0] for name in (Name.LOOKS, Name.CHOICES)] == [
        "Giving tips",
        "Tips for your driving",
    ]
