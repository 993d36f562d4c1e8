"""``daylight source``: a key is printed once, alone on its line."""

import json

import pytest
from sqlmodel import select

from app import cli
from app.access_log.models import Notice
from app.core.db.session import reading
from app.identity.sources import queries, rules

Said = pytest.CaptureFixture[str]


def added(capsys: Said, *more: str) -> str:
    assert cli.run(["source", "add", "hr-core", "--system", "HR Core", *more]) == 0
    return capsys.readouterr().out


def opens(key: str) -> str | None:
    with reading() as session:
        source = queries.by_key(session, key.strip())
        return source.name if source else None


def test_the_key_stands_alone_on_standard_output(database_url: str, capsys: Said) -> None:
    printed = added(capsys, "--every", "15m", "--webhook", "https://hr.example.com/hook")

    assert printed.endswith("\n")
    assert rules.KEY.fullmatch(printed[:-1])
    assert opens(printed) == "hr-core"


def test_a_new_key_and_a_revocation_end_the_old_key(database_url: str, capsys: Said) -> None:
    old = added(capsys)

    assert cli.run(["source", "rotate", "hr-core"]) == 0
    new = capsys.readouterr().out
    assert (opens(old), opens(new)) == (None, "hr-core")

    assert cli.run(["source", "revoke", "hr-core"]) == 0
    assert opens(new) is None
    assert cli.run(["source", "rotate", "hr-core"]) == 1
    assert cli.run(["source", "rotate", "payroll"]) == 1


def test_each_act_is_a_leaf_of_the_log_without_the_key(database_url: str, capsys: Said) -> None:
    key = added(capsys).strip()
    cli.run(["source", "rotate", "hr-core"])
    cli.run(["source", "revoke", "hr-core"])

    with reading() as session:
        said = [notice.statement.decode() for notice in session.exec(select(Notice))]
    assert [json.loads(one)["act"] for one in said] == [
        "source add",
        "source rotate",
        "source revoke",
    ]
    assert key not in "".join(said)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["hr-core", "--system", "x"], 1),
        (["daylight", "--system", "x"], 1),
        (["hr core", "--system", "x"], 1),
        (["crm", "--system", "x", "--webhook", "http://example.com"], 1),
        (["crm", "--system", "x", "--every", "soon"], 2),
        (["crm"], 2),
    ],
)
def test_what_makes_no_source_is_said_in_one_line(
    database_url: str, capsys: Said, arguments: list[str], code: int
) -> None:
    added(capsys)

    assert cli.run(["source", "add", *arguments]) == code

    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1


def test_sources_are_listed_without_keys(database_url: str, capsys: Said) -> None:
    key = added(capsys, "--every", "15m").strip()

    assert cli.run(["source", "list"]) == 0
    plain = capsys.readouterr().out
    assert plain == "hr-core\tHR Core\t15m\tactive\n"
    assert cli.run(["source", "list", "--json"]) == 0
    (listed,) = json.loads(capsys.readouterr().out)
    assert (listed["every_seconds"], listed["revoked_at"]) == (900, None)
    assert key not in plain + str(listed)
