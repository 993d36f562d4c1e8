"""What a person finds on the register's pages, and what she does not."""

from pathlib import Path

import pytest
from sqlmodel import Session, select

from app.core import clock
from app.identity.people.models import Person
from app.notifications.models import Kind, Update
from app.register import queries
from app.register.drafting import service as drafting
from app.register.file import service
from tests.support.browser import Browser
from tests.support.looks import november
from tests.support.register import PRACTICE, a_file, a_practice, a_version

DEMO = Path("app/demo/data/register.yaml")
ENDING = {"on": "2026-06-01", "fate": "Data deleted.", "reason": "Done.", "approved_by": ["A"]}
ROWS = [
    "What we record",
    "What we do not",
    "Why",
    "How",
    "Who can see it",
    "How long we keep it",
    "Leaves Northfold Energy?",
    "Used to judge you?",
    "Automated decisions?",
    "Legal reason",
    "Checks made",
    "Your choice",
]


@pytest.fixture
def published(session: Session, amara: Person) -> None:
    service.take_in(
        session,
        a_file(
            a_practice(
                version=a_version(2, "2026-11-09", headline="is now kept for 30 days. It was 90."),
                history=[
                    {
                        "version": a_version(1, "2026-01-05"),
                        "was": {"retention": {"label": "90 days", "then": "then it is deleted"}},
                    }
                ],
            ),
            a_practice(id="mail", title="E-mail scanning", area="messages-and-calls", scope={}),
            a_practice(id="calls", title="Calls", scope={"units": ["Customer care"]}),
            a_practice(id="old", title="Screen time", state="ended", ended=ENDING, scope={}),
            a_practice(id="soon", title="Robots", state="draft"),
            planned_systems=[{"name": "Vans", "shows": "Where a van is.", "expected": "Spring"}],
            never=["We do not log what you type."],
        ),
    )


@pytest.fixture
def page_of_amara(browser: Browser, published: None, amara: Person) -> Browser:
    browser.sign_in(amara)
    return browser


def test_the_list_holds_what_applies_to_me(page_of_amara: Browser) -> None:
    page = page_of_amara.get("/collected")

    assert page.heading == "What’s collected"
    assert "2 kinds of data are collected about you." in page.main
    assert page.texts(".practice-list__title") == ["Location in the field app", "E-mail scanning"]
    assert "Applies to you because you are a field engineer" in page.main
    assert "We do not log what you type." in page.main
    assert "Vans." in page.main


def test_the_list_can_hold_everything_or_one_area(page_of_amara: Browser) -> None:
    everything = page_of_amara.get("/collected?who=all")
    assert "Calls" in everything.texts(".practice-list__title")
    assert "Robots" not in everything.main
    assert "Screen time" not in everything.texts(".practice-list__title")

    mail = page_of_amara.get("/collected?area=messages-and-calls")
    assert mail.texts(".practice-list__title") == ["E-mail scanning"]

    none = page_of_amara.get("/collected?use=health")
    assert "Nothing here matches." in none.main
    assert none.link("Show everything").endswith("/collected?who=all")

    assert page_of_amara.get("/collected?area=attic").texts(".practice-list__title")


def test_a_filter_is_a_form_that_needs_no_script(page_of_amara: Browser) -> None:
    page = page_of_amara.get("/collected")
    answer = page_of_amara.submit(page, "Show these", who="all")

    assert answer.url == "/collected?who=all&area=&use="


def test_an_empty_register_says_so(browser: Browser, amara: Person) -> None:
    browser.sign_in(amara)

    assert "The register has not been published yet." in browser.get("/collected").main
    assert "Nothing has changed." in browser.get("/collected/changes").main


def test_a_practice_shows_every_row_in_its_fixed_order(page_of_amara: Browser) -> None:
    page = page_of_amara.get("/collected/location")

    assert page.heading == "Location in the field app"
    assert page.texts(".facts-label__name") == ROWS
    assert "Applies to you because you are a field engineer" in page.main
    assert "Version 2, in force from 9 November 2026" in page.main
    assert "None. This is not optional." in page.main
    assert "You could not freely say no." in page.main


def test_a_practice_says_what_changed_in_words(page_of_amara: Browser) -> None:
    page = page_of_amara.get("/collected/location")

    assert page.texts(".diff-card p") == [
        "How long we keep it. removed: 90 (end) added: 30 (end) days, then it is deleted"
    ]


def test_a_practice_for_others_can_be_read_as_well(page_of_amara: Browser) -> None:
    page = page_of_amara.get("/collected/calls")

    assert "Does not apply to you. It is for everyone in Customer care." in page.main


def test_an_ended_practice_keeps_its_page(page_of_amara: Browser) -> None:
    page = page_of_amara.get("/collected/old")

    assert "Ended 1 June. Data deleted." in page.main
    assert len(page.texts(".facts-label__name")) == len(ROWS)


def test_what_has_ended_is_told_in_the_past(page_of_amara: Browser) -> None:
    names = [".facts-label__name", "#held", "#owner"]
    ended, used = page_of_amara.get("/collected/old"), page_of_amara.get("/collected/location")

    assert [ended.texts(name)[0] for name in names] == [
        "What we recorded",
        "What we held on you",
        "Who was responsible",
    ]
    assert "It did not show what people said or wrote" in ended.main
    assert "None. This was not optional." in ended.main
    assert "Next review" not in ended.main
    assert [used.texts(name)[0] for name in names] == [
        "What we record",
        "What we hold on you",
        "Who is responsible",
    ]


