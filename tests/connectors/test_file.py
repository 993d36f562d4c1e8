"""``daylight connector``: a file is checked whole, and every fault has its line and place."""

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlmodel import Session, select

from app import cli
from app.access_log.models import Notice
from app.connectors import queries
from app.connectors.file import rules
from app.connectors.kinds import KINDS
from app.core.db.session import reading
from app.identity.sources import service as sources
from tests.support.absences import TABLE, Source, on_sqlite
from tests.support.connectors import HEAD, POSITIONS
from tests.support.looks import a_register

DOCS = Path(__file__).parents[2] / "docs/connectors"
SECRET = "correct-horse-7731"


@pytest.fixture
def source(session: Session, tmp_path: Path) -> Source:
    """A database, and a register that knows the practice whose data it holds."""
    a_register(session)
    session.commit()
    return on_sqlite(tmp_path)


def written(folder: Path, source: Source, **said: Any) -> Path:
    file = folder / "hr.yaml"
    whole = {"name": "hr", "kind": "sql", "url": source.url, "tables": [TABLE]} | HEAD | said
    file.write_text(yaml.dump(whole, sort_keys=False, allow_unicode=True))
    return file


def run(*arguments: str | Path) -> int:
    return cli.run(["connector", *map(str, arguments)])


def test_a_file_is_tried_taken_in_listed_and_ended(
    source: Source, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, source, password=SECRET)
    assert run("check", file) == 0
    assert capsys.readouterr().err == "hr: no fault found.\n"
    with reading() as session:
        assert not queries.everything(session)

    assert run("add", file) == 0
    assert json.loads(capsys.readouterr().out) == {"name": "hr", "version": 1, "new": True}
    assert run("add", file) == 0
    assert json.loads(capsys.readouterr().out) == {"name": "hr", "version": 1, "new": False}
    assert run("add", written(tmp_path, source, title="Days off")) == 0
    assert json.loads(capsys.readouterr().out) == {"name": "hr", "version": 2, "new": True}

    assert run("list") == 0
    assert capsys.readouterr().out == "hr\tsql\t2\tHR systems team\tin use\twell\n"
    assert run("list", "--json") == 0
    (listed,) = json.loads(capsys.readouterr().out)
    assert listed["title"] == "Days off"
    assert listed["problem"] == ""
    assert run("end", "hr") == 0
    assert run("end", "hr") == 1
    assert "has ended" in capsys.readouterr().err
    assert run("end", "nothing") == 1
    assert "There is no connector called nothing." in capsys.readouterr().err
    assert run("add", file) == 1
    with reading() as session:
        acts = [json.loads(one.statement)["act"] for one in session.exec(select(Notice))]
    assert acts == ["connector add", "connector add", "connector end"]


