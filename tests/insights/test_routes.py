"""“Everybody in numbers” as a page and as files, and counted again from the command line."""

import csv
import io
import json

import pytest
from sqlmodel import Session

from app import cli
from app.core import clock
from app.core.db.session import writing
from app.identity.people.models import Person
from app.insights import jobs, service
from app.insights.gathering import queries as gathering
from app.insights.rules import Name, Quarter, Row
from tests.insights.conftest import COUNTED, LEADERS, judged
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.insights import SPRING, published

Q3 = Quarter(2026, 3)


@pytest.fixture
def counted(session: Session, looked_at: list[Person]) -> None:
    judged(session)
    with clock.set_to(COUNTED):
        assert jobs.Quarters().count() == 1


def test_before_the_first_quarter_the_page_says_so(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.amara)
    page = browser.click(browser.get("/have-your-say"), "Read the numbers")
    assert page.heading == "Everybody in numbers"
    assert "No quarter has been counted yet." in page.main
    for name in ("2026-Q3", "2026-Q9", "nonsense"):
        browser.get(f"/insights/{name}", status=404)
        browser.get(f"/insights/{name}/download", status=404)
    assert cli.run(["report", "recompute"]) == 1


@pytest.mark.usefixtures("counted")
def test_everybody_reads_the_same_numbers_and_no_name(browser: Browser, cast: Cast) -> None:
    seen = set()
    for who in (cast.amara, cast.tom, cast.helen, cast.ewan, cast.ines, cast.viktor):
        browser.sign_in(who)
        page = browser.get("/insights")
        seen.add(page.main)
        assert page.heading == "Everybody in numbers, 2026-Q3"
    assert len(seen) == 1
    assert "137 times: 152 for every 100 of about 90 people here" in page.main
    assert "From July 2026 to September 2026." in page.main
    assert page.texts("#looks ~ .ledger tbody th") == [
        "Sending help to you",
        "Reasons the register does not know",
        "All",
    ]
    assert page.texts("#looks ~ .ledger tbody tr:first-child td")[:4] == [
        "Not shown",
        "Not shown",
        "Not shown",
        "72",
    ]
    assert "Of 1 practices in use, 0 apply to at least half of the leaders and 1" in page.main
    assert "How many looks met one of our rules is not shown" in page.main
    assert "outside normal hours, many people at once, by a former manager" in page.main
    assert "nusual looks" not in page.main  # in a person's own record, more than these rules is
    assert "L0" not in page.main


@pytest.mark.usefixtures("counted")
def test_the_files_have_every_number_of_the_page(
    browser: Browser, cast: Cast, session: Session
) -> None:
    published(session, SPRING)
    session.commit()
    browser.sign_in(cast.jo)
    page = browser.get("/insights")
    assert browser.click(page, "2026-Q2").heading == "Everybody in numbers, 2026-Q2"
    answer = browser.client.get(page.link("Download as a table (CSV)"))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    told = json.loads(browser.client.get(page.link("Download as JSON")).content)
    assert (
        'filename="insights-2026-Q3.json"'
        in browser.client.get(page.link("Download as JSON")).headers["content-disposition"]
    )
    assert {row["quarter"] for row in rows} == {told["quarter"]} == {"2026-Q3"}
    assert [[row[name] for name in ("table", "row", "column")] for row in rows] == [
        [line[name] for name in ("table", "row", "column")] for line in told["lines"]
    ]
    looks = {(row["row"], row["column"]): row["value"] for row in rows if row["table"] == "looks"}
    assert looks["all", "all"] == "137"
    assert looks["dispatch-help", "2026-07"] == ""
    assert {line["table"] for line in told["lines"]} == set(Name)
    assert told["given"]["k"] == 10


@pytest.mark.usefixtures("counted")
def test_the_command_counts_again_and_says_line_by_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.run(["report", "list"]) == 0
    assert capsys.readouterr().out == "2026-Q3\n"

    assert cli.run(["report", "recompute"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert "equal\tlooks\tall\tall\t137\t137" in out
    assert {line.split("\t")[0] for line in out} == {"equal", "not-counted-again"}

    assert cli.run(["report", "recompute", "2026-Q1"]) == 1
    assert cli.run(["report", "recompute", "2026-Q3", "--json"]) == 0
    capsys.readouterr()
    with writing() as session:  # somebody publishes what was not so
        given = service.given(session, SPRING)
        counted = service.count(session, SPRING, given, COUNTED)
        tables = [
            each._replace(rows=[Row(row.keys, [7]) for row in each.rows])
            if each.name is Name.STAFF
            else each
            for each in counted.tables
        ]
        service.publish(session, SPRING, given, service.Counted(tables, 0), COUNTED)
    assert cli.run(["report", "recompute", "2026-Q2", "--json"]) == 1
    told = capsys.readouterr()
    lines = json.loads(told.out)
    assert [
        (each["published"], each["again"]) for each in lines if each["verdict"] == "different"
    ] == [(7, 90)]
    assert "2026-Q2 is not what was published" in told.err


def test_leaders_are_those_to_whom_somebody_reports(session: Session, many: list[Person]) -> None:
    found = gathering.staff(session, COUNTED)
    led = {person.manager_employee_id for person in many} - {None}
    assert len(led) == LEADERS
    assert {version.name for version in found.leaders.values()} >= {f"Person {who}" for who in led}
    assert not set(found.leaders) & set(found.others)
    assert sum(found.sizes) == 90
