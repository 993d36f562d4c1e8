"""The employee's own pages of who looked."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from app.access_log.errors import KeysUnavailableError
from app.access_log.keys.service import Keyring
from app.core import clock
from app.identity.sources.models import SourceSystem
from tests.support.browser import Browser, Page
from tests.support.cast import Cast
from tests.support.looks import FRIDAY, a_job, a_look, report
from tests.support.looks import november as on

pytestmark = pytest.mark.usefixtures("november")


@pytest.fixture
def amaras(browser: Browser, november: Cast) -> Browser:
    browser.sign_in(november.amara)
    return browser


def people(page: Page) -> list[str]:
    return page.texts(".who__link")


def test_the_month_as_on_the_screen(amaras: Browser) -> None:
    page = amaras.get("/looked")
    assert page.heading == "Who looked at your data"
    assert "9 entries by 4 people, written down in November 2026" in page.main
    assert page.texts(".ledger__title") == [
        "Yesterday",
        "Tuesday 17 November",
        "Monday 16 November",
        "Thursday 12 November",
        "Earlier in November",
    ]
    first = page.texts(".ledger__row")[0]
    assert "3:05pm" in first
    assert "Priya Raman HR adviser" in first
    assert "Absence record 12 records, 1 Jan – 19 Nov 2026" in first
    assert "Preparing your return-to-work meeting Case HR-2207" in first


def test_the_managers_relation_stands_under_the_name(amaras: Browser) -> None:
    assert "Tom Whitlock Your manager" in amaras.get("/looked").main


def test_the_unusual_one_is_amber_and_explained(amaras: Browser) -> None:
    page = amaras.get("/looked")
    flagged = page.texts(".ledger__row--flagged")
    assert len(flagged) == 1
    assert "Samir Haddad" in flagged[0]
    assert "Outside the normal hours" in flagged[0]
    rules = amaras.click(page, "How we decide what is unusual")
    assert "Outside normal hours" in rules.main


def test_jobs_are_folded_to_one_line_with_a_page_of_their_own(amaras: Browser) -> None:
    page = amaras.get("/looked")
    assert "Automatic jobs also read your data 19 times" in page.main
    assert "Payroll run" not in people(page)
    jobs = amaras.click(page, "See each time")
    assert len(jobs.texts(".ledger__row")) == 19
    assert "19 times, written down in November 2026" in jobs.main


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("q=priya", 3),
        ("q=HR+adviser+absence", 2),
        ("q=hr-2207", 2),
        ("data=overtime", 2),
        ("why=return-to-work", 2),
        ("why=return-to-work&data=overtime", 0),
        ("unusual=1", 1),
        ("q=payroll", 0),
        ("when=2026-11", 9),
    ],
)
def test_filters_narrow_the_list(amaras: Browser, query: str, rows: int) -> None:
    assert len(amaras.get(f"/looked?{query}").texts(".ledger__row")) == rows


def test_a_filter_that_finds_nothing_offers_everything(amaras: Browser) -> None:
    page = amaras.get("/looked?q=nobody&when=2026-11")
    assert "No entries match." in page.main
    assert len(amaras.click(page, "Show everything").texts(".ledger__row")) == 9


def test_the_form_works_without_scripts(amaras: Browser) -> None:
    page = amaras.submit(amaras.get("/looked"), "Show entries", unusual="1", q="samir")
    assert people(page) == ["Samir Haddad"]
    assert page.one("#unusual option[selected]")["value"] == "1"


def test_by_person_and_by_reason(amaras: Browser) -> None:
    page = amaras.click(amaras.get("/looked?q=whitlock"), "By person")
    assert page.texts(".ledger__title") == ["Tom Whitlock, your manager"]
    assert "q=whitlock" in page.url
    reasons = amaras.click(page, "By reason").texts(".ledger__title")
    assert reasons == ["Planning the weekly rota", "Approving your leave"]


def test_scripts_put_in_anew_whatever_names_the_filter(amaras: Browser) -> None:
    page = amaras.get("/looked?q=whitlock")
    form = page.one("form[hx-get]")
    beside = str(form["hx-select-oob"]).split(",")
    anew = [str(form["hx-target"]), *(part.partition(":")[0] for part in beside)]
    parts = [page.one(selector) for selector in anew]
    links = page.soup.select('main a[href*="q=whitlock"]')
    assert len(links) == 3
    assert all(any(part in link.parents for part in parts) for link in links)


def test_older_rows_come_by_a_link(amaras: Browser, session: Session) -> None:
    report(*(a_look(on(2, 9, minute), case="HR-1") for minute in range(30)))
    page = amaras.get("/looked")
    assert len(page.texts(".ledger__row")) == 25
    assert len(amaras.click(page, "Show 14 older").texts(".ledger__row")) == 39


def test_older_months_come_by_a_link_with_their_count(amaras: Browser) -> None:
    with clock.set_to(FRIDAY):
        report(a_look(on(19, 16).replace(month=9), case="HR-1"))
    page = amaras.get("/looked")
    older = amaras.click(page, "September 2026 (1 entry)")
    assert "1 entry written down in September 2026" in older.main
    assert older.texts("#when option") == ["November 2026", "October 2026", "September 2026"]
    empty = amaras.get("/looked?when=2026-10")
    assert "No look at your data was written down in October 2026." in empty.main


def test_late_rows_say_when_they_were_reported(amaras: Browser) -> None:
    late = a_look(on(2, 9), case="HR-1")
    from app.access_log import service

    with clock.set_to(on(18, 12)):
        service.append([late])
    assert "reported 18 Nov" in amaras.get("/looked").main


def test_an_entry_is_told_as_a_sentence(amaras: Browser) -> None:
    page = amaras.get("/looked?data=absence")
    link = page.soup.select(".ledger__cell--action a")[0]["href"]
    entry = amaras.get(str(link))
    assert entry.texts(".lead") == [
        "Priya Raman , HR adviser, opened your absence record "
        "to prepare your return-to-work meeting."
    ]
    assert "Other times they looked" in entry.main
    assert len(entry.texts(".ledger__row")) == 2
    assert "Your HR record" in entry.main


def test_a_person_is_told_with_everything_they_did(amaras: Browser) -> None:
    page = amaras.click(amaras.get("/looked?data=absence&show=1"), "Priya Raman")
    assert (page.heading, page.url) == ("Priya Raman", "/looked/people/E1042")
    assert "3 entries about you" in page.main
    assert "Preparing your return-to-work meeting 2 times" in page.main


@pytest.mark.parametrize(
    "path",
    [
        "/looked/K7M29XQD",
        "/looked/1",
        "/looked/people/E1999",
        "/looked/people/E1010",
        "/looked/people/%00",
        "/looked/K7M29XQD/ask",
    ],
)
def test_what_is_not_there_is_not_found(amaras: Browser, path: str) -> None:
    amaras.get(path, status=404)


@pytest.mark.parametrize(
    "query", ["when=soon", "when=2026-13", "by=mood", "show=-1", "q=" + "x" * 101]
)
def test_a_malformed_question_is_refused(amaras: Browser, query: str) -> None:
    amaras.get(f"/looked?{query}", status=422)


def test_references_of_another_person_lead_nowhere(
    amaras: Browser, browser: Browser, november: Cast
) -> None:
    mine = amaras.get("/looked").soup.select(".ledger__cell--action a")
    links = {str(link["href"]) for link in mine}
    assert len(links) == 18  # of each entry: more, and ask about this
    browser.sign_in(november.tom)
    for link in links:
        browser.get(link, status=404)
    browser.sign_in(november.amara)
    for link in links:
        browser.get(link)


def test_a_new_month_is_empty_and_says_so(browser: Browser, november: Cast) -> None:
    browser.sign_in(november.ewan)
    page = browser.get("/looked")
    assert "No look at your data was written down in November 2026." in page.main
    assert "No entries written down in November 2026" in page.main


def test_jobs_alone_are_said_beside_nobody(browser: Browser, november: Cast) -> None:
    job = a_job(on(19, 3))
    job.subjects = ("E1009",)
    report(job)
    browser.sign_in(november.ewan)
    page = browser.get("/looked")
    assert "No look at your data was written down in November 2026." in page.main
    assert "An automatic job also read your data once" in page.main


def test_without_keys_the_page_stays_and_says_so(
    amaras: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_asked: object) -> None:
        raise KeysUnavailableError

    monkeypatch.setattr(Keyring, "existing", away)
    page = amaras.get("/looked")
    assert "Some information is missing." in page.main
    assert "28 entries written down in November 2026" in page.main
    monkeypatch.undo()
    assert "9 entries by 4 people" in amaras.get("/looked").main


def test_a_silent_source_is_said_above_the_list(amaras: Browser, session: Session) -> None:
    assert "Nothing has come from" not in amaras.get("/looked").main
    silent = SourceSystem(
        name="phones",
        system="field-app",
        every_seconds=86_400,
        created_at=datetime(2026, 11, 13, 2, tzinfo=UTC),
    )
    session.add(silent)
    session.commit()
    with clock.set_to(FRIDAY + timedelta(minutes=1)):
        page = amaras.get("/looked")
    assert "Nothing has come from Trackline since Friday 13 November at 2am." in page.main
    assert "Trackline At least every 24 hours Friday 13 November at 2am Silent" in page.main
    assert "field-app" not in page.main


def test_names_that_are_markup_are_text(amaras: Browser) -> None:
    evil = "<b>%(x)s</b> & co"
    report(a_look(on(19, 12), "x-1", kind="external", name=evil, case="<i>", purpose=evil))
    page = amaras.get("/looked")
    assert evil in people(page)
    assert not page.soup.select(".who b, .ledger i")
    assert evil in amaras.click(page, evil).heading


@pytest.mark.usefixtures("november")
def test_nobody_sees_anybody_elses_entries(browser: Browser, november: Cast) -> None:
    """Canaries in what is about Tom and Jo; Amara's pages never sing."""
    for place, subject in enumerate(["E1002", "E1003"]):
        report(
            a_look(
                on(19, 12, place),
                f"canary-{subject}",
                "canary",
                "canary-purpose",
                subjects=(subject,),
                kind="external",
                name=f"Canary {subject}",
                case="canary-case",
            )
        )
    paths = ["/looked", "/looked?q=canary", "/looked?by=person", "/looked?by=reason&show=999"]
    paths += ["/looked/automatic", "/looked?data=canary", "/looked?unusual=1"]
    paths += ["/looked/download?format=csv", "/looked/download?format=json"]
    browser.sign_in(november.amara)
    for path in paths:
        answer = browser.get(path).response.text
        assert "Canary" not in answer
        assert "canary-case" not in answer
    browser.sign_in(november.tom)
    for path in paths:
        answer = browser.get(path).response.text
        assert "Canary E1003" not in answer
    for path in ("/looked", "/looked/download?format=csv", "/looked/download?format=json"):
        assert "Canary E1002" in browser.get(path).response.text