@pytest.mark.parametrize(
    ("change", "place", "says"),
    [
        ({"name": "Hr Core"}, "name", "must be small letters, digits and single hyphens"),
        ({"run_by": ""}, "run_by", "must not be empty"),
        ({"kind": "sq1"}, "kind", "is not a kind we know: choose one of sql, http, files, push"),
        ({"practices": ["hr-record", "made-up"]}, "practices.1", "has no practice “made-up”"),
        ({"categories": ["absence", "shoes"]}, "categories.1", "has the category “shoes”"),
        ({"practices": []}, "practices", "must not be empty"),
        ({"extra": 1}, "extra", "is not a name we know"),
        ({"third_parties": "no"}, "third_parties", "must be true or false"),
        ({"url": f"postgresql://reader:{SECRET}@db/hr"}, "url", "must have no password in it"),
        ({"url": f"postgresql://db/hr?password={SECRET}"}, "url", "must have no password in it"),
        ({"url": "somewhere"}, "url", "must be an address such as"),
        ({"time_zone": "Leith"}, "time_zone", "must be a time zone such as"),
        ({"timeout_seconds": 0}, "timeout_seconds", "greater than or equal to 1"),
        ({"tables": [TABLE | {"person_column": None}]}, "tables.0.person_column", "must be text"),
        ({"tables": [TABLE | {"matched_by": "face"}]}, "tables.0.matched_by", "must be one of"),
        ({"tables": [TABLE | {"names_others": ["note"]}]}, "tables.0", "not among the columns"),
        ({"tables": [TABLE, deepcopy(TABLE)]}, "", "two tables are called “absences”"),
        ({"tables": [TABLE | {"table": "absense"}]}, "tables.0.table", "no table or view"),
        ({"tables": [TABLE | {"key_columns": ["no"]}]}, "tables.0.key_columns.0", "has no column"),
    ],
)
def test_a_fault_is_one_line_with_its_place(
    source: Source,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    change: dict[str, Any],
    place: str,
    says: str,
) -> None:
    file = written(tmp_path, source, **change)
    assert run("check", file) == 1

    said = capsys.readouterr()
    first, last = said.err.splitlines()
    assert re.match(rf"line \d+: {re.escape(place)}{': ' if place else ''}", first), first
    assert says in first
    assert last == "The connector's file has 1 fault. Mend it and check it again."
    assert SECRET not in said.err + said.out
    stands_there = change.get(place.partition(".")[0]) is not None
    line = int(first.removeprefix("line ").partition(":")[0])
    if stands_there:
        named = place.partition(".")[0]
        begins = next(
            number
            for number, text in enumerate(file.read_text().splitlines(), 1)
            if text.startswith(f"{named}:")
        )
        assert line >= begins
    assert run("check", written(tmp_path, source)) == 0


def test_all_faults_are_said_in_the_order_of_the_lines(
    source: Source, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "hr.yaml"
    file.write_text("name: hr\nkind: sql\nrun_by: x\npractices: [hr-record]\nurl: 7\ntabels: []\n")
    assert run("check", file) == 1
    assert capsys.readouterr().err.splitlines()[:-1] == [
        "line 1: tables: is missing",
        "line 1: title: is missing",
        "line 5: url: must be text",
        "line 6: tabels: is not a name we know",
    ]
    for text, says in (("", "the file is empty"), ("- a", "must be a group"), ("a: [", "not YAML")):
        file.write_text(text)
        assert run("check", file) == 1
        assert says in capsys.readouterr().err
    assert run("check", tmp_path / "nothing.yaml") == 2


def test_a_source_that_does_not_answer_is_said_and_nothing_is_kept(
    source: Source, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    away = f"sqlite:///{tmp_path / 'away.db'}"
    assert run("add", written(tmp_path, source, url=away)) == 1
    assert capsys.readouterr().err == "The database cannot be reached.\n"
    with reading() as session:
        assert not queries.everything(session)
    assert run("add", written(tmp_path, source)) == 0


def test_a_system_that_sends_needs_a_key(
    session: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a_register(session)
    session.commit()
    file = tmp_path / "hr.yaml"
    whole = {"name": "hr", "kind": "push", "source": "hr-core", "tables": [POSITIONS]} | HEAD
    file.write_text(yaml.dump(whole))
    assert run("check", file) == 1
    assert "source: no source of this name has a key" in capsys.readouterr().err
    sources.add(session, "hr-core", system="hr-core")
    session.commit()
    assert run("check", file) == 0


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_kind_has_a_page_whose_example_is_read(kind: str) -> None:
    text = (DOCS / f"{kind}.md").read_text()
    example = re.search(r"^    name: .*?\n(?=\S)", text, re.MULTILINE | re.DOTALL)
    assert example
    body = "\n".join(line.removeprefix("    ") for line in example[0].splitlines())
    checked = rules.check(body.encode())

    assert not checked.faults
    assert isinstance(checked.configuration, KINDS[kind].configuration)
    overview = (DOCS.parent / "connectors.md").read_text()
    assert f"connectors/{kind}.md" in overview
