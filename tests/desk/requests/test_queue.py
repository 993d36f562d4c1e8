"""``/desk/requests``: what is due, in words; names only where a look stands in the log."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from app.core import clock
from app.identity.roles.models import Role
from app.subject_requests import queries
from app.subject_requests.handling import service as handling
from app.subject_requests.models import Kind
from tests.support.browser import Browser, Page
from tests.support.cast import Cast
from tests.support.make import a_person
from tests.support.requests import MONDAY, a_request, paused, propose, taken

VIEWS = ("mine", "overdue", "week", "unassigned", "paused", "approval")


def at(browser: Browser, view: str, **filters: str) -> Page:
    more = "".join(f"&{name}={value}" for name, value in filters.items())
    return browser.visit(f"/desk/requests?view={view}{more}")


def listed(page: Page) -> list[str]:
    return page.texts("#requests .reference")


@pytest.mark.parametrize("view", VIEWS)
def test_an_empty_queue_says_so(browser: Browser, cast: Cast, view: str) -> None:
    browser.sign_in(cast.helen)
    assert ("No requests need you." if view == "mine" else "No requests are here.") in at(
        browser, view
    ).main


def test_an_empty_queue_tells_what_nobody_has(
    browser: Browser, session: Session, cast: Cast
) -> None:
    a_request(session, cast.amara)
    browser.sign_in(cast.helen)
    page = at(browser, "mine")
    assert "Unassigned has 1." in page.main
    assert browser.click(page, "See what nobody has taken").heading == "Unassigned"


@pytest.mark.parametrize(
    ("days", "kind", "said"),
    [
        (0, "neutral", "Wed 1 Jul 30 days left"),
        (22, "neutral", "Wed 1 Jul 8 days left"),
        (23, "soon", "Wed 1 Jul 7 days left"),
        (29, "soon", "Wed 1 Jul 1 day left"),
        (30, "late", "Wed 1 Jul Due today"),
        (32, "late", "Wed 1 Jul Overdue by 2 days"),
    ],
)
def test_the_day_has_a_colour_that_words_say_too(
    browser: Browser, session: Session, cast: Cast, days: int, kind: str, said: str
) -> None:
    with clock.set_to(MONDAY):
        taken(session, cast.amara, cast.helen)
    with clock.set_to(MONDAY + timedelta(days=days)):
        browser.sign_in(cast.helen)
        page = at(browser, "mine")
    assert page.texts(f"#requests .deadline--{kind}") == [said]


def test_each_view_has_what_belongs_there(browser: Browser, session: Session, cast: Cast) -> None:
    with clock.set_to(MONDAY):
        late = taken(session, cast.jo, cast.helen, Kind.ERASURE).reference
    with clock.set_to(MONDAY + timedelta(days=5)):
        soon = a_request(session, cast.amara).reference
        stands = paused(session, cast.samir, cast.daniel).reference
        waits = taken(session, cast.ewan, cast.daniel)
        propose(session, waits, cast.daniel, cast.helen)
    now = MONDAY + timedelta(days=31)
    with clock.set_to(now):
        new = a_request(session, cast.priya).reference
        propose(session, waits, cast.daniel, cast.helen)
        browser.sign_in(cast.helen)
        found = {view: listed(at(browser, view)) for view in VIEWS}
        mine = at(browser, "mine")
    assert found == {
        "mine": [late],
        "overdue": [late],
        "week": [soon, waits.reference],
        "unassigned": [soon, new],
        "paused": [stands],
        "approval": [waits.reference],
    }
    assert "1 open. 1 is overdue" in mine.main
    assert "2 requests are due in the next 7 days" in browser_desk(browser, now)


def browser_desk(browser: Browser, now: object) -> str:
    with clock.set_to(now):  # type: ignore[arg-type]
        return browser.visit("/desk").main


def test_paused_and_extended_say_so(browser: Browser, session: Session, cast: Cast) -> None:
    with clock.set_to(MONDAY):
        paused(session, cast.amara, cast.helen)
        browser.sign_in(cast.helen)
        page = at(browser, "paused")
    assert page.texts("#requests .deadline") == ["Paused Clock stopped 1 Jun"]
    assert "Waiting for reply" in page.main


def test_a_name_shows_in_ones_own_queue_once_the_look_is_written(
    browser: Browser, another_browser: Browser, session: Session, cast: Cast
) -> None:
    reference = taken(session, cast.amara, cast.helen).reference
    browser.sign_in(cast.helen)
    before = at(browser, "mine")
    assert "Amara" not in before.response.text
    assert "Not opened yet" in before.main

    browser.visit(f"/desk/requests/{reference}")

    after = at(browser, "mine")
    assert "Amara Okafor" in after.main
    assert "Field operations" in after.main
    another_browser.sign_in(cast.daniel)
    for view in VIEWS:
        assert "Amara" not in at(another_browser, view).response.text
        assert view == "mine" or "Amara" not in at(browser, view).response.text


def test_ones_own_ones_managers_and_ones_reports_are_in_no_queue(
    browser: Browser, session: Session, cast: Cast
) -> None:
    manager = a_person(session, "E1023", "Marta Lund")
    report = a_person(session, "E1201", "Petr Malý", manager_employee_id="E1005")
    for person in (cast.helen, manager, report):
        a_request(session, person)
    browser.sign_in(cast.helen)
    page = at(browser, "unassigned")
    assert listed(page) == []
    assert "are never here: another officer answers them" in page.main
    browser.sign_in(cast.daniel)
    assert len(listed(at(browser, "unassigned"))) == 3


def test_filters_narrow_the_list(browser: Browser, session: Session, cast: Cast) -> None:
    access = a_request(session, cast.amara).reference
    erasure = a_request(session, cast.jo, Kind.ERASURE).reference
    browser.sign_in(cast.helen)
    assert set(listed(at(browser, "unassigned"))) == {access, erasure}
    assert listed(at(browser, "unassigned", kind="erasure")) == [erasure]
    none = at(browser, "unassigned", stage="paused")
    assert "No requests match." in none.main
    assert browser.click(none, "Show everything").heading == "Unassigned"
    browser.visit("/desk/requests?view=everything", status=422)


def test_several_are_given_at_once(browser: Browser, session: Session, cast: Cast) -> None:
    one, two = (a_request(session, person).reference for person in (cast.amara, cast.jo))
    browser.sign_in(cast.helen)
    page = at(browser, "unassigned")

    nothing = browser.submit(page, "Give them", status=422, to=str(cast.daniel.id))
    nobody = browser.submit(page, "Give them", status=422, **{f"pick.{one}": "yes"})
    picked = {f"pick.{one}": "yes", f"pick.{two}": "yes"}
    done = browser.submit(page, "Give them", to=str(cast.daniel.id), **picked)

    assert "Choose at least one request." in nothing.main
    assert "Choose an officer." in nobody.main
    assert "Given." in done.main
    assert listed(done) == []
    session.expire_all()
    for reference in (one, two):
        story = queries.at_the_desk(session, cast.helen, reference)
        assert story.standing.owner_id == cast.daniel.id
        assert len(story.events) == 2


def test_what_somebody_took_meanwhile_is_not_given_away(
    browser: Browser, session: Session, cast: Cast
) -> None:
    stale, fresh = (a_request(session, person) for person in (cast.amara, cast.jo))
    browser.sign_in(cast.helen)
    page = at(browser, "unassigned")
    with clock.set_to(clock.now() - timedelta(minutes=2)):
        handling.take(session, stale, cast.daniel)
    references = stale.reference, fresh.reference

    picked = {f"pick.{each}": "yes" for each in references}
    answer = browser.submit(page, "Give them", status=409, to=str(cast.helen.id), **picked)

    assert f"{references[0]} : Daniel Osei took this 2 minutes ago." in answer.main
    session.expire_all()
    owners = [
        queries.at_the_desk(session, cast.helen, each).standing.owner_id for each in references
    ]
    assert owners == [cast.daniel.id, cast.helen.id]


def test_nobody_is_given_what_she_may_not_have(
    browser: Browser, session: Session, cast: Cast
) -> None:
    petra = a_person(session, "E1020", "Petra Novak", Role.OFFICER)  # Tom's manager
    toms, amaras = a_request(session, cast.tom).reference, a_request(session, cast.amara).reference
    browser.sign_in(cast.helen)
    page = at(browser, "unassigned")
    to = {"to": str(petra.id)}
    refused = browser.submit(page, "Give them", status=422, **to, **{f"pick.{toms}": "yes"})
    assert "works directly with the person" in refused.main
    done = browser.submit(page, "Give them", **to, **{f"pick.{amaras}": "yes"})
    assert listed(done) == [toms]
