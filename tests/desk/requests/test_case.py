"""``/desk/requests/{reference}``: each look is in the log first, and only the owner looks."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session

from app.access_log import portal
from app.access_log import queries as log
from app.access_log.errors import LogUnavailableError
from app.cases import service as cases
from app.cases.allowances.rules import SUBJECTS_A_DAY
from app.cases.models import Purpose
from app.core import clock
from app.identity.people.models import Person
from app.subject_requests import queries
from app.subject_requests import service as asking
from app.subject_requests.handling import service as handling
from app.subject_requests.models import Act, Kind, SubjectRequest
from app.subject_requests.progress.rules import Status
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.make import a_person
from tests.support.requests import LATER, MONDAY, a_request, acts, by_post, paused, taken

CANARIES = ("Amara", "All of it.", "Field engineer")
PARTS = ("", "/messages", "/clock", "/history", "/answer", "/clock/extension", "/steps/withdrawal")
OWNERS_ALONE = PARTS[1:]


def looks_at(session: Session, person: Person) -> list[log.Look]:
    session.expire_all()
    return log.entries_about(session, person)


def page_of(request: SubjectRequest, part: str = "") -> str:
    return f"/desk/requests/{request.reference}{part}"


def test_every_part_is_written_in_the_log_each_time(
    browser: Browser, session: Session, cast: Cast
) -> None:
    request = taken(session, cast.amara, cast.helen)
    browser.sign_in(cast.helen)
    for part in PARTS:
        page = browser.visit(page_of(request, part))
        assert page.heading == "Amara Okafor"
        assert "Amara Okafor can see that you opened this case, and when." in page.main
    found = looks_at(session, cast.amara)
    assert len(found) == len(PARTS)
    assert {(look.purpose, look.case, look.categories) for look in found} == {
        ("answer-request", request.reference, ("portal-account", "rights-request"))
    }


def test_without_the_log_not_a_byte_of_it_comes(
    browser: Browser, session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = taken(session, cast.amara, cast.helen)
    url = page_of(request)
    browser.sign_in(cast.helen)

    def away(*_arguments: object) -> None:
        raise LogUnavailableError

    with monkeypatch.context() as patch:
        patch.setattr(portal, "record_in", away)
        for part in PARTS:
            text = browser.visit(url + part, status=503).response.text
            assert not any(canary in text for canary in CANARIES)
        browser.visit("/desk/requests?view=mine")
    assert looks_at(session, cast.amara) == []
    assert "All of it." in browser.visit(url).main
    assert len(looks_at(session, cast.amara)) == 1


def test_another_officer_sees_the_folder_and_nothing_in_it(
    browser: Browser, session: Session, cast: Cast
) -> None:
    request = taken(session, cast.amara, cast.helen)
    browser.sign_in(cast.daniel)
    page = browser.visit(page_of(request))
    assert page.heading == request.reference
    assert "is open to Helen Marsh alone" in page.main
    texts = [page.response.text]
    for part in OWNERS_ALONE:
        texts.append(browser.visit(page_of(request, part), status=404).response.text)
    posts = ("/messages", "/clock/pause", "/clock/restart", "/answer", "/steps/withdrawal")
    for part in posts:
        texts.append(browser.post(page_of(request, part), {}, status=404).response.text)
    assert not any(canary in text for canary in CANARIES for text in texts)
    assert looks_at(session, cast.amara) == []
    assert acts(session, request) == [Act.RECEIVED, Act.TAKEN]

    browser.sign_in(cast.helen)
    assert "All of it." in browser.visit(page_of(request)).main


def test_ones_own_ones_managers_and_ones_reports_are_not_there(
    browser: Browser, session: Session, cast: Cast
) -> None:
    manager = a_person(session, "E1023", "Marta Lund")
    report = a_person(session, "E1201", "Petr Malý", manager_employee_id="E1005")
    browser.sign_in(cast.helen)
    for person in (cast.helen, manager, report):
        request = a_request(session, person)
        for part in PARTS:
            browser.visit(page_of(request, part), status=404)
        browser.post(page_of(request, "/taking"), {"form_key": str(uuid4())}, status=404)
        browser.post(page_of(request, "/steps/assignment"), {}, status=404)
        assert acts(session, request) == [Act.RECEIVED]
    other = a_request(session, cast.amara)
    taken_ = browser.submit(browser.visit(page_of(other)), "Take it")
    assert taken_.heading == "Amara Okafor"


def test_who_comes_second_reads_who_took_it(browser: Browser, session: Session, cast: Cast) -> None:
    request = a_request(session, cast.amara)
    browser.sign_in(cast.helen)
    page = browser.visit(page_of(request))
    with clock.set_to(clock.now() - timedelta(minutes=2)):
        session.commit()
        handling.take(session, request, cast.daniel)

    late = browser.submit(page, "Take it", status=409)

    assert "Daniel Osei took this 2 minutes ago." in late.main
    assert "Amara" not in late.response.text
    other = a_request(session, cast.jo)
    page = browser.visit(page_of(other))
    assert browser.submit(page, "Take it").heading == "Jo Lindqvist"
    assert browser.submit(page, "Take it").heading == "Jo Lindqvist"
    assert acts(session, other) == [Act.RECEIVED, Act.TAKEN]


def test_looks_count_among_the_people_of_a_day(
    browser: Browser, session: Session, cast: Cast
) -> None:
    request = taken(session, cast.amara, cast.helen)
    for number in range(SUBJECTS_A_DAY):
        person = a_person(session, f"E2{number:03}", f"Person {number}")
        case = cases.open_case(
            session,
            cast.helen,
            person,
            purpose=Purpose.ANSWER_QUESTION,
            ticket="Q",
            form_key=uuid4(),
        )
        cases.look(session, cast.helen, person, case)
    again = taken(session, person, cast.helen)
    browser.sign_in(cast.helen)
    refused = browser.visit(page_of(request), status=403)
    assert "needs a second officer's approval" in refused.text
    assert "Amara" not in refused.response.text
    assert browser.visit(page_of(again)).heading == "Person 24"


def test_the_looks_case_is_no_case_of_the_workbench(
    browser: Browser, session: Session, cast: Cast
) -> None:
    request = taken(session, cast.amara, cast.helen)
    browser.sign_in(cast.helen)
    browser.visit(page_of(request))
    assert "You have no open case." in browser.visit("/desk").main


def test_messages_go_both_ways(browser: Browser, session: Session, cast: Cast) -> None:
    request = taken(session, cast.amara, cast.helen)
    asking.write(session, request, cast.amara, "Is it <b>there</b>?", form_key=uuid4())
    browser.sign_in(cast.helen)
    page = browser.visit(page_of(request, "/messages"))
    assert "Is it <b>there</b>?" in page.main
    empty = browser.submit(page, "Send this message", status=422, text=" ")
    assert "Write your message." in empty.main
    sent = browser.submit(page, "Send this message", text="By Friday.\nHelen")
    again = browser.submit(page, "Send this message", text="By Friday.\nHelen")
    assert "Your message is sent." in sent.main
    assert again.texts(".as-written") == ["By Friday. Helen", "Is it <b>there</b>?"]
    assert len(looks_at(session, cast.amara)) == 4


def test_the_history_tells_every_event(browser: Browser, session: Session, cast: Cast) -> None:
    with clock.set_to(MONDAY):
        request = paused(session, cast.amara, cast.helen)
    with clock.set_to(MONDAY + timedelta(days=3)):
        asking.write(session, request, cast.amara, "The work one.", form_key=uuid4())
        browser.sign_in(cast.helen)
        page = browser.visit(page_of(request, "/history"))
    assert page.texts(".timeline__entry > div > p:first-child") == [
        "Amara Okafor wrote. The clock runs again:",
        "You asked a question. The clock stopped.",
        "You took it.",
        "Amara Okafor made the request.",
    ]
    assert "“Which mailbox do you mean?” Reason: There are two." in page.main


STEPS: list[tuple[str, str, Callable[[Session, Cast], SubjectRequest], dict[str, str], Act]] = [
    (
        "identity",
        "Send this and wait",
        lambda s, c: _posted(s, c, ""),
        {"reason": "The letter has no address."},
        Act.IDENTITY_ASKED,
    ),
    (
        "authority",
        "Send this and wait",
        lambda s, c: _posted(s, c, "A. Brook"),
        {"reason": "The letter is not signed."},
        Act.AUTHORITY_ASKED,
    ),
    (
        "acknowledgement",
        "Send this",
        lambda s, c: taken(s, c.amara, c.helen, Kind.COMPLAINT),
        {},
        Act.ACKNOWLEDGED,
    ),
    (
        "withdrawal",
        "Write this down and end it",
        lambda s, c: taken(s, c.amara, c.helen),
        {"text": "She rang and said so."},
        Act.WITHDRAWN,
    ),
]


def _posted(session: Session, cast: Cast, representative: str = "") -> SubjectRequest:
    request = by_post(session, cast.daniel, cast.amara, representative=representative)
    handling.take(session, request, cast.helen)
    return request


@pytest.mark.parametrize(
    ("step", "button", "make", "typed", "act"), STEPS, ids=[step[0] for step in STEPS]
)
def test_each_step_is_refused_with_a_word_and_done_with_it(
    browser: Browser,
    session: Session,
    cast: Cast,
    step: str,
    button: str,
    make: Callable[[Session, Cast], SubjectRequest],
    typed: dict[str, str],
    act: Act,
) -> None:
    request = make(session, cast)
    browser.sign_in(cast.helen)
    page = browser.visit(page_of(request, f"/steps/{step}"))
    wrong = browser.submit(page, button, status=422, **typed | {"text": " "})
    assert "Write this down: the person reads it." in wrong.main
    assert act not in acts(session, request)

    done = browser.submit(page, button, **typed)
    browser.submit(page, button, **typed)

    assert done.heading == "Amara Okafor"
    session.expire_all()
    assert acts(session, request)[-1] is act
    assert acts(session, request).count(act) == 1


def test_proof_is_written_down_on_its_day(browser: Browser, session: Session, cast: Cast) -> None:
    with clock.set_to(MONDAY):
        request = _posted(session, cast)
    with clock.set_to(MONDAY + timedelta(days=1)):
        browser.sign_in(cast.helen)
        page = browser.visit(page_of(request, "/steps/identity"))
        browser.submit(page, "Send this and wait", reason="It has no address.")
    with clock.set_to(MONDAY + timedelta(days=4)):
        browser.sign_in(cast.helen)
        page = browser.visit(page_of(request))
        assert "Next: write down the proof when it comes" in page.main
        page = browser.click(page, "Write down the proof")
        early = browser.submit(page, "Write this down", status=422, on="2026-05-31")
        ahead = browser.submit(page, "Write this down", status=422, on="2026-06-06")
        unread = browser.submit(page, "Write this down", status=422, on="soon")
        done = browser.submit(page, "Write this down", on="2026-06-04", text="Her badge.")
    assert "before the request was received" in early.main
    assert "still to come" in ahead.main
    assert "Enter a day" in unread.main
    assert "One month from Thursday 4 June 2026." in done.main
    assert "It started later than the receipt" in done.main


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("identity", "No proof of identity is asked for."),
        ("authority", "There is nothing to show."),
        ("identity-shown", "No question of this request is open."),
        ("acknowledgement", "Only a complaint is acknowledged."),
        ("closing", "No question of this request is open."),
        ("reopening", "No question of this request is open."),
    ],
)
def test_what_cannot_be_done_says_why(
    browser: Browser, session: Session, cast: Cast, step: str, said: str
) -> None:
    request = taken(session, cast.amara, cast.helen)
    browser.sign_in(cast.helen)
    page = browser.visit(page_of(request, f"/steps/{step}"))
    assert said in page.main
    assert not page.soup.select("main form")


def test_a_question_without_answer_is_closed_after_a_month_and_opened_again(
    browser: Browser, session: Session, cast: Cast
) -> None:
    with clock.set_to(MONDAY):
        request = paused(session, cast.amara, cast.helen)
        browser.sign_in(cast.helen)
        early = browser.visit(page_of(request, "/steps/closing"))
    assert "It can be closed from 2026-07-01" in early.main
    with clock.set_to(MONDAY + LATER):
        browser.sign_in(cast.helen)
        page = browser.visit(page_of(request))
        assert "Next: close it, or write again" in page.main
        page = browser.click(page, "Close it")
        closed = browser.submit(page, "Close it")
        assert "Nothing is left to do" in closed.main
        page = browser.click(closed, "Open it again")
        browser.submit(page, "Open it again")
    session.expire_all()
    story = queries.at_the_desk(session, cast.helen, request.reference)
    assert story.standing.status is Status.PAUSED


def test_a_request_is_handed_on(browser: Browser, session: Session, cast: Cast) -> None:
    request = taken(session, cast.amara, cast.helen)
    browser.sign_in(cast.helen)
    page = browser.visit(page_of(request, "/steps/assignment"))
    nobody = browser.submit(page, "Give it", status=422)
    tom = browser.submit(page, "Give it", status=422, to=str(cast.tom.id))
    done = browser.submit(page, "Give it", to=str(cast.daniel.id), reason="I am away.")
    assert "Choose an officer." in nobody.main
    assert "This officer cannot have this request" in tom.main
    assert done.heading == request.reference
    assert "is open to Daniel Osei alone" in done.main
    before = len(looks_at(session, cast.amara))
    page = browser.visit(page_of(request, "/steps/assignment"))
    assert "Amara" not in page.response.text
    back = browser.submit(page, "Give it", to=str(cast.helen.id))
    assert back.heading == "Amara Okafor"
    assert len(looks_at(session, cast.amara)) == before + 1


def test_a_letter_to_somebody_who_has_left_is_written_down_as_sent(
    browser: Browser, session: Session, cast: Cast
) -> None:
    """The acknowledgement, a question, an extension: by which way, where to and on which day."""
    with clock.set_to(MONDAY):
        request = paused(session, cast.amara, cast.helen)
        cast.amara.active = False
        session.add(cast.amara)
        session.commit()
        browser.sign_in(cast.helen)
        case = browser.visit(page_of(request))
        assert "None of them is written down as sent" in case.main
        page = browser.click(case, "Write down that a letter was sent")
        sent = {"on": "2026-06-01", "way": "post", "where": "3 Canal Road, Leith"}
        for wrong, said in (
            ({"on": "2026-05-29"}, "before the letter was written"),
            ({"on": "2026-06-02"}, "still to come"),
            ({"way": ""}, "Choose how it was sent"),
            ({"where": ""}, "Write where it was sent"),
            ({"letter": "1"}, "No such letter is left to be sent"),
        ):
            status = 409 if "letter" in wrong else 422
            send = {name: value for name, value in (sent | wrong).items() if name != "letter"}
            if "letter" in wrong:
                page.one("input[name=letter]")["value"] = "1"
            refused = browser.submit(page, "Write this down", status=status, **send)
            assert said in refused.main
            page = browser.visit(page_of(request, "/steps/letter"))
        assert Act.LETTER_SENT not in acts(session, request)
        done = browser.submit(page, "Write this down", **sent)
        again = browser.submit(page, "Write this down", **sent)
        left = browser.visit(page_of(request, "/steps/letter"))
    assert done.url == again.url
    assert "None of them is written down as sent" not in done.main
    assert "sent a letter" in done.main
    assert "By post or courier, to 3 Canal Road, Leith" in " ".join(done.main.split())
    assert acts(session, request)[-2:] == [Act.CLARIFICATION_ASKED, Act.LETTER_SENT]
    assert "No such letter is left" in left.main
