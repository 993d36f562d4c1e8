"""Tables in files: her rows and no others, from exactly the row on where a portion ended."""

import json
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from app.connectors.files import rules
from app.connectors.files.asking import Files
from app.connectors.files.sheets import reading
from app.connectors.schemas import Asked, DocumentKind, Portion, SourceError
from tests.support.folders import ASKED, all_of, configured, sheet, skipped

ROWS = [
    {
        "person": "E1001" if each % 3 else "E1002",
        "id": f"r{each}",
        "day": "2026-11-01",
        "note": note,
    }
    for each, note in enumerate(
        ["plain", "two\nlines", 'a "word"', "a, b", "Größe", "", "=1+1"] * 9
    )
]
HERS = [{"day": row["day"], "note": row["note"]} for row in ROWS if row["person"] == "E1001"]


def as_csv(rows: list[dict[str, str]], delimiter: str = ",", end: str = "\r\n") -> str:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"'

    lines = [list(rows[0]), *(list(row.values()) for row in rows)]
    return "".join(delimiter.join(map(cell, line)) + end for line in lines)


WRITTEN: list[tuple[dict[str, Any], str, bytes]] = [
    ({}, "a.csv", as_csv(ROWS).encode()),
    ({}, "a.csv", as_csv(ROWS, end="\n").encode("utf-8-sig")),
    ({"delimiter": ";", "encoding": "windows-1252"}, "a.csv", as_csv(ROWS, ";").encode("cp1252")),
    ({"format": "json"}, "a.csv", json.dumps(ROWS).encode()),
    (
        {"format": "json", "rows": "data.rows"},
        "a.csv",
        json.dumps({"data": {"rows": ROWS}}).encode(),
    ),
    ({"format": "lines"}, "a.csv", "\n\n".join(map(json.dumps, ROWS)).encode("utf-8-sig")),
]


def rows(portions: list[Portion]) -> list[Any]:
    return [row for portion in portions for found in portion.records for row in found.rows]


@pytest.mark.parametrize("enough", [1, 40, rules.ENOUGH])
@pytest.mark.parametrize(("given", "name", "content"), WRITTEN)
def test_her_rows_are_given_once_each(
    tmp_path: Path,
    given: dict[str, Any],
    name: str,
    content: bytes,
    enough: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rules, "ENOUGH", enough)
    (tmp_path / name).write_bytes(content)
    (tmp_path / "b.csv").write_bytes(content)
    files = Files(configured(tmp_path, tables=[sheet(**given)]))

    portions = all_of(files)

    assert rows(portions) == HERS + HERS
    assert skipped(portions) == []
    assert len(portions) > 1 or enough == rules.ENOUGH
    for before, portion in pairwise(portions):
        assert files.portion(ASKED, before.after) == portion
    files.check()


def test_rows_in_which_others_may_be_named_are_documents_of_the_days_asked_for(
    tmp_path: Path,
) -> None:
    dated = [ROWS[1] | {"id": f"d{day}", "day": f"2026-11-{day:02}"} for day in range(1, 20)]
    (tmp_path / "a.csv").write_text(as_csv([*dated, ROWS[1] | {"day": "20.11.2026"}]))
    files = Files(configured(tmp_path, tables=[sheet(names_others=["note"])]))
    asked = Asked("E1001", since=date(2026, 11, 4), until=date(2026, 11, 5))
    documents = all_of(files, asked)[0].documents
    assert [each.key for each in documents] == ["absences/d4", "absences/d5", "absences/r1"]
    assert {each.kind for each in documents} == {DocumentKind.RECORD}
    assert json.loads(documents[0].content) == {"day": "2026-11-04", "note": "two\nlines"}


GOOD = as_csv(ROWS).encode()
FAULTS: list[tuple[dict[str, Any], bytes, str]] = [
    ({}, b"", "has no column “person”"),
    ({}, GOOD.replace(b'"note"', b'"remark"'), "has no column “note”"),
    ({}, GOOD.replace(b'"day"', b'"note"'), "has it twice"),
    ({}, GOOD.replace(b'"day"', b'"when"'), "has no column “day”"),
    ({}, GOOD + b'"unclosed', "cannot be read from row 64 on"),
    ({}, GOOD + b'"a"b,c,d,e', "cannot be read from row 64 on"),
    ({}, GOOD + b"\xff,b,c,d", "cannot be read from row 64 on"),
    ({}, GOOD + b"x" * 200_000, "cannot be read from row 64 on"),
    ({}, GOOD + b"x" * 1_100_000, "is not the table"),
    ({}, GOOD + b"x\r\n" * 100, "is not the table"),
    ({}, GOOD.replace(b'"r1"', b'""'), "no fit key"),
    ({"format": "json"}, b"[", "is not the table"),
    ({"format": "json"}, b"{}", "is not the table"),
    ({"format": "json"}, b"[" * 100_000, "is not the table"),
    ({"format": "json"}, b"[" + b" " * 17 * 2**20 + b"]", "larger than 16 MiB"),
    ({"format": "json", "rows": "x"}, b"[]", "is not the table"),
    ({"format": "json"}, json.dumps([ROWS[1] | {"note": ["x"]}]).encode(), "a list or an object"),
    ({"format": "lines"}, b"[]\n" * 100, "is not the table"),
    ({"format": "lines"}, b"\xff\n", "cannot be read from row 1 on"),
    ({"format": "lines"}, b"{}" * 1_000_000, "is not the table"),
]


@pytest.mark.parametrize(("given", "content", "words"), FAULTS)
def test_a_broken_table_is_said_and_the_mended_one_is_read(
    tmp_path: Path, given: dict[str, Any], content: bytes, words: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=words) as failed:
        all_of(Files(configured(tmp_path, tables=[sheet(**given)])))
    assert not failed.value.again
    path.write_bytes(GOOD)
    assert rows(all_of(Files(configured(tmp_path, tables=[sheet()])))) == HERS


def test_a_few_broken_rows_are_named_and_the_others_are_read(tmp_path: Path) -> None:
    lines = as_csv(ROWS).encode() + b"only one\r\n" + as_csv([ROWS[1]]).encode().split(b"\r\n")[1]
    (tmp_path / "a.csv").write_bytes(lines)
    portions = all_of(Files(configured(tmp_path, tables=[sheet()])))
    assert skipped(portions) == ["Row 64 of “a.csv” could not be read."]
    assert rows(portions) == [*HERS, HERS[0]]


def test_a_table_that_changes_between_two_portions_is_not_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "ENOUGH", 1)
    path = tmp_path / "a.csv"
    path.write_bytes(GOOD)
    files = Files(configured(tmp_path, tables=[sheet()]))
    after = files.portion(ASKED, None).after
    path.write_bytes(GOOD.replace(b"plain", b"PLAIN"))
    with pytest.raises(SourceError, match="changed between two parts"):
        files.portion(ASKED, after)
    path.write_bytes(GOOD)
    assert rows(all_of(files)) == HERS


def test_a_large_table_is_read_row_by_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST_LIST", 10)
    monkeypatch.setattr(rules, "MOST_READ", 1000)
    (tmp_path / "a.csv").write_bytes(GOOD)
    assert len(all_of(Files(configured(tmp_path, tables=[sheet()])))) > 2
