"""One request by code: shown to who has the code, and nothing else to anybody."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.approvals.models import Decision
from app.core import clock
from app.core.db.base import new_id
from app.identity.sign_in.models import Binding
from app.subject_requests.by_code import rules, service
from app.subject_requests.by_code.models import SubjectRequestCode
from app.subject_requests.handling import service as handling
from app.subject_requests.models import SubjectRequest
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.codes import WHY, give, opens
from tests.support.papers import reader, text
from tests.support.requests import MONDAY, a_request, approve, by_post, pause, propose
from tests.support.sending import posted
from tests.support.sign_in import ISSUER

PAGE = "/requests/by-code"
WRONG = "22222-33333-44444-55555"


@pytest.fixture
def letter(session: Session, cast: Cast) -> SubjectRequest:
    """Amara has left; Daniel logged her letter, and Helen has it."""
    cast.amara.active = False
    session.add(cast.amara)
    request = by_post(session, cast.daniel, cast.amara)
    handling.take(session, request, cast.helen)
    a_request(session, cast.jo)
    session.commit()
    return request


def given(browser: Browser, cast: Cast, request: SubjectRequest) -> str:
    browser.sign_in(cast.helen)
    return give(browser, request)


def test_who_has_left_reads_her_one_request_and_writes(
    browser: Browser, session: Session, cast: Cast, letter: SubjectRequest
) -> None:
    code = given(browser, cast, letter)
    page = opens(browser, code.lower().replace("-", " "))
    assert page.heading == "A copy of your data"
    for told in (letter.reference, "days left", "We received it on", "Helen Marsh took your"):
        assert told in page.main
    assert "Amara" not in page.text and "E1001" not in page.text
    sent = browser.submit(page, "Send message", text="Is it soon?")
    assert "Is it soon?" in sent.main and "You wrote" in sent.main
    browser.sign_in(cast.helen)
    at_desk = browser.visit(f"/desk/requests/{letter.reference}/messages")
    assert "Is it soon?" in at_desk.main and "Amara Okafor" in at_desk.main


def test_her_message_answers_the_question_that_stopped_the_clock(
    browser: Browser, session: Session, cast: Cast, letter: SubjectRequest
) -> None:
    pause(session, letter, cast.helen)
    session.commit()
    page = opens(browser, given(browser, cast, letter))
    assert "The clock is stopped" in page.main
    page = browser.submit(page, "Send my answer", text="The first one.")
    assert "The clock started again" in page.main and "days left" in page.main


def test_the_answer_stands_there_too(
    browser: Browser, session: Session, cast: Cast, letter: SubjectRequest
) -> None:
    approve(session, propose(session, letter, cast.helen, cast.daniel), cast.daniel)
    session.commit()
    code = given(browser, cast, letter)
    assert "Here it is." not in opens(browser, code).main
    posted(session, letter, cast.helen)
    session.commit()
    assert "Here it is." in opens(browser, code).main


def test_the_code_is_shown_once_printed_in_a_letter_and_kept_only_as_its_hash(
    browser: Browser, session: Session, cast: Cast, letter: SubjectRequest
) -> None:
    browser.sign_in(cast.helen)
    page = browser.visit(f"/desk/requests/{letter.reference}/code")
    shown = browser.submit(page, "Give a code")
    code = str(shown.one("strong.reference").string)
    answer = browser.submit(shown, "Print the letter as PDF").response
    words = text(answer.content)
    assert f"Your code: {code}" in words and "Amara Okafor" in words
    assert "/requests/by-code" in words and reader(answer.content).metadata.author is None  # type: ignore[union-attr]
    again = browser.submit(page, "Give a code", status=409)
    assert "shown already" in again.main and code not in again.text
    assert code not in browser.visit(f"/desk/requests/{letter.reference}/code").text
    (kept,) = session.exec(select(SubjectRequestCode)).all()
    assert kept.code_hash == rules.digest(code) and code not in str(kept.model_dump())


def test_no_letter_is_printed_with_another_code(
    browser: Browser, session: Session, cast: Cast, letter: SubjectRequest
) -> None:
    code = given(browser, cast, letter)
    where = f"/desk/requests/{letter.reference}/code/letter"
    browser.post(where, {"code": WRONG}, status=404)
    browser.post(where, {"code": "x" * 200}, status=422)
    assert browser.post(where, {"code": code}, status=200).response.content[:5] == b"%PDF-"


def test_a_wrong_an_ended_and_a_replaced_code_are_answered_alike(
    browser: Browser, session: Session, cast: Cast, letter: SubjectRequest
) -> None:
    replaced = given(browser, cast, letter)
    ended = given(browser, cast, letter)
    browser.submit(browser.visit(f"/desk/requests/{letter.reference}/code"), "End the code")
    refused = [opens(browser, code, status=422) for code in (WRONG, replaced, ended, "é", "x" * 90)]
    assert len({page.text for page in refused}) == 1
    assert "This code opens nothing" in refused[0].main
    assert len({tuple(sorted(page.response.headers.items())) for page in refused}) == 1
    assert opens(browser, given(browser, cast, letter)).heading == "A copy of your data"


def test_ending_or_replacing_a_code_closes_the_pages_that_it_opened(
    browser: Browser, another_browser: Browser, session: Session, cast: Cast, letter: SubjectRequest
) -> None:
    code = given(browser, cast, letter)
    page = opens(another_browser, code)
    given(browser, cast, letter)
    assert another_browser.visit(PAGE).heading == "Follow your request with a code"
    refused = another_browser.submit(page, "Send message", text="Hello?")
    assert refused.heading == "Follow your request with a code"


def test_a_page_closes_after_half_an_hour_or_when_told(
    browser: Browser, session: Session, cast: Cast, letter: SubjectRequest
) -> None:
    with clock.set_to(MONDAY):
        request = by_post(session, cast.daniel, cast.amara)
        handling.take(session, request, cast.helen)
        session.commit()
        code = given(browser, cast, request)
        opens(browser, code)
    with clock.set_to(MONDAY + timedelta(minutes=29)):
        assert browser.visit(PAGE).heading == "A copy of your data"
    with clock.set_to(MONDAY + timedelta(minutes=31)):
        assert browser.visit(PAGE).heading == "Follow your request with a code"
        closed = browser.submit(opens(browser, code), "Close this page")
        assert "Type your code to open it again" in closed.text
        assert browser.visit(PAGE).heading == "Follow your request with a code"


def test_its_cookie_goes_nowhere_else_and_is_no_session(
    browser: Browser, session: Session, cast: Cast, letter: SubjectRequest
) -> None:
    code = given(browser, cast, letter)
    browser.sign_out()
    answer = browser.post(PAGE, {"code": code}).response
    (cookie,) = answer.headers.get_list("set-cookie")
    assert "Path=/requests/by-code" in cookie and "Max-Age=1800" in cookie and "HttpOnly" in cookie
    assert str(letter.id) not in cookie and letter.reference not in cookie
    for elsewhere in ("/requests", f"/requests/{letter.reference}", "/my-data", "/looked"):
        assert "/sign-in" in browser.get(elsewhere, status=303).location
    name, _, value = cookie.partition("=")
    browser.client.cookies.set(name, value.partition(";")[0][:-8] + "AAAAAAA=", path=PAGE)
    assert browser.client.get(PAGE).status_code == 200


def test_a_request_that_ended_long_ago_opens_no_more(
    browser: Browser, session: Session, cast: Cast
) -> None:
    with clock.set_to(MONDAY):
        request = by_post(session, cast.daniel, cast.amara)
        handling.take(session, request, cast.helen)
        approve(session, propose(session, request, cast.helen, cast.daniel), cast.daniel)
        session.commit()
        browser.sign_in(cast.helen)
        code = give(browser, request)
    with clock.set_to(MONDAY + timedelta(days=89)):
        assert "Here it is." in opens(browser, code).main
    with clock.set_to(MONDAY + timedelta(days=92)):
        opens(browser, code, status=422)
        assert browser.visit(PAGE).heading == "Follow your request with a code"


def test_each_opening_is_in_the_log_as_the_persons_own(
    browser: Browser, session: Session, cast: Cast
) -> None:
    request = by_post(session, cast.daniel, cast.amara)
    handling.take(session, request, cast.helen)
    session.commit()
    browser.sign_in(cast.helen)
    code = give(browser, request)
    opens(browser, code)
    opens(browser, WRONG, status=422)
    browser.sign_in(cast.amara)
    rows = browser.visit("/looked/download?format=json").response.json()
    own = [row for row in rows if "own-request-by-code" in str(row)]
    assert len(own) == 1 and request.reference in str(own)


@pytest.mark.parametrize(
    ("active", "signed_in", "refused"),
    [(True, True, True), (True, False, False), (False, True, False), (False, False, False)],
)
def test_who_can_sign_in_gets_a_code_only_for_a_reason_that_she_reads(
    browser: Browser, session: Session, cast: Cast, active: bool, signed_in: bool, refused: bool
) -> None:
    cast.amara.active = active
    account = {"issuer": ISSUER, "subject": "amara", "bound_at": MONDAY}
    if signed_in:
        session.add(Binding(person_id=cast.amara.id, **account))
    request = by_post(session, cast.daniel, cast.amara)
    handling.take(session, request, cast.helen)
    session.commit()
    browser.sign_in(cast.helen)
    case = browser.visit(f"/desk/requests/{request.reference}")
    page = browser.click(case, "A code to follow it without signing in")
    assert bool(page.soup.select("[name=why]")) is refused
    for short in ("", "Locked.", " " * 12) if refused else ():
        page = browser.submit(page, "Give a code", status=422, why=short)
        assert "They have signed in here before" in page.main
        assert not session.exec(select(SubjectRequestCode)).all()
    told = [WHY, "made a code that opens this request without signing in"]
    shown = opens(browser, give(browser, request))
    assert [each in shown.main for each in told] == [refused, refused]
    if active:
        browser.sign_in(cast.amara)
        own = browser.visit(f"/requests/{request.reference}")
        assert [each in own.main for each in told] == [refused, refused]


def test_a_code_for_who_can_sign_in_leaves_nothing_to_approve_that_was_asked_before(
    browser: Browser, session: Session, cast: Cast
) -> None:
    session.add(Binding(person_id=cast.amara.id, issuer=ISSUER, subject="amara", bound_at=MONDAY))
    request = by_post(session, cast.daniel, cast.amara)
    handling.take(session, request, cast.helen)
    asked = propose(session, request, cast.helen, cast.daniel)
    with pytest.raises(service.CanSignInError):
        service.give(session, request, cast.helen, why="", form_key=new_id())
    assert asked.decision is None
    service.give(session, request, cast.helen, why=WHY, form_key=new_id())
    session.refresh(asked)
    assert asked.decision is Decision.VOIDED
    approve(session, propose(session, request, cast.helen, cast.daniel), cast.daniel)


def test_whoever_asked_in_the_portal_is_offered_none(
    browser: Browser, session: Session, cast: Cast
) -> None:
    filed = a_request(session, cast.jo)
    handling.take(session, filed, cast.helen)
    session.commit()
    browser.sign_in(cast.helen)
    case = browser.visit(f"/desk/requests/{filed.reference}")
    assert "A code to follow it without signing in" not in case.main


def test_only_the_officer_who_has_the_request_gives_and_ends(
    browser: Browser, session: Session, cast: Cast, letter: SubjectRequest
) -> None:
    where = f"/desk/requests/{letter.reference}/code"
    for person, status in ((cast.daniel, 404), (cast.jo, 403)):
        browser.sign_in(person)
        browser.get(where, status=status)
        for path in (where, f"{where}/ending", f"{where}/letter"):
            browser.post(path, {"form_key": str(letter.id)}, status=status)
    assert not session.exec(select(SubjectRequestCode)).all()
    assert given(browser, cast, letter)


def test_whoever_types_many_codes_waits_and_others_do_not(
    browser: Browser, session: Session, cast: Cast, letter: SubjectRequest
) -> None:
    code = given(browser, cast, letter)
    for _ in range(10):
        opens(browser, WRONG, status=422)
    refused = opens(browser, code, status=429)
    assert refused.response.headers["retry-after"] == "60"
    assert "Wait for a minute" in refused.main
    assert not any(service.too_many(f"192.0.2.{n % 60}") for n in range(290))
    assert service.too_many("198.51.100.1")
    service.limiter.cache_clear()
    assert opens(browser, code).heading == "A copy of your data"
