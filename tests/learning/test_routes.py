"""The lessons as pages: their links, their practices, and a mark that only its owner sees."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from sqlmodel import Session

from app.core import clock
from app.identity import doors
from app.learning import service
from app.learning.texts import queries as texts
from app.main import create_app
from app.register.file import service as register
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.make import a_person
from tests.support.register import a_file, a_practice

PATHS = {door.path for door in doors.doors(create_app().routes) if "GET" in door.methods}
FIELD_APP = a_practice()
OTHERS = a_practice(id="trackers", title="Tool trackers", scope={"units": ["Stores"]})
MAIL = a_practice(
    id="mail", title="Mail checks", kind="e-mail", scope={}, private_matters="Left out."
)


@pytest.fixture
def in_use(session: Session, cast: Cast) -> None:
    register.take_in(session, a_file(FIELD_APP, OTHERS, MAIL))
    session.commit()


@pytest.mark.usefixtures("in_use")
def test_every_link_of_every_lesson_leads_to_a_page(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.amara)
    words = {str(each["id"]) for each in browser.get("/learn/words").soup.select("[id]")}
    found: set[str] = set()
    for name in texts.IDS:
        for link in browser.get(f"/learn/{name}").soup.select("main a[href]"):
            url = str(link["href"])
            if url.startswith("/learn/words#"):
                assert url.partition("#")[2] in words, url
            elif not url.startswith("#"):
                found.add(url.partition("#")[0])
    assert len(found) > 20
    for url in sorted(found):
        browser.visit(url)  # a form may first ask for a fresh sign-in, or lead on
    assert {urlsplit(url).path for url in found} & PATHS >= {"/looked", "/collected", "/my-data"}


@pytest.mark.usefixtures("in_use")
def test_a_lesson_names_the_practices_of_its_kind_and_whose_they_are(
    browser: Browser, cast: Cast
) -> None:
    browser.sign_in(cast.amara)

    here = browser.get("/learn/location")

    assert here.texts("#practice-location") == ["Location in the field app"]
    assert "Anything outside a call-out" in here.main
    assert "Ruth Adeyemi checked it on 2 January 2026" in here.main
    assert "not for you: Tool trackers" in here.main
    assert here.link("Tool trackers").endswith("/collected/trackers")
    nothing = browser.get("/learn/webcam").main
    assert "Nothing of this kind that applies to you is in the register." in nothing
    assert "tell us" in nothing
    browser.sign_in(cast.helen)
    assert "not for you: Location in the field app Tool trackers" in browser.get(here.url).main


@pytest.mark.usefixtures("in_use")
def test_the_practice_leads_to_its_lesson(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.amara)
    for practice, heading in (
        ("location", "How location tracking works"),
        ("mail", "How e-mail scanning works"),
    ):
        page = browser.get(f"/collected/{practice}")
        assert browser.click(page, "Read the lesson").heading == heading


@pytest.mark.usefixtures("in_use")
def test_lessons_about_her_tools_come_first(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.amara)

    page = browser.get("/learn")

    first = page.texts(".practice-list__title")[:3]
    assert first == [
        "Your rights in 5 minutes",
        "How e-mail scanning works",
        "How location tracking works",
    ]
    assert len(page.texts(".practice-list__title")) == len(texts.IDS)
    assert "About: Location in the field app" in page.main
    assert browser.click(page, "Your rights in 5 minutes").link("How e-mail scanning works")
    browser.sign_in(cast.helen)
    assert browser.get("/learn").texts("#yours ~ ul a") == ["How e-mail scanning works"]


@pytest.mark.parametrize("name", texts.IDS)
def test_a_lesson_has_its_sample_and_a_check_that_sends_nothing(
    browser: Browser, cast: Cast, name: str
) -> None:
    browser.sign_in(cast.amara)

    page = browser.get(f"/learn/{name}")

    places = page.soup.select("figure.marked-sample dl a.marked-sample__mark")
    notes = page.soup.select("figure.marked-sample ol > li")
    assert len(places) == len(notes) >= 4
    assert [str(place["href"]) for place in places] == [f"#{note['id']}" for note in notes]
    answers = page.soup.select("details.self-check__answer")
    assert len(answers) >= 6
    assert not page.soup.select("details.self-check__answer :is(a, form, input, button)")
    assert all(not answer.has_attr("open") for answer in answers)
    assert [form["action"] for form in page.soup.select("main form")] == [
        f"http://127.0.0.1:8000/learn/{name}/mark"
    ]
    linked = [str(a["href"]) for a in page.soup.select("main a[href^='/learn/words#']")]
    assert len(linked) == len(set(linked)), "a word is a link at its first use only"
    assert linked


@pytest.mark.parametrize("name", ["no-such", "E-MAIL", "e-mail.yaml", "..%2Fwords", "%00"])
def test_there_is_no_other_lesson(browser: Browser, cast: Cast, name: str) -> None:
    browser.sign_in(cast.amara)
    browser.get(f"/learn/{name}", status=404)
    browser.post(f"/learn/{name}/mark", status=404)
    browser.get("/learn/e-mail")


def test_a_mark_is_hers_alone(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.amara)
    page = browser.submit(browser.visit("/learn/calls"), "Mark as read")
    assert "Marked as read, for yourself." in page.text
    assert "You marked this as read on" in page.main
    assert browser.get("/learn").texts(".tag--good") == ["Read"]

    for other in (cast.tom, cast.helen, cast.viktor, cast.ines, cast.ewan):
        browser.sign_in(other)
        assert "You marked" not in browser.get("/learn/calls").main
        assert browser.get("/learn").texts(".tag--good") == []
        browser.post("/learn/calls/mark/removal")

    browser.sign_in(cast.amara)
    assert "How many read this" in browser.get("/learn").main
    assert "calls" in browser.get("/my-data/lessons-read").main
    page = browser.submit(browser.visit("/learn/calls"), "Take my mark away")
    assert "Your mark is taken away." in page.text
    assert browser.get("/learn").texts(".tag--good") == []


def test_what_is_published_of_all(browser: Browser, session: Session, cast: Cast) -> None:
    browser.sign_in(cast.amara)
    assert "Nothing is counted yet." in browser.get("/learn").main
    people = [a_person(session, f"L{number:03}", "") for number in range(50)]
    with clock.set_to(datetime(2026, 9, 20, 9, tzinfo=UTC)):
        for person in people[:4]:
            service.mark(session, person, "web")
    with clock.set_to(datetime(2026, 10, 5, 9, tzinfo=UTC)):
        service.count(session)
    session.commit()
    assert "Not shown for September 2026" in browser.get("/learn").main
    with clock.set_to(datetime(2026, 10, 20, 9, tzinfo=UTC)):
        for person in people[:30]:
            service.mark(session, person, "e-mail")
    with clock.set_to(datetime(2026, 11, 5, 9, tzinfo=UTC)):
        service.count(session)
    session.commit()

    page = browser.get("/learn")

    assert "By the end of October 2026, 40 to 60 in 100 people here" in page.main
    assert page.texts("main details li") == ["How e-mail scanning works: 40 to 60 in 100"]
