"""``/desk/concerns``: each look is in the log first, only the owner looks, names are in no list."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session

from app.access_log import portal
from app.access_log import queries as log
from app.access_log.errors import LogUnavailableError
from app.cases.allowances import queries as allowances
from app.cases.allowances.queries import Allowance
from app.concerns import service
from app.concerns.handling import service as handling
from app.concerns.models import Act, Concern, Naming
from app.concerns.progress.rules import NotNowError, Status
from app.core import clock
from app.core.db.base import new_id
from app.identity.people.models import Person
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.concerns import (
    WHY,
    WITH_A_NAME,
    a_concern,
    a_third_officer,
    acts,
    at,
    given_on,
    taken,
)
from tests.support.make import a_person

WORDS = ("The screens in the yard", "Turn them off.")
OWNERS_ALONE = ("/answer", "/name")
POSTS = (
    *("/messages", "/notes", "/acknowledgement", "/people", "/closing", "/answer", "/name"),
    "/assignment",
)


def page_of(concern: Concern, part: str = "") -> str:
    return f"/desk/concerns/{concern.reference}{part}"


def looks_at(session: Session, person: Person) -> list[log.Look]:
    session.expire_all()
    return log.entries_about(session, person)


@pytest.mark.parametrize("naming", WITH_A_NAME)
def test_every_look_is_in_the_log_before_the_page(
    browser: Browser, session: Session, cast: Cast, naming: Naming
) -> None:
    concern = taken(session, cast.amara, cast.helen, naming=naming)
    reference = concern.reference
    session.commit()
    browser.sign_in(cast.helen)
    for part in ("", "/answer"):
        page = browser.visit(page_of(concern, part))
        assert page.heading == "Amara Okafor"
        assert "Amara Okafor can see that you opened this, and when." in page.text
    browser.submit(page, "Send the answer", status=422)  # what is shown again is a look too
    found = looks_at(session, cast.amara)
    assert len(found) == 3
    assert {(look.purpose, look.case, look.categories) for look in found} == {
        ("answer-concern", reference, ("portal-account", "raised-concern"))
    }


@pytest.mark.parametrize(("seen", "status"), [("amara", 403), ("jo", 403), (None, 200)])
def test_the_limit_of_a_day_does_not_tell_whose_a_confidential_concern_is(
    browser: Browser,
    session: Session,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    seen: str | None,
    status: int,
) -> None:
    hers, not_hers = given_on(session, cast), taken(session, cast.amara, cast.daniel)
    session.commit()
    ids = {getattr(cast, seen).id} if seen else set()
    monkeypatch.setattr(allowances, "allowance", lambda *_: Allowance(ids, 1))
    browser.sign_in(cast.daniel)
    browser.visit(page_of(hers), status=status)
    known = 403 if seen == "jo" else 200  # whose it is is open to him, so it may count
    browser.visit(page_of(not_hers), status=known)


def test_without_the_log_not_a_byte_of_it_comes(
    browser: Browser, session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    concern = taken(session, cast.amara, cast.helen)
    session.commit()
    browser.sign_in(cast.helen)

    def away(*_arguments: object) -> None:
        raise LogUnavailableError

    with monkeypatch.context() as patch:
        patch.setattr(portal, "record_in", away)
        for part in ("", "/answer", "/name"):
            text = browser.visit(page_of(concern, part), status=503).response.text
            assert not any(each in text for each in (*WORDS, "Amara"))
        browser.visit("/desk/concerns")
    assert looks_at(session, cast.amara) == []
    assert WORDS[0] in browser.visit(page_of(concern)).main


def test_another_officer_sees_the_folder_and_nothing_in_it(
    browser: Browser, session: Session, cast: Cast
) -> None:
    concern = taken(session, cast.amara, cast.helen, naming=Naming.NAMED)
    before = acts(session, concern)
    session.commit()
    browser.sign_in(cast.daniel)
    page = browser.visit(page_of(concern))
    assert page.heading == concern.reference
    assert "What was said is open to Helen Marsh alone." in page.main
    texts = [page.response.text]
    for part in (*OWNERS_ALONE, "/assignment"):
        texts.append(browser.visit(page_of(concern, part), status=404).response.text)
    for part in POSTS:
        texts.append(browser.post(page_of(concern, part), {}, status=404).response.text)
    assert not any(each in text for each in (*WORDS, "Amara") for text in texts)
    assert looks_at(session, cast.amara) == []
    assert acts(session, concern) == before
    browser.sign_in(cast.helen)
    assert WORDS[0] in browser.visit(page_of(concern)).main


def test_what_is_near_is_not_there(browser: Browser, session: Session, cast: Cast) -> None:
    about = service.About.CONDUCT
    about_her = a_concern(session, cast.amara, about=about, person="Helen Marsh")
    near = [a_concern(session, cast.helen), about_her]
    session.commit()
    browser.sign_in(cast.helen)
    for concern in near:
        for part in ("", *OWNERS_ALONE, "/assignment"):
            browser.visit(page_of(concern, part), status=404)
        for part in ("/taking", *POSTS):
            browser.post(page_of(concern, part), {"form_key": str(uuid4())}, status=404)
        assert acts(session, concern) == [Act.RECEIVED]
    assert "No concerns are here." in browser.visit("/desk/concerns?view=open").main
    browser.sign_in(cast.daniel)
    assert len(browser.visit("/desk/concerns?view=open").texts("#concerns .reference")) == 2


def test_the_queues_say_what_comes_next_and_no_names(
    browser: Browser, session: Session, cast: Cast
) -> None:
    now = clock.now()
    with clock.set_to(now - timedelta(days=35)):
        late = taken(session, cast.amara, cast.helen)
    new, answered = a_concern(session, cast.jo), at(session, Status.ANSWERED, cast)
    ended = at(session, Status.CLOSED, cast)
    session.commit()
    browser.sign_in(cast.helen)
    listed = {
        view: browser.visit(f"/desk/concerns?view={view}")
        for view in ("mine", "unassigned", "open", "ended")
    }
    stand = {view: page.texts("#concerns .reference") for view, page in listed.items()}
    assert stand["mine"] == [late.reference, answered.reference]
    assert stand["unassigned"] == [new.reference]
    assert stand["open"] == [late.reference, new.reference]
    assert stand["ended"] == [answered.reference, ended.reference]
    assert "Overdue by" in listed["mine"].main
    for page in listed.values():
        assert not any(each in page.main for each in ("Amara", "Jo Lindqvist", *WORDS))
    assert "Tell them that we look into it" in listed["mine"].main


def test_the_day_it_is_due_does_not_tell_where_the_reporter_works(
    browser: Browser, session: Session, cast: Cast
) -> None:
    received = datetime(2026, 11, 26, 12, tzinfo=UTC)  # 30 days later is Boxing Day, a Saturday
    with clock.set_to(received):
        concern = taken(session, cast.amara, cast.helen)
        session.commit()
        told = {}
        for who in (cast.helen, cast.daniel):
            browser.sign_in(who)
            pages = (page_of(concern), "/desk/concerns?view=open")
            told[who.name] = [browser.visit(each).text for each in pages]
    assert all("26 Dec" in text for text in told["Daniel Osei"])
    assert not any("26 Dec" in text for text in told["Helen Marsh"])  # the law's own day


def test_who_comes_second_reads_who_took_it(browser: Browser, session: Session, cast: Cast) -> None:
    concern = a_concern(session, cast.amara)
    session.commit()
    browser.sign_in(cast.helen)
    page = browser.visit(page_of(concern))
    handling.take(session, concern, cast.daniel)
    session.commit()
    late = browser.submit(page, "Take it", status=409)
    assert "Daniel Osei took this." in late.main
    other = a_concern(session, cast.amara)
    session.commit()
    page = browser.visit(page_of(other))
    assert browser.submit(page, "Take it").heading == "Amara Okafor"
    assert browser.submit(page, "Take it").heading == "Amara Okafor"
    assert acts(session, other) == [Act.RECEIVED, Act.TAKEN]


def test_from_taking_to_closing(browser: Browser, session: Session, cast: Cast) -> None:
    concern = a_concern(session, cast.amara)
    session.commit()
    browser.sign_in(cast.helen)
    page = browser.submit(browser.visit(page_of(concern)), "Take it")
    page = browser.submit(page, "Send this")
    assert "told the reporter that we look into it" in page.main
    wrong = browser.submit(page, "Keep it from them", status=422, person="Nobody Such")
    assert "Nobody who works here has exactly this name" in wrong.text
    page = browser.submit(wrong, "Keep it from them", person="Samir Haddad")
    assert "Samir Haddad" in page.text
    wrong = browser.submit(page, "Keep this note", status=422)
    assert "Write something." in wrong.main
    page = browser.submit(page, "Keep this note", note="Ask the yard.")
    assert "Ask the yard." in page.main
    page = browser.submit(page, "Send message", text="When was it?")
    page = browser.click(page, "Write the answer")
    wrong = browser.submit(page, "Send the answer", status=422)
    assert "Choose what you found." in wrong.main
    page = browser.submit(wrong, "Send the answer", outcome="upheld", text="They were too large.")
    assert "Upheld" in page.text
    page = browser.submit(page, "Close it")
    assert "This concern has ended." in page.main
    assert acts(session, concern) == [
        *(Act.RECEIVED, Act.TAKEN, Act.ACKNOWLEDGED, Act.PERSON_NAMED, Act.ANSWERED, Act.CLOSED),
    ]


def test_what_has_ended_is_open_to_nobody(browser: Browser, session: Session, cast: Cast) -> None:
    concern, key = at(session, Status.ANSWERED, cast), new_id()
    session.commit()
    browser.sign_in(cast.helen)
    assert WORDS[0] in browser.visit(page_of(concern)).main  # not closed yet
    service.close(session, concern, cast.helen, form_key=key)
    session.commit()
    before = len(looks_at(session, cast.amara))
    texts = [browser.visit(page_of(concern)).response.text]
    assert "What was said is open to nobody at the desk now." in texts[0]
    for part, status in (("/answer", 409), ("/name", 404)):
        texts.append(browser.visit(page_of(concern, part), status=status).response.text)
    for part, status in (("/messages", 409), ("/notes", 409), ("/answer", 409), ("/name", 404)):
        texts.append(browser.post(page_of(concern, part), {}, status=status).response.text)
    browser.post(page_of(concern, "/closing"), {"form_key": str(key)})  # pressed twice
    assert not any(each in text for each in (*WORDS, "Amara") for text in texts)
    assert len(looks_at(session, cast.amara)) == before
    with pytest.raises(NotNowError):
        service.write(session, concern, cast.amara, "Hello?", form_key=new_id())
    browser.sign_in(cast.amara)
    page = browser.visit(f"/concerns/{concern.reference}")
    assert "Send message" not in page.main
    assert browser.click(page, "Raise another concern").heading == "Who may know your name?"


def test_whoever_is_looked_for_by_name_can_read_so(
    browser: Browser, session: Session, cast: Cast
) -> None:
    concern, twin = (
        taken(session, cast.amara, cast.helen),
        a_person(session, "E1050", "Tom Whitlock"),
    )
    session.commit()
    browser.sign_in(cast.helen)
    page = browser.visit(page_of(concern))
    page = browser.submit(page, "Keep it from them", status=422, person="Tom Whitlock")
    page = browser.submit(page, "Keep it from them", person=cast.jo.employee_id)
    for person in (cast.tom, twin, cast.jo):
        (look,) = looks_at(session, person)
        assert (look.action, look.purpose, look.case) == ("search", "find-person", None)


def test_naming_oneself_gives_it_back(browser: Browser, session: Session, cast: Cast) -> None:
    concern = taken(session, cast.amara, cast.helen)
    session.commit()
    browser.sign_in(cast.helen)
    page = browser.visit(page_of(concern))
    listed = browser.submit(page, "Keep it from them", person="Helen Marsh")
    assert listed.heading == "Concerns"
    browser.visit(page_of(concern), status=404)


def test_a_name_is_asked_for_with_a_reason_and_opened(
    browser: Browser, session: Session, cast: Cast
) -> None:
    mei, concern = a_third_officer(session), given_on(session, cast)
    session.commit()
    browser.sign_in(cast.daniel)
    page = browser.visit(page_of(concern))
    assert page.heading == "Confidential reporter"
    assert "The reporter can see that you opened this, and when." in page.text
    page = browser.click(page, "Ask for the name")
    wrong = browser.submit(page, "Ask for approval", status=422, reason="Because.")
    assert "Say why, in 20 to 600 letters." in wrong.main
    asked = browser.submit(wrong, "Ask for approval", reason=WHY, approver=str(mei.id))
    assert asked.heading == f"Who raised {concern.reference}"
    assert "A second officer is asked to open it" in browser.visit(page_of(concern)).text

    browser.sign_in(mei)
    page = browser.click(browser.visit(asked.url), "Decide")
    assert "Amara" not in page.text
    browser.submit(page, "Record my decision", decision="approve")
    assert browser.visit(page_of(concern)).heading == concern.reference

    browser.sign_in(cast.daniel)
    assert browser.visit(page_of(concern)).heading == "Amara Okafor"


def test_a_look_at_an_access_is_not_told_without_the_name(
    browser: Browser, session: Session, cast: Cast
) -> None:
    concern = given_on(session, cast, about=service.About.ACCESS)
    session.commit()
    browser.sign_in(cast.daniel)
    assert "Not shown: it would tell who raised this." in browser.visit(page_of(concern)).text


def test_it_is_given_to_another_officer_with_a_reason(
    browser: Browser, session: Session, cast: Cast
) -> None:
    concern = taken(session, cast.amara, cast.helen)
    session.commit()
    browser.sign_in(cast.helen)
    page = browser.visit(page_of(concern, "/assignment"))
    assert "Helen Marsh" not in page.main
    wrong = browser.submit(page, "Give it", status=422)
    assert "Choose an officer." in wrong.main
    page = browser.submit(wrong, "Give it", to=str(cast.daniel.id), reason="I am away.")
    assert "is open to Daniel Osei alone" in page.main
    again = {"to": str(cast.daniel.id), "form_key": str(new_id())}
    browser.post(page_of(concern, "/assignment"), again, status=403)
    browser.sign_in(cast.amara)
    assert "I am away." in browser.visit(f"/concerns/{concern.reference}").main
