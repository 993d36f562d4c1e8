"""``daylight roles``: setting up, and what is refused."""

import json

import pytest
from sqlmodel import Session, col, select

from app import cli
from app.access_log.models import Notice
from app.core.db.session import reading
from app.identity.people.models import Person
from app.notifications.models import Kind, Update
from tests.support.make import a_person

Said = pytest.CaptureFixture[str]


@pytest.fixture
def people(session: Session) -> list[Person]:
    made = [a_person(session, f"E{number}", f"Person {number}") for number in range(1, 6)]
    session.commit()
    return made


def statements() -> list[dict[str, str]]:
    with reading() as session:
        return [json.loads(notice.statement) for notice in session.exec(select(Notice))]


def test_setting_up_works_until_the_portal_can_grant_by_itself(
    people: list[Person], capsys: Said
) -> None:
    for employee_id, role in (("E1", "officer"), ("E2", "administrator"), ("E3", "officer")):
        assert cli.run(["roles", "grant", employee_id, role]) == 0
    capsys.readouterr()

    assert cli.run(["roles", "grant", "E4", "auditor"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("Two officers and an administrator exist")

    assert cli.run(["roles", "revoke", "E3", "officer"]) == 0
    assert cli.run(["roles", "grant", "E4", "auditor"]) == 0


def test_each_act_is_a_leaf_of_the_log_that_names_nobody(people: list[Person]) -> None:
    cli.run(["roles", "grant", "E1", "officer"])
    cli.run(["roles", "revoke", "E1", "officer"])
    cli.run(["roles", "revoke", "E1", "officer"])

    granted, revoked = statements()
    assert (granted["act"], revoked["act"]) == ("roles grant", "roles revoke")
    assert granted["role"] == revoked["role"] == "officer"
    assert granted["grant"] == revoked["grant"]
    assert granted["by"] == "command line"
    assert "E1" not in granted.values()


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["E9", "officer"], 1, "Nobody has the employee id E9."),
        (["E1", "auditor"], 1, "E1 holds the role officer: nobody is both officer and auditor."),
        (["E1", "officer"], 1, "E1 holds the role officer already."),
        (["E1", "manager"], 2, "Invalid value for 'ROLE': 'manager' is not "),
        (["E1"], 2, "Missing argument 'ROLE'"),
    ],
)
def test_what_cannot_be_granted_is_said_in_one_line(
    people: list[Person], capsys: Said, arguments: list[str], code: int, sentence: str
) -> None:
    cli.run(["roles", "grant", "E1", "officer"])
    capsys.readouterr()

    assert cli.run(["roles", "grant", *arguments]) == code

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(sentence)
    assert len(said.err.splitlines()) == 1
    assert len(statements()) == 1


def test_roles_are_listed(people: list[Person], capsys: Said) -> None:
    cli.run(["roles", "grant", "E2", "officer"])
    cli.run(["roles", "grant", "E1", "auditor"])
    capsys.readouterr()

    assert cli.run(["roles", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("\t")[:3] for line in lines] == [
        ["auditor", "E1", "Person 1"],
        ["officer", "E2", "Person 2"],
    ]

    assert cli.run(["roles", "list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [(one["role"], one["by_command_line"]) for one in listed] == [
        ("auditor", True),
        ("officer", True),
    ]


def test_officers_and_representatives_are_told_of_each_act(people: list[Person]) -> None:
    for employee_id, role in (("E1", "officer"), ("E2", "representative"), ("E3", "auditor")):
        cli.run(["roles", "grant", employee_id, role])

    with reading() as session:
        told = session.exec(
            select(Person.employee_id, Update.subject_ref)
            .join(Update, col(Update.person_id) == col(Person.id))
            .where(Update.kind == Kind.COMMAND_LINE_ACT)
        ).all()

    assert sorted(told) == [
        ("E1", "log 0"),
        ("E1", "log 1"),
        ("E1", "log 2"),
        ("E2", "log 1"),
        ("E2", "log 2"),
    ]
