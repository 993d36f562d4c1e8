"""What holds for every command: codes, one line of what is wrong, ``--data``."""

import json
from pathlib import Path

import pytest
from sqlmodel import Session

from app import cli
from app.core.errors import RejectedError


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

    assert cli.run(["migrate"]) == 1
    assert capsys.readouterr().err.startswith("DAYLIGHT_NAME_DISPLAY: ")


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