def test_signed_out_there_is_nothing(browser: Browser) -> None:
    for path in ("/looked", "/looked/automatic", "/looked/download?format=csv", "/looked/unusual"):
        assert browser.get(path, status=303).location.startswith("/")


def test_the_panel_of_a_practice_shows_the_last_thirty_days(
    november: Cast, session: Session
) -> None:
    from types import SimpleNamespace

    from app.access_log.looks.panel import who_looked_at
    from app.identity.people.models import Preference
    from app.identity.viewer import Viewer
    from app.register import queries as register

    session.refresh(november.amara)
    viewer = Viewer(november.amara, frozenset(), None, Preference(), "Europe/London")  # type: ignore[arg-type]
    request = SimpleNamespace(state=SimpleNamespace(session=session, viewer=viewer))
    practices = {p.id: p for p in register.in_force(session, FRIDAY).practices}
    panel = str(who_looked_at(request, practices["location"]))  # type: ignore[arg-type]
    assert panel.count("Jo Lindqvist</a>") == 2
    assert "Priya" not in panel
    empty = str(who_looked_at(request, practices["this-portal"]))  # type: ignore[arg-type]
    assert "Nobody has looked at this data about you in the last 30 days." in empty


def test_an_address_that_is_not_understood_leads_back_to_the_whole_list(
    browser: Browser, cast: Cast
) -> None:
    browser.sign_in(cast.amara)
    page = browser.get("/looked?when=2026-13", status=422)
    assert "We do not understand part of this address." in page.text

    assert browser.click(page, "Show everything").heading == "Who looked at your data"