@pytest.mark.parametrize(
    "path",
    [
        "soon",
        "never-heard-of",
        "soon/versions",
        "location/versions/3",
        "location/versions/2.1",
        "location/versions?from=7",
        "location/versions?to=x",
    ],
)
def test_drafts_and_what_is_not_there_are_not_found(page_of_amara: Browser, path: str) -> None:
    page_of_amara.get(f"/collected/{path}", status=404)
    page_of_amara.get("/collected/location")


def test_two_versions_are_compared(page_of_amara: Browser) -> None:
    page = page_of_amara.get("/collected/location/versions?from=1&to=2")
    assert page.texts("del") == ["removed: 90 (end)"]
    assert page.texts("ins") == ["added: 30 (end)"]
    assert len(page.texts(".diff-card p")) == 1

    turned = page_of_amara.get("/collected/location/versions?from=2&to=1")
    assert turned.texts("del") == ["removed: 90 (end)"]

    whole = page_of_amara.submit(page, "Compare them", show="everything")
    assert len(whole.texts(".diff-card p")) > len(ROWS)

    one = page_of_amara.get("/collected/mail/versions")
    assert "This is the first version." in one.main


def test_a_version_is_shown_as_it_was(page_of_amara: Browser) -> None:
    page = page_of_amara.get("/collected/location/versions/1")

    assert "90 days" in page.main
    assert "Taken in from a file when the register was set up." in page.main
    assert "from 5 January 2026 until 9 November 2026" in page.main


def test_the_feed_tells_mine_and_everything(page_of_amara: Browser) -> None:
    mine = page_of_amara.get("/collected/changes")
    assert mine.texts(".change-list .tag") == ["Changed", "Ended", "New", "New", "New"]
    assert "is now kept for 30 days. It was 90." in mine.main
    assert "Calls" not in mine.main

    every = page_of_amara.click(mine, "Everything")
    assert "Calls" in every.main
    assert page_of_amara.click(every, "Compare the two versions").heading == "Versions"


def test_the_pages_are_for_those_who_are_signed_in(browser: Browser, published: None) -> None:
    for path in ("", "/changes", "/location", "/location/versions", "/location/versions/1"):
        assert browser.get(f"/collected{path}", status=303).location.startswith("/sign-in")


def test_a_change_that_is_coming_is_told_beforehand(
    browser: Browser, session: Session, amara: Person
) -> None:
    service.take_in(
        session,
        a_file(
            a_practice(
                version=a_version(2, "2099-12-01"),
                history=[{"version": a_version(1, "2026-01-05"), "was": {"tool": "Other"}}],
            )
        ),
    )
    browser.sign_in(amara)

    page = browser.get("/collected/location")
    assert "This changes on Tuesday 1 December 2099." in page.main
    assert "Version 1, in force from 5 January 2026 until 1 December 2099" in page.main
    assert page.texts(".facts-label__fact strong")[0] == "Other."

    compared = browser.click(page, "See what changes")
    assert compared.texts("ins") == ["added: Trackline. (end)"]


def test_every_page_of_the_demos_register_can_be_read(
    browser: Browser, session: Session, amara: Person
) -> None:
    service.take_in(session, DEMO.read_bytes())
    session.commit()
    practices = queries.in_force(session, clock.now()).every
    browser.sign_in(amara)

    assert len(practices) > 12
    for practice in practices:
        browser.get(f"/collected/{practice.id}")
        browser.get(f"/collected/{practice.id}/versions?show=everything")
        for version in practice.versions:
            browser.get(f"/collected/{practice.id}/versions/{version.label}")


def test_mail_about_changes_that_apply_to_others_is_switched_on_and_off(
    page_of_amara: Browser, session: Session, amara: Person
) -> None:
    def told(change: str) -> list[tuple[Kind, str]]:
        drafting.tell_of_change(session, "calls", change)
        drafting.tell_of_change(session, "location", change)
        session.commit()
        found = session.exec(select(Update).where(Update.person_id == amara.id))
        return sorted((one.kind, one.data["practice"]) for one in found)

    hers = [(Kind.PRACTICE_CHANGED, "location")]
    page = page_of_amara.get("/collected/changes")
    assert "cannot be turned off" in page.main
    assert told("2.0") == hers

    page = page_of_amara.submit(page, "Tell me about every change by e-mail")
    assert "applies only to other people" in page.main
    assert told("3.0") == [*hers * 2, (Kind.REGISTER_CHANGED, "calls")]
    updates = page_of_amara.get("/updates").main
    assert "We change what we collect about other people: Calls." in updates
    assert "We change what we collect about you: Location in the field app." in updates

    page_of_amara.submit(page, "Stop these mails about changes that do not apply to me")
    assert told("4.0") == [*hers * 3, (Kind.REGISTER_CHANGED, "calls")]
    page_of_amara.post("/collected/changes/mail", {"wanted": "maybe"}, status=422)


@pytest.mark.parametrize("result", ["dissent", "imposed", "not-consulted", "agreed"])
def test_not_agreed_stands_for_as_long_as_it_holds(
    browser: Browser, session: Session, amara: Person, result: str
) -> None:
    """On the list and on the page, until words that were agreed take the place of the others."""
    checks = PRACTICE["checks"]
    held = {"result": result, "text": "It was needed at once.", "ended_on": "2025-12-01"}
    first = {"checks": checks | {"consultation": held}}
    agreed = checks | {"consultation": held | {"result": "agreed"}}
    history = [{"version": a_version(1, "2026-01-05"), "was": first}]
    practice = a_practice(checks=agreed, version=a_version(2, "2026-11-09"), history=history)
    service.take_in(session, a_file(practice))
    told = []
    for day in (8, 9):
        with clock.set_to(november(day, 12)):
            browser.sign_in(amara)
            pages = [browser.get(path).main for path in ("/collected", "/collected/location")]
            told.append(["Not agreed" in page for page in pages])

    assert told == [[result != "agreed"] * 2, [False] * 2]
