"""Nobody pushes an entry out of sight by reporting many others after it."""

import csv
import io
import json
import tracemalloc

import pytest
from sqlmodel import Session

from app.access_log import service as log
from app.access_log.looks import queries, walking
from app.access_log.looks.forms import Format
from app.access_log.looks.service import download
from app.core import clock
from app.identity.people.models import Preference
from app.identity.viewer import Viewer
from tests.support.browser import Browser, Page
from tests.support.cast import Cast
from tests.support.looks import FRIDAY, a_job, a_look
from tests.support.looks import november as on

JOBS = 700
AMARAS = 28  # entries in her November before the flood


@pytest.fixture
def flooded(browser: Browser, november: Cast, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """Amara's November, and after it 700 jobs; pages go through at most 150 entries."""
    monkeypatch.setattr(queries, "OPENED", 50)
    monkeypatch.setattr(queries, "MOST", 150)
    monkeypatch.setattr(walking, "AT_ONCE", 100)
    with clock.set_to(FRIDAY):
        log.append([a_job(on(19, 20, n % 60)) for n in range(JOBS)])
    browser.sign_in(november.amara)
    return browser


def records(browser: Browser) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(
        browser.get("/looked/download?format=json").response.text
    )
    return found


def test_the_file_holds_every_entry(flooded: Browser) -> None:
    every = records(flooded)
    assert len(every) == AMARAS + JOBS + 1
    assert len({str(record["index"]) for record in every}) == len(every)
    assert [record["case"] for record in every].count("HR-2207") == 2
    answer = flooded.get("/looked/download?format=csv").response
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == len(every) + 1


def test_the_month_leads_on_to_its_oldest_entry(flooded: Browser) -> None:
    page = flooded.get("/looked")
    assert f"{AMARAS + JOBS} entries written down in November" in page.main
    assert "Only automatic jobs are among these entries." in page.main
    assert "150 of these 150 entries are by automatic jobs" in page.main
    assert "No look at your data" not in page.main
    seen = gone_through(flooded, page, "Older in November 2026")
    assert seen.count("Priya Raman") >= 3
    assert "Tom Whitlock" in seen


def test_the_automatic_jobs_are_all_reached_too(flooded: Browser) -> None:
    page = flooded.get("/looked/automatic")
    assert "150 times among 150 entries of November" in page.main
    rows = len(page.texts(".ledger__row"))
    assert rows == 25
    seen = 0
    while older := [t for t in page.texts("main a") if t.startswith(("Show", "Older in"))]:
        assert len(older) == 1
        seen += 0 if older[0].startswith("Show") else rows
        page = flooded.click(page, older[0])
        rows = len(page.texts(".ledger__row"))
    assert seen + rows == JOBS + 19


def test_a_filter_that_finds_nothing_among_the_newest_leads_on(flooded: Browser) -> None:
    page = flooded.get("/looked?data=absence")
    assert "No entries match here." in page.main
    assert "HR-2207" in gone_through(flooded, page, "Older in November 2026")


def test_an_entry_and_a_person_are_found_behind_them(flooded: Browser) -> None:
    page = flooded.get("/looked")
    while not page.texts(".who a"):
        page = flooded.click(page, older_link(page, "Older in November 2026"))
    entry = flooded.click(page, "Priya Raman")
    assert entry.heading == "Priya Raman"
    assert "3 entries about you" in entry.main
    one = flooded.get(str(entry.soup.select(".ledger__row .quiet-link")[0]["href"]))
    assert "This is the only time." not in one.main
    assert len(one.texts(".ledger__row")) == 2


def test_a_person_who_looked_often_has_pages(flooded: Browser) -> None:
    often = 450
    with clock.set_to(FRIDAY):
        log.append([a_look(on(19, 21), "E1003") for _ in range(often)])
    found = flooded.get("/looked")
    page = flooded.click(found, "Jo Lindqvist")
    assert f"{often + 2} entries about you" in page.main
    rows = len(page.texts(".ledger__row"))
    while older := [text for text in page.texts("main a") if text.endswith(" older entries")]:
        page = flooded.click(page, older[0])
        rows += len(page.texts(".ledger__row"))
    assert rows == often + 2


def test_home_counts_them_all(flooded: Browser) -> None:
    assert "9 times" in " ".join(flooded.get("/").main.split())


def test_a_place_that_is_not_hers_is_not_found(flooded: Browser) -> None:
    flooded.get("/looked?before=AAAA", status=404)
    flooded.get("/looked/people/E1042?before=AAAAAAAA", status=404)
    flooded.get("/looked/people/E1042")


def test_a_long_history_costs_no_more_memory_than_a_short_one(
    flooded: Browser, november: Cast, session: Session
) -> None:
    assert november.amara.name
    session.expunge(november.amara)
    amara = Viewer(november.amara, frozenset(), None, Preference(), "Europe/London")  # type: ignore[arg-type]
    assert len(records(flooded)) > JOBS
    few = peak_of(amara)
    for _ in range(4):
        with clock.set_to(FRIDAY):
            log.append([a_job(on(19, 20, n % 60)) for n in range(JOBS)])
    assert len(records(flooded)) > 5 * JOBS
    assert peak_of(amara) < few + (1 << 20)


def peak_of(viewer: Viewer) -> int:
    """Bytes that taking the file away takes, part by part."""
    tracemalloc.start()
    assert sum(map(len, download(viewer, Format.JSON).parts)) > 100_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def gone_through(browser: Browser, page: Page, link: str) -> str:
    seen = page.main
    while any(text.startswith(link) for text in page.texts("main a")):
        page = browser.click(page, older_link(page, link))
        seen += page.main
    return seen


def older_link(page: Page, link: str) -> str:
    return next(text for text in page.texts("main a") if text.startswith(link))
