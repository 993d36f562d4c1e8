"""``/desk/requests/new``: what came by voice, mail or post counts from the day it came."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from app.access_log import queries as log
from app.core import clock
from app.subject_requests.handling import service as handling
from app.subject_requests.models import Channel, Delivery, Kind, SubjectRequest
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.make import a_person
from tests.support.requests import MONDAY, a_request

ADD = "Add this request"
LETTER = {"channel": "post", "received_on": "2026-06-01", "details": "All of it."}
ACCESS = {"right.access": "true"}


def filed(session: Session) -> list[SubjectRequest]:
    session.expire_all()
    return list(session.exec(select(SubjectRequest)))


def test_a_letter_is_added_for_a_person_found_by_name(
    browser: Browser, session: Session, cast: Cast
) -> None:
    with clock.set_to(MONDAY + timedelta(days=9)):
        browser.sign_in(cast.helen)
        found = browser.submit(browser.visit("/desk/people"), "Find", name="Okafor")
        page = browser.click(found, "Add a request")
        done = browser.submit(page, ADD, **LETTER, **ACCESS)
        again = browser.submit(page, ADD, **LETTER, **ACCESS)
        assert again.url == done.url
        taken = browser.submit(done, "Take it")
    assert "Amara" not in done.response.text
    assert taken.heading == "Amara Okafor"
    assert "Wednesday 1 July 2026" in taken.main
    (kept,) = filed(session)
    assert (kept.channel, kept.received_on) == (Channel.POST, date(2026, 6, 1))


def test_several_rights_become_requests_of_their_own(
    browser: Browser, session: Session, cast: Cast
) -> None:
    with clock.set_to(MONDAY):
        browser.sign_in(cast.helen)
        page = browser.visit("/desk/requests/new?person=E1001")
        rights = ACCESS | {"right.erasure": "true"}
        done = browser.submit(page, ADD, **LETTER, **rights)
    assert done.heading == "Unassigned"
    assert {each.kind for each in filed(session)} == {Kind.ACCESS, Kind.ERASURE}


def test_a_representative_says_how_authority_was_shown(
    browser: Browser, session: Session, cast: Cast
) -> None:
    with clock.set_to(MONDAY):
        browser.sign_in(cast.helen)
        page = browser.visit("/desk/requests/new?person=E1001")
        theirs = LETTER | ACCESS | {"representative": "A. Brook"}
        wrong = browser.submit(page, ADD, status=422, **theirs)
        assert "Say how authority was shown" in wrong.main
        assert filed(session) == []
        browser.submit(page, ADD, **theirs, authority="A signed letter.")
    (kept,) = filed(session)
    assert (kept.representative, kept.authority) == ("A. Brook", "A signed letter.")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"person": "E9999"}, "Nobody with that employee number is known here."),
        ({"person": ""}, "Enter an employee number."),
        ({"channel": ""}, "Choose how it came."),
        ({"channel": "portal"}, "Choose how it came."),
        ({"received_on": "yesterday"}, "Enter a day"),
        ({"received_on": "2026-06-02"}, "Write the day on which it was received."),
        ({"right.access": None}, "Choose at least one thing that was asked for."),
        (
            {"right.access": None, "right.complaint": "true", "details": ""},
            "Write down what was said",
        ),
        ({"person": "E1005"}, "it is her own"),
        ({"person": "E1023"}, "works directly with the person"),
    ],
)
def test_a_wrong_form_says_so_and_keeps_what_was_typed(
    browser: Browser, session: Session, cast: Cast, typed: dict[str, str], said: str
) -> None:
    a_person(session, "E1023", "Marta Lund")  # Helen's manager
    with clock.set_to(MONDAY):
        browser.sign_in(cast.helen)
        page = browser.visit("/desk/requests/new?person=E1001")
        wrong = browser.submit(page, ADD, status=422, **LETTER | ACCESS | typed)
        assert said in wrong.main
        assert filed(session) == []
        assert "All of it." in wrong.response.text or typed.get("details") == ""
        right = {"person": "E1001", "right.complaint": None}
        browser.submit(wrong, ADD, **LETTER | ACCESS | right)
    assert len(filed(session)) == 1


def test_somebody_who_has_left_can_ask(browser: Browser, session: Session, cast: Cast) -> None:
    cast.jo.active = False
    session.add(cast.jo)
    with clock.set_to(MONDAY):
        browser.sign_in(cast.helen)
        page = browser.visit("/desk/requests/new?person=E1003")
        browser.submit(page, ADD, **LETTER, **ACCESS)
        [request] = filed(session)
        handling.take(session, request, cast.helen)
        session.commit()
        where = f"/desk/requests/{request.reference}"
        for path in ("", "/messages", "/release/letter"):
            case = browser.visit(f"{where}{path}")
            assert "has left and cannot sign in here." in case.main or path == "/release/letter"
            assert "can see that you opened this case" not in case.main
            assert "on the page of your request" not in case.main
        assert "complain to us by answering this letter" in case.main


def test_a_complaint_is_linked_to_the_request_that_it_is_about(
    browser: Browser, session: Session, cast: Cast
) -> None:
    with clock.set_to(MONDAY):
        mine, other = a_request(session, cast.amara), a_request(session, cast.jo)
        session.commit()
        browser.sign_in(cast.helen)
        page = browser.visit("/desk/requests/new?person=E1001")
        right = LETTER | {"right.complaint": "true"}
        asked = browser.submit(page, ADD, status=422, **right)
        assert "Choose which request the complaint is about" in asked.main
        assert mine.reference in asked.main
        assert other.reference not in asked.main
        looks = log.entries_about(session, cast.amara)
        assert [look.action for look in looks] == ["search"]
        browser.submit(asked, ADD, status=422, **right, about=other.reference)
        done = browser.submit(asked, ADD, **right, about=mine.reference)
        assert done.heading == "Unassigned"
        page = browser.visit("/desk/requests/new?person=E1001")
        again = browser.submit(page, ADD, status=422, **right | {"details": "Another one."})
        browser.submit(again, ADD, **right | {"details": "Another one.", "about": "none"})
    complaints = [each for each in filed(session) if each.kind is Kind.COMPLAINT]
    assert {each.about_id for each in complaints} == {mine.id, None}


def test_where_a_copy_is_to_be_sent_is_kept_and_shown_to_who_has_it(
    browser: Browser, session: Session, cast: Cast
) -> None:
    with clock.set_to(MONDAY):
        browser.sign_in(cast.helen)
        page = browser.visit("/desk/requests/new?person=E1001")
        sent = {"delivery": "paper", "send_to": "12 Mill Lane\nLeeds"}
        taken = browser.submit(browser.submit(page, ADD, **LETTER, **ACCESS, **sent), "Take it")
    assert "12 Mill Lane" in taken.main
    assert "Sent on paper" in taken.main
    (kept,) = filed(session)
    assert (kept.delivery, kept.send_to) == (Delivery.PAPER, "12 Mill Lane\nLeeds")
