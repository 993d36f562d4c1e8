"""What an employee's own pages say while the log cannot be written, or cannot be read."""

import time

import pytest
from sqlmodel import Session

from app.access_log import checks, service
from app.access_log.errors import LogUnavailableError
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.database import changed_schema, on_sqlite
from tests.support.looks import a_look, a_register, a_source, november, report

STOP = "CREATE TRIGGER stop BEFORE INSERT ON entry BEGIN SELECT RAISE(ABORT, 'no'); END"
NOTHING_NEW = "Nothing new can be written in the access log at the moment."


@on_sqlite
def test_pages_say_while_nothing_new_can_be_written_and_no_longer(
    browser: Browser, session: Session, cast: Cast
) -> None:
    a_register(session)
    a_source(session)
    browser.sign_in(cast.amara)
    assert NOTHING_NEW not in browser.get("/").main

    assert checks.LOG.run().ok  # found in this very second, and no longer true in a moment
    with changed_schema(STOP, "DROP TRIGGER stop"):
        with pytest.raises(LogUnavailableError):
            service.append([a_look(november(19, 9), case="HR-1")])
        for path in ("/", "/looked", "/collected"):
            assert NOTHING_NEW in browser.get(path).main

    report(a_look(november(19, 9), case="HR-1"))
    _until_gone(browser)


@on_sqlite
def test_pages_come_without_their_entries_while_the_log_cannot_be_read(
    browser: Browser, session: Session, cast: Cast
) -> None:
    a_register(session)
    a_source(session)
    browser.sign_in(cast.amara)
    report(a_look(november(19, 9), case="HR-1"))

    with changed_schema("ALTER TABLE entry RENAME TO away", "ALTER TABLE away RENAME TO entry"):
        assert "We could not load who looked." in browser.get("/").main
        looked = browser.get("/looked?when=2026-11").main
        assert "Your entries are missing from this page." in looked
        assert "No look at your data" not in looked

    assert "Absence record" in browser.get("/looked?when=2026-11").main


@on_sqlite
def test_the_pages_of_one_entry_of_one_accessor_and_of_a_practice_come_without_the_log(
    browser: Browser, session: Session, cast: Cast
) -> None:
    a_register(session)
    a_source(session)
    browser.sign_in(cast.amara)
    report(a_look(november(19, 9), case="HR-1"))
    listed = browser.get("/looked?when=2026-11").soup
    paths = [str(listed.select(of)[0]["href"]) for of in (".quiet-link", ".who__link")]
    assert "HR-1" in browser.get(paths[0]).main

    with changed_schema("ALTER TABLE entry RENAME TO away", "ALTER TABLE away RENAME TO entry"):
        for path in paths:
            page = browser.get(path)
            assert page.heading == "We cannot show this at the moment"
            assert "HR-1" not in page.main
        practice = browser.get("/collected/hr-record").main
        assert "We cannot open your entries at the moment." in practice
        assert "Nobody has looked" not in practice
        browser.get("/looked/no-such-entry", status=404)

    assert "HR-1" in browser.get(paths[0]).main
    assert "HR-1" in browser.get(paths[1]).main


def _until_gone(browser: Browser) -> None:
    deadline = time.monotonic() + 5
    while NOTHING_NEW in browser.get("/").main:
        assert time.monotonic() < deadline, "the note stays"
        time.sleep(0.1)
