"""“Connectors”: what administrators see of each, a trial that is kept, and no secret."""

import threading
import time
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from app.connectors import queries, service
from app.connectors.trials import service as trying
from app.core import clock
from app.core.db.session import writing
from app.identity.people.models import Person
from app.identity.sources import service as sources
from tests.support.absences import TABLE, Source, locked, on_sqlite
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.connectors import a_push, configured
from tests.support.looks import a_register

SECRET = "correct-horse-7731"
PAGE = "/admin/connectors/hr"


@pytest.fixture
def source(session: Session, tmp_path: Path) -> Source:
    a_register(session)
    found = on_sqlite(tmp_path)
    said: dict[str, Any] = {"name": "hr", "kind": "sql", "url": found.url, "password": SECRET}
    service.connect(session, configured(**said, tables=[TABLE]))
    return found


def test_trying_a_source_is_kept_and_says_what_is_wrong(
    browser: Browser, source: Source, viktor: Person
) -> None:
    browser.sign_in(viktor)
    page = browser.get(PAGE)
    assert page.texts(".tag") == ["Not tried yet"]
    page = browser.submit(page, "Try it now")
    assert "We tried it. All is well." in page.response.text
    assert page.texts(".tag") == ["Works"]
    assert f"by {viktor.name}" in page.main

    source.run("ALTER TABLE absence RENAME TO sick_days")
    page = browser.submit(page, "Try it now")
    assert "What is wrong stands below." in page.response.text
    assert page.texts(".tag") == ["Needs mending"]
    assert "tables.0.table: no table or view is called “absence”." in page.main
    assert "Somebody has to mend it first." in page.main
    assert browser.get("/admin/connectors").texts(".tag") == ["Needs mending"]

    source.run("ALTER TABLE sick_days RENAME TO absence")
    page = browser.submit(browser.get(PAGE), "Try it now")
    assert page.texts(".tag") == ["Works"]


def test_nothing_is_held_while_a_source_is_tried(
    browser: Browser, session: Session, source: Source, viktor: Person
) -> None:
    browser.sign_in(viktor)
    page = browser.get(PAGE)
    waited: list[float] = []

    def write() -> None:
        time.sleep(0.7)  # the source is being waited for, five seconds long
        began = time.monotonic()
        with writing() as other:
            known = queries.by_name(other, "hr")
            assert known is not None
            other.add(known)
        waited.append(time.monotonic() - began)

    with locked(source):
        writer = threading.Thread(target=write)
        writer.start()
        page = browser.submit(page, "Try it now")
        writer.join()
    assert "Another program keeps the database locked." in page.main
    assert waited[0] < 1
    assert browser.submit(page, "Try it now").texts(".tag") == ["Works"]


def test_a_source_that_is_away_may_come_back(
    browser: Browser, session: Session, source: Source, viktor: Person, tmp_path: Path
) -> None:
    (tmp_path / "hr.db").rename(tmp_path / "away.db")
    browser.sign_in(viktor)
    page = browser.submit(browser.get(PAGE), "Try it now")
    assert page.texts(".tag") == ["Did not answer"]
    assert "The database cannot be reached. This may pass by itself." in page.main
    (tmp_path / "away.db").rename(tmp_path / "hr.db")
    assert browser.submit(page, "Try it now").texts(".tag") == ["Works"]


def test_the_pages_say_who_runs_it_and_show_no_secret(
    browser: Browser, session: Session, source: Source, cast: Cast
) -> None:
    sources.add(session, "field-app", system="field-app")
    version = a_push(session, practices=["location", "made-up"])
    trying.record(session, version.id, None)
    browser.sign_in(cast.viktor)
    index, page = browser.get("/admin/connectors"), browser.get(PAGE)

    assert index.texts("tbody a") == ["Absence", "Absence"]
    for said in ("HR systems team", "Your HR record", "hr, Database that is read", "made-up"):
        assert said in index.main
    for said in ("Password", "set on", "Days off sick", "Your HR record", "HR systems team"):
        assert said in page.main
    for shown in (index, page):
        assert SECRET not in shown.response.text
        assert source.url not in shown.response.text
        for person in (cast.amara, cast.tom, cast.helen):
            assert person.employee_id not in shown.response.text
            assert person.name not in shown.response.text


def test_an_ended_source_is_not_tried(
    browser: Browser, session: Session, source: Source, viktor: Person
) -> None:
    browser.sign_in(viktor)
    before = browser.get(PAGE)
    service.end(session, "hr")
    session.commit()
    page = browser.get(PAGE)
    assert page.texts(".tag") == ["Ended"]
    assert f"It ended on {clock.now():%A}" in page.main
    assert not page.soup.select("main form")
    browser.submit(before, "Try it now", status=409)
    assert browser.get("/admin/connectors").texts(".tag") == ["Ended"]


@pytest.mark.parametrize("who", ["amara", "helen", "ines", "ewan"])
def test_it_is_for_administrators_only(
    browser: Browser, cast: Cast, source: Source, who: str
) -> None:
    browser.sign_in(getattr(cast, who))
    browser.get("/admin/connectors", status=403)
    browser.get(PAGE, status=403)
    browser.post(f"{PAGE}/trials", {}, status=403)
    browser.sign_in(cast.viktor)
    browser.get(PAGE)
    browser.get("/admin/connectors/nothing", status=404)
    browser.post("/admin/connectors/nothing/trials", {}, status=404)
    browser.post(f"{PAGE}/trials", {}, status=303)


def test_nothing_is_connected_yet(browser: Browser, viktor: Person) -> None:
    browser.sign_in(viktor)
    assert "No system is connected yet." in browser.get("/admin/connectors").main
