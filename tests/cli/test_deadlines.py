"""``daylight deadlines``: the worked examples hold, and every line is answered."""

import csv
import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from app import cli

Said = pytest.CaptureFixture[str]
Write = Callable[[str], str]
HEAD = "id,jurisdiction,received,events\n"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str) -> str:
        path = tmp_path / "requests.csv"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return written


def answers(capsys: Said) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))


def test_the_worked_examples_hold(capsys: Said) -> None:
    if "DAYLIGHT_TEST_DATA" not in os.environ:
        pytest.skip("DAYLIGHT_TEST_DATA does not say where the worked examples are")
    file = Path(os.environ["DAYLIGHT_TEST_DATA"]) / "deadlines.csv"

    assert cli.run(["deadlines", str(file)]) == 0

    with file.open(encoding="utf-8-sig", newline="") as lines:
        wanted = {row["id"]: row["due"] for row in csv.DictReader(lines)}
    found = answers(capsys)
    assert {row["id"]: row["due"] for row in found} == wanted
    assert {row["state"] for row in found if row["due"]} == {"due"}
    assert {row["state"] for row in found if not row["due"]} == {"paused"}
    assert len(wanted) >= 30


def test_each_line_is_answered_in_order_and_an_error_says_why(write: Write, capsys: Said) -> None:
    text = (
        "\ufeff"
        + HEAD
        + "a,GB-EAW,2026-06-19,clarify_asked=2026-07-15;clarify_received=2026-07-16\n"
        "b,GB-EAW,2026-06-31,\n"
        "c,EU-XX,2026-06-01,\n"
        "d,GB-EAW,2026-06-01,asked=2026-06-02\n"
        "e,GB-EAW,2026-06-01,type=holiday\n"
        "f,GB-EAW,2026-06-01,id_requested\n"
        "g,GB-EAW,2026-06-01T10:00:00,\n"
        "h,GB-EAW,2040-06-01,\n"
        "i,GB-EAW,2026-06-01,id_requested=2026-06-02;id_received=2026-05-02\n"
        "j,GB-EAW,2026-06-01,id_requested=2026-06-02\n"
        "k,GB-EAW\n"
        "l,GB-EAW,2026-06-14T23:30:00Z,\n"
    )
    assert cli.run(["deadlines", write(text)]) == 1

    out, err = capsys.readouterr()
    found = list(csv.DictReader(io.StringIO(out)))
    assert [row["id"] for row in found] == list("abcdefghijkl")
    states = [
        "due",
        "error",
        "error",
        "error",
        "error",
        "error",
        "error",
        "error",
        "error",
        "paused",
        "error",
        "due",
    ]
    assert [row["state"] for row in found] == states
    rules = [row["rule"] for row in found]
    assert rules[0] == (
        "One month after 2026-06-19 is 2026-07-19. That is not a working day; the next is "
        "2026-07-20. The clock was stopped for 1 day: 2026-07-21."
    )
    assert rules[1] == "received: '2026-06-31' is no date and no instant."
    assert "'EU-XX'" in rules[2]
    assert rules[3] == "'asked' is no event."
    assert rules[4] == "'holiday' is no type."
    assert rules[5] == "'id_requested' is not key=value."
    assert "no offset" in rules[6]
    assert "2040" in rules[7]
    assert "before receipt" in rules[8]
    assert rules[9] == "The clock has not started: it waits for the identity document."
    assert err == "9 of 12 lines are in error: see the column rule.\n"


def test_a_day_at_the_end_of_the_calendar_is_an_error_of_its_own_line(
    write: Write, capsys: Said
) -> None:
    text = (
        HEAD + "a,GB-EAW,9999-12-10,\n"
        "b,GB-EAW,9999-12-15,type=complaint_ack\n"
        "c,GB-EAW,0001-01-01T00:00:00+02:00,\n"
        "d,GB-EAW,9999-12-31T23:30:00-02:00,\n"
        "e,GB-EAW,2026-06-01,id_requested=2026-06-02;id_received=9999-12-31\n"
        "f,GB-EAW,2026-06-01,clarify_asked=2026-06-02;clarify_received=9999-12-31\n"
        "g,GB-EAW,2028-10-01,clarify_asked=2028-10-02;clarify_received=9999-12-31\n"
        "h,GB-EAW,2026-06-01,extend_notice=9999-12-31\n"
        "i,GB-EAW,0001-01-01,\n"
        "j,GB-EAW,2026-06-01,\n"
    )
    assert cli.run(["deadlines", write(text)]) == 1

    out, err = capsys.readouterr()
    found = list(csv.DictReader(io.StringIO(out)))
    assert [row["id"] for row in found] == list("abcdefghij")
    states = {row["id"]: row["state"] for row in found}
    assert [each for each, state in states.items() if state == "due"] == ["h", "j"]
    assert [each for each, state in states.items() if state == "error"] == list("abcdefgi")
    assert "9999-12-10 is outside the table" in found[0]["rule"]
    assert found[2]["rule"].endswith("is outside the calendar.")
    assert found[9]["due"] == "2026-07-01"
    assert "8 of 10 lines" in err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has no column id, jurisdiction, received, events"),
        ("id,received\na,2026-06-01\n", "has no column jurisdiction, events"),
        (HEAD + 'a,"GB', "is no CSV"),
    ],
)
def test_a_file_of_another_kind_is_refused(
    write: Write, capsys: Said, text: str, said: str
) -> None:
    assert cli.run(["deadlines", write(text)]) == 2
    assert said in capsys.readouterr().err
    assert cli.run(["deadlines", write(HEAD + "a,GB-EAW,2026-06-01,\n")]) == 0
    assert answers(capsys)[0]["due"] == "2026-07-01"


def test_a_file_that_is_not_text_is_refused(tmp_path: Path, capsys: Said) -> None:
    (tmp_path / "requests.csv").write_bytes(HEAD.encode("utf-16"))
    assert cli.run(["deadlines", str(tmp_path / "requests.csv")]) == 2
    assert "UTF-8" in capsys.readouterr().err
