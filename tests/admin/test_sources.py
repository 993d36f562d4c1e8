"""“Sources”: how each system reports and where its batches broke, and nothing of what they said."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from app.access_log import service as log
from app.access_log.completeness import service as completeness
from app.core import clock
from app.core.db.session import reading, writing
from app.identity.people.models import Person
from app.identity.sources import queries, service
from app.ingest import service as ingest
from app.ingest.errors import RefusedBatchError, refused
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.database import on_both
from tests.support.looks import FRIDAY
from tests.support.make import an_access

SOURCES, PAGE = "/admin/sources", "/admin/sources/hr-core"
DAY = timedelta(days=1)
CANARY = "Amara-Okafor-was-ill"


@pytest.fixture
def hr(session: Session, cast: Cast) -> str:
    """The key of a source that has promised to report daily."""
    with clock.set_to(FRIDAY - 3 * DAY):
        _source, key = service.add(session, "hr-core", system="hr-core")
    session.commit()
    return key


def beat(covers_until: datetime, sent: int) -> None:
    with writing() as session:
        source = queries.by_name(session, "hr-core")
        assert source is not None
        completeness.take_heartbeat(session, source.id, covers_until=covers_until, events_sent=sent)


def refuse(key: str, body: bytes) -> int:
    """Send a batch that is refused, and note that it was, as the door does."""
    with writing() as session:
        source = queries.by_key(session, key)
    assert source is not None
    with pytest.raises(RefusedBatchError) as refused:
        ingest.report(source, ingest.NDJSON, body)
    ingest.record_refusal(source, refused.value)
    return refused.value.status


@on_both
def test_how_a_source_reports_is_said_as_it_is(
    browser: Browser, session: Session, viktor: Person, hr: str
) -> None:
    def shown() -> tuple[list[str], str]:
        page = browser.get(PAGE)
        assert browser.get(SOURCES).texts(".tag") == page.texts(".tag")
        return page.texts(".tag"), page.main

    with clock.set_to(FRIDAY - 3 * DAY):
        browser.sign_in(viktor)
        tags, words = shown()
        assert tags == ["Nothing yet"]
        assert "At least every 24 hours" in words
        assert "Not known: it has not said how many it sent" in words
        session.commit()
        beat(FRIDAY - 3 * DAY, sent=1)

    with clock.set_to(FRIDAY):
        browser.sign_in(viktor)
        tags, words = shown()
        assert tags == ["Silent"]
        assert "1 entry that it says it sent" in words

        beat(FRIDAY, sent=2)
        assert shown()[0] == ["Incomplete"]
        hr_core = queries.by_name(session, "hr-core")
        assert hr_core is not None
        told = {"source_id": hr_core.id, "occurred_at": FRIDAY - DAY}
        session.commit()
        log.append([an_access("E1001", **told), an_access("E1001", **told)])
        tags, words = shown()
        assert tags == ["Reporting"]
        assert "All that it says it sent is here" in words
        assert "Came late 2 entries" in words

        service.revoke(session, hr_core)
        tags, words = shown()
        assert tags == ["Revoked"]
        assert "Complete until Today at" in words


@on_both
def test_a_refused_batch_is_shown_with_its_line_and_field_and_nothing_of_what_was_in_it(
    browser: Browser, viktor: Person, hr: str
) -> None:
    browser.sign_in(viktor)
    assert "No batch was refused in the last 13 months." in browser.get(PAGE).main

    event = f'{{"id": "1", "purpose": 7, "subjects": ["{CANARY}"], "system": "{CANARY}"}}'
    assert refuse(hr, f"{event}\n\n{event}".encode()) == 422
    assert refuse(hr, f'{{"id": "{CANARY}'.encode()) == 400
    assert refuse(hr, b'{"a": 1}\n' * 10_001) == 413
    page = browser.get(PAGE)

    rows = page.texts("[aria-labelledby=refused-title] tbody tr")
    assert [row.partition(" It ")[2] or row for row in rows[:2]] == [
        "was too large. As a whole",
        "could not be read. Line 1: not JSON at character 7",
    ]
    assert "Some fields were not as they must be." in rows[2]
    assert "Line 1, purpose : text" in rows[2]
    assert CANARY not in page.response.text
    named = {"line": 7, "field": f"data.{CANARY} was ill", "message": "an unknown field"}
    with reading() as session:
        source = queries.by_name(session, "hr-core")
    assert source is not None
    ingest.record_refusal(source, refused([named]))
    page = browser.get(PAGE)
    assert "Line 7: an unknown field" in page.main
    assert CANARY not in page.response.text
    assert "4 batches refused in 24 hours" in browser.get(SOURCES).main


def test_the_last_twenty_are_shown_and_those_of_this_source_alone(
    browser: Browser, session: Session, viktor: Person, hr: str
) -> None:
    with clock.set_to(FRIDAY - 3 * DAY):
        other, _key = service.add(session, "payroll", system="payroll")
    ours = queries.by_name(session, "hr-core")
    assert ours is not None

    def note(source: Any, minutes: int, field: str) -> None:
        errors = [{"line": minutes + 1, "field": field, "message": "missing"}]
        with clock.set_to(FRIDAY + timedelta(minutes=minutes)):
            completeness.record_refusal(session, source.id, status=422, errors=errors)

    for minutes in range(25):
        note(ours, minutes, "ours")
    note(other, 0, "theirs<script>")

    with clock.set_to(FRIDAY + timedelta(hours=1)):
        browser.sign_in(viktor)
        page = browser.get(PAGE)
        lines = [row.partition("Line ")[2].split(",")[0] for row in page.texts("tbody tr")]
        assert lines == [str(number) for number in range(25, 5, -1)]
        assert "theirs" not in page.main
        assert "theirs<script>" in browser.get("/admin/sources/payroll").main
        assert "25 batches refused in 24 hours" in browser.get(SOURCES).main
    with clock.set_to(FRIDAY + 2 * DAY):
        browser.sign_in(viktor)
        assert "refused in 24 hours" not in browser.get(SOURCES).main


def test_sources_are_for_those_who_run_and_oversee_them(
    browser: Browser, session: Session, cast: Cast, hr: str
) -> None:
    service.portal(session)
    session.commit()
    for person in cast.everyone:
        browser.sign_in(person)
        may = person.id in {one.id for one in (cast.viktor, cast.helen, cast.daniel, cast.ines)}
        for url in (SOURCES, PAGE):
            browser.get(url, status=200 if may else 403)
        if may:
            for name in ("nobody", "daylight", "a'b", "%00", "x" * 65):
                browser.get(f"{SOURCES}/{name}", status=404)

    browser.sign_in(cast.viktor)
    page = browser.click(browser.get("/admin/health"), "Sources")
    assert page.texts("tbody th") == ["“hr-core” hr-core"]
    for officer, home in ((cast.helen, "Workbench"), (cast.ines, "Audit")):
        browser.sign_in(officer)
        assert browser.get(SOURCES).link(home)
    assert browser.click(browser.get("/audit"), "How each system reports").heading == "Sources"


def test_without_a_source_the_page_says_so(browser: Browser, viktor: Person) -> None:
    browser.sign_in(viktor)
    assert "No source reports yet." in browser.get(SOURCES).main
