from uuid import uuid4

from sqlmodel import Session

from app.access_log import queries as log
from app.cases import service as cases
from app.cases.models import Purpose
from app.identity.people.models import Person
from tests.support.browser import Browser, Page
from tests.support.cast import Cast
from tests.support.looks import a_register
from tests.support.make import a_person

WHY = {"person": "E1001", "purpose": "answer-question", "ticket": "Q-2207"}


def draft(browser: Browser, **typed: str) -> Page:
    page = browser.visit("/desk/looks/new?person=E1001")
    return browser.submit(page, "Show the sentence", **{**WHY, **typed})


def open_look(browser: Browser) -> Page:
    return browser.submit(draft(browser), "Write this and look")


def looks_at(session: Session, person: Person) -> list[log.Look]:
    session.expire_all()
    return log.entries_about(session, person)


def test_what_an_officer_reads_before_a_look_is_what_the_person_reads_after(
    browser: Browser, another_browser: Browser, session: Session, cast: Cast
) -> None:
    a_register(session)
    browser.sign_in(cast.helen)

    preview = draft(browser)
    sentence = preview.texts(".note p")[0]
    page = browser.submit(preview, "Write this and look")

    assert page.heading == "Amara Okafor"
    assert "Helen Marsh" in sentence
    another_browser.sign_in(cast.amara)
    assert "Helen Marsh" in another_browser.visit("/looked").main
    told = another_browser.visit("/looked/download?format=json").response.json()
    assert sentence in [look["sentence"] for look in told]


def test_each_opening_writes_one_look(browser: Browser, session: Session, cast: Cast) -> None:
    browser.sign_in(cast.helen)

    page = open_look(browser)
    browser.visit(page.url)
    found = [look for look in looks_at(session, cast.amara) if look.action == "view"]

    assert [look.purpose for look in found] == ["answer-question"] * 2
    assert {look.accessor.role for look in found} == {"Privacy officer"}
    assert {look.case for look in found} == {"Q-2207"}


def test_nobody_who_has_left_is_said_to_see_the_look(
    browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.helen)
    page = open_look(browser)
    assert "Amara Okafor can see that you opened this case, and when." in page.main
    cast.amara.active = False
    session.add(cast.amara)
    session.commit()
    page = browser.visit(page.url)
    assert "can see that you" not in page.main
    assert "Amara Okafor has left and cannot sign in here." in page.main


def test_everyone_a_search_returns_can_read_that_her_name_came_up(
    browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.helen)
    page = browser.visit("/desk/people")

    found = browser.submit(page, "Find", name="Okafor")

    assert found.texts(".who__name")[0].startswith("Amara Okafor")
    assert [look.action for look in looks_at(session, cast.amara)] == ["search"]
    assert looks_at(session, cast.tom) == []


def test_a_search_for_nobody_says_so_and_writes_nothing(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.helen)
    page = browser.visit("/desk/people")

    assert "Nobody by that name" in browser.submit(page, "Find", name="Zzz").main
    assert "Enter 2 to 80" in browser.submit(page, "Find", name="x", status=422).main


def test_a_look_without_a_reason_is_not_drafted(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.helen)
    page = browser.visit("/desk/looks/new?person=E1001")

    wrong = browser.submit(page, "Show the sentence", status=422, ticket="")

    assert "Choose why you need to look" in wrong.main
    assert "Enter the reference" in wrong.main
    assert "Write this and look" not in wrong.main
    assert "Write this and look" in draft(browser).main


def test_one_may_not_look_at_oneself_or_somebody_unknown(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.helen)
    page = browser.visit("/desk/looks/new?person=E1005")

    own = browser.submit(page, "Show the sentence", status=422, **{**WHY, "person": "E1005"})
    nobody = browser.submit(page, "Show the sentence", status=422, **{**WHY, "person": "E9999"})

    assert "You cannot open your own data" in own.main
    assert "Nobody with that employee number" in nobody.main


def test_another_officers_case_is_not_there(
    browser: Browser, another_browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.helen)
    case = open_look(browser).url
    before = len(looks_at(session, cast.amara))

    another_browser.sign_in(cast.daniel)
    answer = another_browser.visit(case, status=404)

    assert "Amara" not in answer.response.text
    assert len(looks_at(session, cast.amara)) == before
    assert browser.visit(case).heading == "Amara Okafor"


def test_a_closed_case_opens_nothing(browser: Browser, session: Session, cast: Cast) -> None:
    browser.sign_in(cast.helen)
    page = open_look(browser)

    home = browser.submit(page, "Close this case")
    answer = browser.visit(page.url, status=409)

    assert home.heading == "Workbench"
    assert "Amara" not in answer.response.text
    assert [look.action for look in looks_at(session, cast.amara)] == ["view", "search"]


def test_a_double_click_opens_one_case(browser: Browser, session: Session, cast: Cast) -> None:
    browser.sign_in(cast.helen)
    preview = draft(browser)

    first = browser.submit(preview, "Write this and look")
    second = browser.submit(preview, "Write this and look")

    assert first.url == second.url


def test_names_do_not_stand_in_the_list_of_cases(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.helen)
    open_look(browser)

    page = browser.visit("/desk")

    assert "1 open case" in page.main
    assert "Amara" not in page.response.text


def test_the_twenty_sixth_person_of_a_day_needs_a_second_officer(
    browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.helen)
    crowd = [a_person(session, f"E2{n:03}", f"Person {n}") for n in range(26)]
    for person in crowd[:24]:
        why = {"purpose": Purpose.ANSWER_QUESTION, "ticket": "Q-1", "form_key": uuid4()}
        case = cases.open_case(session, cast.helen, person, **why)
        cases.look(session, cast.helen, person, case)
    last = browser.submit(draft(browser, person=crowd[24].employee_id), "Write this and look")

    page = browser.visit("/desk/looks/new?person=E1001")
    over = {**WHY, "person": crowd[25].employee_id}
    refused = browser.submit(page, "Show the sentence", status=422, **over)

    assert last.heading == crowd[24].name
    assert "second officer" in refused.main
    assert [look.action for look in looks_at(session, crowd[25])] == ["search"]
