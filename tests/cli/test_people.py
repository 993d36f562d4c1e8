"""``daylight people``: all of a file or nothing, and the log knows of it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app import cli
from app.access_log import service as access_log
from app.access_log.errors import LogUnavailableError
from app.access_log.models import Notice
from app.core.db.session import reading
from app.identity.people import queries
from tests.identity.people.rows import a_file, a_row

Said = pytest.CaptureFixture[str]
Write = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path, database_url: str) -> Write:
    def written(*rows: dict[str, str]) -> str:
        path = tmp_path / "people.csv"
        path.write_bytes(a_file(*rows).getvalue())
        return str(path)

    return written


def notices() -> list[dict[str, object]]:
    with reading() as session:
        return [json.loads(notice.statement) for notice in session.exec(select(Notice))]


def employee_ids() -> list[str]:
    with reading() as session:
        return [person.employee_id for person in queries.everybody(session)]


def test_an_import_prints_counts_for_machines(write: Write, capsys: Said) -> None:
    assert cli.run(["people", "import", write(a_row("E1"), a_row("E2", manager_id="E1"))]) == 0
    assert capsys.readouterr() == ('{"added": 2, "changed": 0, "ended": 0}\n', "")

    assert cli.run(["people", "import", write(a_row("E1", active="false"), a_row("E3"))]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out) == {"added": 1, "changed": 0, "ended": 1}
    assert said.err == "1 people report to somebody who no longer works here.\n"


def test_what_changed_is_a_leaf_of_the_log_without_names(write: Write) -> None:
    cli.run(["people", "import", write(a_row("E1", name="Amara Okafor"))])
    cli.run(["people", "import", write(a_row("E1", name="Amara Okafor"))])
    cli.run(["people", "import", write(a_row("E2")), "--dry-run"])

    (notice,) = notices()
    assert notice["act"] == "people import"
    assert (notice["added"], notice["changed"], notice["ended"]) == (1, 0, 0)
    assert not {"E1", "Amara Okafor"} & set(map(str, notice.values()))


def test_without_the_log_nothing_is_imported(
    write: Write, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> int:
        raise LogUnavailableError

    file = write(a_row("E1"))
    with monkeypatch.context() as broken:
        broken.setattr(access_log, "append_notice", away)
        assert cli.run(["people", "import", file]) == 1
    assert capsys.readouterr().out == ""
    assert employee_ids() == []

    assert cli.run(["people", "import", file]) == 0
    assert employee_ids() == ["E1"]


def test_every_fault_is_named_and_nothing_is_imported(write: Write, capsys: Said) -> None:
    file = write(a_row("E1"), a_row("E2", manager_id="E9"), a_row("E3", active="x", name=""))

    assert cli.run(["people", "import", file]) == 1

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        "line 3: manager_id: nobody has the employee id E9",
        "line 4: active: must be true or false",
        "line 4: name: is missing",
        "3 faults: nothing was imported. Mend the file and try again.",
    ]
    assert employee_ids() == []
    assert notices() == []


def test_a_dry_run_changes_nothing(write: Write, capsys: Said) -> None:
    assert cli.run(["people", "import", write(a_row("E1")), "--dry-run"]) == 0

    assert json.loads(capsys.readouterr().out) == {"added": 1, "changed": 0, "ended": 0}
    assert employee_ids() == []


def test_a_file_that_is_not_there_is_a_usage_error(database_url: str, capsys: Said) -> None:
    assert cli.run(["people", "import", "nowhere.csv"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_people_are_listed_for_machines(write: Write, capsys: Said) -> None:
    rows = [a_row("E1", name="Amara Okafor"), a_row("E2", name="Tom", active="false")]
    cli.run(["people", "import", write(*rows)])
    capsys.readouterr()

    assert cli.run(["people", "list"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "E1\tAmara Okafor\tField operations\tField engineer\tactive",
        "E2\tTom\tField operations\tField engineer\tended",
    ]

    assert cli.run(["people", "list", "--name", "okaf", "--json"]) == 0
    (amara,) = json.loads(capsys.readouterr().out)
    assert (amara["employee_id"], amara["devices"]) == ("E1", ["phone", "vehicle"])

    assert cli.run(["people", "list", "--name", "nobody", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_a_broken_connection_half_way_leaves_nothing(
    write: Write, monkeypatch: pytest.MonkeyPatch, session: Session
) -> None:
    from app.identity.people import service

    real, calls = service.queries.as_kept, []

    def fails_at_the_second_run(opened: Session, ids: list[str]) -> object:
        calls.append(ids)
        if len(calls) == 2:
            raise OSError("the disk is full")
        return real(opened, ids)

    file = write(*(a_row(f"E{number}") for number in range(600)))
    with monkeypatch.context() as broken:
        broken.setattr(service.queries, "as_kept", fails_at_the_second_run)
        assert cli.run(["people", "import", file]) == 1
    assert employee_ids() == []

    assert cli.run(["people", "import", file]) == 0
    assert len(employee_ids()) == 600
