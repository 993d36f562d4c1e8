"""``daylight register``: all or nothing, every fault on its line, and the same file back."""

import json
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app import cli
from app.access_log.models import Notice
from app.core.db.session import reading
from app.register import queries
from tests.support.register import a_file, a_practice

DEMO = "app/demo/data/register.yaml"
NUMBER = Path(DEMO).read_text().count("\n  - id: ") - 5  # less its establishments


def notices() -> int:
    with reading() as session:
        return len(session.exec(select(Notice)).all())


def test_import_publishes_and_is_told(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["register", "import", DEMO]) == 0

    assert json.loads(capsys.readouterr().out)["published"] == NUMBER
    assert notices() == 1


def test_a_trial_says_the_same_and_changes_nothing(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["register", "import", DEMO, "--dry-run"]) == 0

    assert json.loads(capsys.readouterr().out)["published"] == NUMBER
    with reading() as session:
        assert queries.is_empty(session)
    assert notices() == 0


def test_a_fault_is_one_line_with_its_place(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "register.yaml"
    file.write_bytes(a_file(a_practice(retention=None, basis="because")))

    assert cli.run(["register", "import", str(file)]) == 1

    said = capsys.readouterr()
    assert said.out == ""
    first, second, last = said.err.splitlines()
    assert first == "practices[0].retention: is missing, line 2"
    assert second.startswith("practices[0].basis: must be one of consent,")
    assert last == "The register file has 2 faults. Nothing was imported."
    assert cli.run(["register", "import", DEMO]) == 0


def test_what_is_exported_can_be_imported(
    database_url: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert cli.run(["register", "import", DEMO]) == 0
    capfdbinary.readouterr()
    assert cli.run(["register", "export"]) == 0
    written = capfdbinary.readouterr().out
    file = tmp_path / "again.yaml"
    file.write_bytes(written)

    assert cli.run(["register", "import", str(file)]) == 0
    assert json.loads(capfdbinary.readouterr().out)["unchanged"] == NUMBER


def test_nothing_new_is_not_told_again(session: Session) -> None:
    assert cli.run(["register", "import", DEMO]) == 0
    assert cli.run(["register", "import", DEMO]) == 0

    assert notices() == 1
