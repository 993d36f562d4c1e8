import csv
import io
from datetime import timedelta

import pytest
from sqlmodel import Session

from app.core import clock
from app.subject_requests.models import Kind
from app.subject_requests.statistics import queries
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.make import a_person
from tests.support.requests import a_request, answered

AT = "/desk/requests/statistics"


def some_requests(session: Session, cast: Cast) -> None:
    """Eighteen of last month: twelve answered on the day, six still open."""
    begun = clock.now().replace(day=1, hour=9) - timedelta(days=25)
    for number in range(18):
        person = a_person(session, f"E3{number:03}")
        with clock.set_to(begun + timedelta(minutes=number)):
            if number < 12:
                answered(session, person, cast.helen, cast.daniel)
            else:
                a_request(session, person, Kind.ERASURE)
    session.commit()


def test_officers_and_auditors_read_the_same_numbers(
    browser: Browser, session: Session, cast: Cast
) -> None:
    some_requests(session, cast)
    for reader in (cast.helen, cast.ines):
        browser.sign_in(reader)
        page = browser.visit(AT)

        assert page.heading == "How requests went"
        assert "Received 18" in page.main
        assert "Answered in time 12" in page.main
        assert "Person E3" not in page.response.text
    assert browser.click(browser.visit("/audit"), "How requests went").url == AT


def test_months_are_for_those_who_see_each_request(
    browser: Browser, session: Session, cast: Cast
) -> None:
    """Whoever does not could take two of them from a quarter that everybody reads."""
    some_requests(session, cast)
    for reader, tables, status in (
        (cast.helen, ["kinds", "months"], 200),
        (cast.ines, ["kinds"], 404),
    ):
        browser.sign_in(reader)
        page = browser.visit(AT)
        assert [
            each for each in ("kinds", "months") if f'id="{each}"' in page.response.text
        ] == tables
        browser.get(f"{AT}/download?of=months", status=status)
        browser.get(f"{AT}/download?of=kinds")


@pytest.mark.parametrize("name", ["amara", "ewan", "viktor"])
def test_nobody_else_reads_them(browser: Browser, cast: Cast, name: str) -> None:
    browser.sign_in(getattr(cast, name))
    browser.visit(AT, status=403)
    browser.get(f"{AT}/download", status=403)
    browser.sign_in(cast.ines)
    assert "too few requests" in browser.visit(AT).main


@pytest.mark.parametrize("of", ["kinds", "months"])
def test_the_file_says_what_the_page_says(
    browser: Browser, session: Session, cast: Cast, of: str
) -> None:
    some_requests(session, cast)
    browser.sign_in(cast.daniel)
    page = browser.visit(AT)

    file = browser.get(f"{AT}/download?of={of}").response

    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"), newline="")))
    assert file.headers["content-type"].startswith("text/csv")
    assert rows[-1][-1] == "18"
    section = page.one(f"section[aria-labelledby={of}]")
    there = [
        [" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")]
        for row in section.select("tbody tr")
    ]
    assert rows[1:] == there


def test_what_happens_this_month_changes_nothing_until_it_is_over(
    browser: Browser, session: Session, cast: Cast
) -> None:
    some_requests(session, cast)
    before = queries.figures(session)
    for number in range(18, 26):
        answered(session, a_person(session, f"E3{number:03}"), cast.helen, cast.daniel)

    assert queries.figures(session) == before
    with clock.set_to(clock.now() + timedelta(days=31)):
        after = queries.figures(session)
    assert after is not None
    assert after.received == 26
