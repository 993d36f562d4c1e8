"""What holds for every command: codes, one line of what is wrong, ``--data``."""

import json
import re
from pathlib import Path

import pytest
from sqlmodel import Session

from app import cli
from app.cli import doctor
from app.core.config import settings
from app.core.errors import RejectedError
from tests.support.database import let_go


def test_a_command_that_is_not_there_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["no-such-command"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1


def test_a_refusal_is_one_line_and_code_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse() -> None:
        raise RejectedError("Line 7: manager_id: nobody has this id.")

    monkeypatch.setattr("app.cli.migrate.bring_to_head", refuse)

    assert cli.run(["migrate"]) == 1
    assert capsys.readouterr().err == "Line 7: manager_id: nobody has this id.\n"


def test_a_wrong_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DAYLIGHT_NAME_DISPLAY", "photo")
    settings.cache_clear()

    assert cli.run(["migrate"]) == 1
    assert capsys.readouterr().err.startswith("DAYLIGHT_NAME_DISPLAY: ")


def test_it_says_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--version"]) == 0
    assert re.fullmatch(r"daylight \d+\.\d+\.\d+\n", capsys.readouterr().out)


@pytest.fixture
def not_migrated(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An installation whose database is a file that ``migrate`` has not made yet."""
    for name in ("DATABASE_URL", "KEYS_DATABASE_URL", "SECRET_FILE"):
        monkeypatch.setenv(f"DAYLIGHT_{name}", "")
    monkeypatch.setenv("DAYLIGHT_DATA_DIR", str(tmp_path))
    let_go()


@pytest.fixture
def out_of_reach(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAYLIGHT_DATABASE_URL", "postgresql://u:hush-hush@127.0.0.1:1/portal")
    let_go()


NEEDS_A_DATABASE = [["serve", "--port", "0"], ["worker", "--once"], ["people", "list"]]


@pytest.mark.parametrize("arguments", [*NEEDS_A_DATABASE, ["people", "import", __file__]])
@pytest.mark.usefixtures("not_migrated")
def test_before_migrate_every_command_says_what_to_do(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(arguments) == 1

    [said] = capsys.readouterr().err.splitlines()
    assert said == "The database is not at the newest revision. Run daylight migrate."


@pytest.mark.parametrize("arguments", [*NEEDS_A_DATABASE, ["migrate"]])
@pytest.mark.usefixtures("out_of_reach")
def test_a_database_out_of_reach_is_named_with_the_reason_and_without_the_password(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(arguments) == 1

    [said] = capsys.readouterr().err.splitlines()
    assert said.startswith("The database at 127.0.0.1 cannot be reached: ")
    assert "refused" in said
    assert "hush-hush" not in said


@pytest.mark.usefixtures("not_migrated")
def test_doctor_says_first_that_the_database_is_not_there(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAYLIGHT_SMPT_URL", "smtp://mail.example.com")

    assert cli.run(["doctor", "--json"]) == 1

    said = capsys.readouterr()
    first = json.loads(said.out)[0]
    assert first["name"] == "database"
    assert "Run daylight migrate" in first["says"]
    assert said.err.splitlines()[0].startswith("DAYLIGHT_SMPT_URL is no setting.")


def test_another_kind_of_database_is_refused_in_one_line(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DAYLIGHT_DATABASE_URL", "mysql://x")
    settings.cache_clear()

    assert cli.run(["doctor"]) == 1

    [said] = capsys.readouterr().err.splitlines()
    assert said.startswith("DAYLIGHT_DATABASE_URL: Write postgresql://")


@pytest.mark.parametrize(
    ("rows", "keys", "said"),
    [
        ("postgresql://daylight@127.0.0.1:1/daylight", "", True),
        ("postgresql://daylight@127.0.0.1:1/daylight", "sqlite:///{data}/keys.db", True),
        ("postgresql://daylight@127.0.0.1:1/daylight", "sqlite:////srv/shared/keys.db", False),
        (
            "postgresql://daylight@127.0.0.1:1/daylight",
            "postgresql://daylight@127.0.0.1:1/k",
            False,
        ),
        ("", "", False),
    ],
)
def test_doctor_warns_of_keys_that_other_machines_lack(
    database_url: str, monkeypatch: pytest.MonkeyPatch, rows: str, keys: str, said: bool
) -> None:
    data = settings().data_dir
    monkeypatch.setenv("DAYLIGHT_DATABASE_URL", rows)
    monkeypatch.setenv("DAYLIGHT_KEYS_DATABASE_URL", keys.format(data=data))
    settings.cache_clear()

    assert ("no other machine" in " ".join(doctor._faults())) is said


def test_migrate_makes_what_a_new_installation_needs(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DATABASE_URL", "KEYS_DATABASE_URL", "SECRET_FILE"):
        monkeypatch.setenv(f"DAYLIGHT_{name}", "")
    home = tmp_path / "new"

    assert cli.run(["migrate", "--data", str(home)]) == 0
    secret = (home / "secret").read_bytes()
    assert cli.run(["migrate", "--data", str(home)]) == 0

    assert (home / "secret").read_bytes() == secret
    assert (home / "secret").stat().st_mode & 0o777 == 0o600
    assert (home / "daylight.db").exists()
    assert (home / "keys.db").exists()


def test_doctor_says_what_is_missing_and_what_is_well(
    session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["doctor", "--json"]) == 1

    found = {line["name"]: line for line in json.loads(capsys.readouterr().out)}
    assert "OIDC_ISSUER" in found["configuration"]["says"]
    assert found["database"]["well"]
    assert found["key"]["well"]
