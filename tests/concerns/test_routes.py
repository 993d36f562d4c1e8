"""A person's own concerns: writing one page by page, following it, going further."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.concerns import queries, service
from app.concerns.asking import service as asking
from app.concerns.handling import service as handling
from app.concerns.models import About, Concern, ConcernDraft, Naming
from app.concerns.progress.rules import Status
from app.concerns.reporters import queries as reporters
from app.core import clock
from app.core.config import settings
from app.core.db.base import new_id
from app.identity.roles.models import Role
from tests.support.browser import Browser, Page
from tests.support.cast import Cast
from tests.support.concerns import (
    WITH_A_NAME,
    a_concern,
    a_third_officer,
    answer,
    ask_for_the_name,
    at,
    given_on,
    taken,
)
from tests.support.consent import a_choice, offer
from tests.support.looks import PRACTICES, a_look, a_source, report
from tests.support.make import a_person
from tests.support.policies import TEXT, a_version
from tests.support.requests import approve


def _written(browser: Browser, name: str, about: dict[str, str], **words: str) -> Page:
    page = browser.visit("/concerns/new")
    assert not page.soup.select("input[checked]")  # nothing is chosen beforehand
    page = browser.submit(page, "Continue", name=name)
    page = browser.submit(page, "Continue", **about)
    return browser.submit(page, "Continue", **{"what": "The screens."} | words)


def test_who_raised_nothing_is_told_so(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.amara)
    page = browser.visit("/concerns")
    assert "You have not raised a concern." in page.main
    assert not browser.visit("/requests").soup.select("#concerns")
    assert "I do not want to give my name" not in browser.visit("/concerns/new").text


@pytest.mark.parametrize("name", WITH_A_NAME)
def test_a_concern_is_written_page_by_page_and_sent(
    browser: Browser, session: Session, cast: Cast, name: Naming
) -> None:
    session.commit()
    browser.sign_in(cast.amara)
    check = _written(browser, name.value, {"about": "else"}, wish="Turn them off.")
    assert check.heading == "Check your answers"
    assert "Turn them off." in check.main

    shown = browser.submit(check, "Send my concern")

    assert shown.heading == "Your concern"
    assert "Received" in shown.texts(".tag")
    assert "Turn them off." in shown.text
    assert session.exec(select(ConcernDraft)).all() == []
    listed = browser.visit("/requests")
    assert listed.texts("#concerns .tag") == ["Received"]
    assert "Something else" in browser.visit("/").text


def test_a_draft_is_kept_and_thrown_away(browser: Browser, session: Session, cast: Cast) -> None:
    session.commit()
    browser.sign_in(cast.amara)
    page = browser.submit(browser.visit("/concerns/new"), "Continue", name="named")
    page = browser.submit(page, "Continue", about="else")
    page = browser.submit(page, "Save and come back later", what="Half a sent")
    assert "You have begun a concern." in page.main
    again = browser.visit("/concerns/new/what")
    assert again.one("textarea#what").text.strip() == "Half a sent"
    browser.submit(page, "Delete it what you had written")
    assert session.exec(select(ConcernDraft)).all() == []
    assert browser.get("/concerns/new/what", status=303).location == "/concerns/new"


def test_whoever_has_begun_under_her_name_deletes_that_before_she_goes_on_without_it(
    browser: Browser, session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAYLIGHT_SPEAKUP_URL", "https://speakup.example.com")
    settings.cache_clear()
    session.commit()
    browser.sign_in(cast.amara)
    page = browser.visit("/concerns/new/name-or-not")
    assert "in other words" not in page.main
    page = browser.submit(page, "Continue", name="named")
    begun = browser.visit("/concerns/new/name-or-not")
    assert "kept under your name" in begun.main
    assert "in other words" in begun.main
    browser.submit(begun, "Delete what I have begun")
    assert session.exec(select(ConcernDraft)).all() == []
    page = browser.visit("/concerns/new/name-or-not")
    assert "I do not want to give my name" in page.main
    assert "in other words" not in page.main


def test_a_draft_is_sealed_and_forgotten_after_thirty_days(
    browser: Browser, session: Session, cast: Cast
) -> None:
    session.commit()
    browser.sign_in(cast.amara)
    page = browser.submit(browser.visit("/concerns/new"), "Continue", name="confidential")
    page = browser.submit(page, "Continue", about="conduct", person="Samir Haddad")
    browser.submit(page, "Save and come back later", what="He reads our chats.")
    draft = session.exec(select(ConcernDraft)).one()
    assert b"Samir" not in bytes(draft.sealed)
    asking.forget_old(session)
    assert session.exec(select(ConcernDraft)).all()
    with clock.set_to(clock.now() + timedelta(days=30, minutes=1)):
        asking.forget_old(session)
    assert session.exec(select(ConcernDraft)).all() == []


def test_each_question_says_what_is_missing(browser: Browser, session: Session, cast: Cast) -> None:
    session.commit()
    browser.sign_in(cast.amara)
    page = browser.visit("/concerns/new")
    wrong = browser.submit(page, "Continue", status=422)
    assert "Choose who may know your name." in wrong.main
    page = browser.submit(wrong, "Continue", name="named")
    wrong = browser.submit(page, "Continue", status=422)
    assert "Choose what your concern is about." in wrong.main
    page = browser.submit(wrong, "Continue", about="else")
    wrong = browser.submit(page, "Continue", status=422)
    assert "Say what happened." in wrong.main
    assert browser.submit(wrong, "Continue", what="It did.").heading == "Check your answers"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("a\x00b", "characters that cannot be shown"),
        ("a\u202eb", "characters that cannot be shown"),
        ("a\u2066b", "characters that cannot be shown"),
        ("x" * 4001, "Write up to 4,000 letters."),
    ],
)
def test_text_that_cannot_be_kept_is_refused_in_plain_words(
    browser: Browser, session: Session, cast: Cast, typed: str, said: str
) -> None:
    session.commit()
    browser.sign_in(cast.amara)
    page = browser.submit(browser.visit("/concerns/new"), "Continue", name="named")
    page = browser.submit(page, "Continue", about="else")
    wrong = browser.submit(page, "Continue", status=422, what=typed)
    assert said in wrong.main
    shown = browser.submit(wrong, "Continue", what="<b>\u0430 b</b>")  # a Cyrillic letter
    assert "<b>\u0430 b</b>" in shown.main
    assert browser.submit(page, "Continue", what="x" * 4000).heading == "Check your answers"


def test_a_concern_about_a_practice_or_a_policy_leads_to_it(
    browser: Browser, session: Session, cast: Cast
) -> None:
    offer(session, cast, a_choice(), *PRACTICES)
    a_version(session, cast.daniel, TEXT)
    session.commit()
    browser.sign_in(cast.amara)
    for about, named in (
        ({"about": "practice", "practice": "location"}, "/collected/location"),
        ({"about": "policy", "policy": "using-tools"}, "/policies/using-tools"),
    ):
        check = _written(browser, "named", about)
        shown = browser.submit(check, "Send my concern")
        links = [str(each["href"]) for each in shown.soup.select(".summary-list a")]
        assert [each for each in links if each.endswith(named)], links
        assert browser.visit(links[0]).status == 200


def test_a_link_says_what_it_is_about(browser: Browser, session: Session, cast: Cast) -> None:
    offer(session, cast, a_choice(), *PRACTICES)
    session.commit()
    browser.sign_in(cast.amara)
    page = browser.visit("/collected/location")
    page = browser.visit(str(page.one("a[href*='/concerns/new']")["href"]))
    page = browser.submit(page, "Continue", name="named")
    assert page.heading == "What happened?"  # the second question has its answer
    back = browser.visit("/concerns/new/about")
    assert back.one("option[selected][value=location]")
    assert back.one("input[checked]")["value"] == "practice"


def test_a_link_leaves_a_saved_answer_as_it_is(
    browser: Browser, session: Session, cast: Cast
) -> None:
    offer(session, cast, a_choice(), *PRACTICES)
    session.commit()
    browser.sign_in(cast.amara)
    conduct = {"about": "conduct", "person": "Samir Haddad"}
    _written(browser, "named", conduct)
    page = browser.visit("/collected/location")
    page = browser.visit(str(page.one("a[href*='/concerns/new']")["href"]))
    assert "What you answered stays." in page.text
    page = browser.submit(page, "Continue", name="confidential")
    assert page.heading == "Check your answers"
    assert "Samir Haddad" in page.main
    assert browser.visit("/concerns/new/about").one("input[checked]")["value"] == "conduct"


def test_a_concern_about_a_look_is_kept_from_who_looked(
    browser: Browser, session: Session, cast: Cast
) -> None:
    offer(session, cast, a_choice(), *PRACTICES)
    a_source(session)
    employee_id, officer = cast.amara.employee_id, cast.helen.employee_id
    session.commit()
    ago = clock.now() - timedelta(hours=3)
    report(a_look(ago, officer, subjects=(employee_id,), name="Helen Marsh"))
    browser.sign_in(cast.amara)
    entry = browser.visit("/looked").one("a.quiet-link[href^='/looked/']")
    page = browser.visit(str(entry["href"]))
    page = browser.visit(str(page.one("a[href*='/concerns/new']")["href"]))
    page = browser.submit(page, "Continue", name="confidential")
    shown = browser.submit(browser.submit(page, "Continue", what="Why?"), "Send my concern")
    assert "Helen Marsh" in shown.text
    assert shown.soup.select(".summary-list a[href*='/looked/']")

    concern = session.exec(select(Concern)).one()
    told = queries.story(session, concern)
    assert told.sealed.concerned == (cast.helen.id,)
    assert not queries.is_for(session, cast.helen, told)
    assert queries.is_for(session, cast.daniel, told)
    assert concern.object_id == ""  # the entry is hers, so it is sealed


def test_somebody_elses_entry_or_an_unknown_practice_is_left_aside(
    browser: Browser, session: Session, cast: Cast
) -> None:
    session.commit()
    browser.sign_in(cast.amara)
    check = _written(browser, "named", {"about": "else"})
    browser.submit(check, "Send my concern")
    concern = a_concern(session, cast.amara, about=About.PRACTICE, object_id="x" * 120)
    assert concern.object_id == ""
    concern = a_concern(session, cast.amara, about=About.ACCESS, entry="ABCDEFGH")
    assert reporters.opened(concern).sentence == ""


def test_another_persons_concern_is_not_found(
    browser: Browser, session: Session, cast: Cast
) -> None:
    concern = a_concern(session, cast.amara)
    reference = concern.reference
    session.commit()
    for who in (cast.tom, cast.jo, cast.helen, cast.ines, cast.viktor):
        browser.sign_in(who)
        browser.get(f"/concerns/{reference}", status=404)
    browser.sign_in(cast.amara)
    assert browser.visit(f"/concerns/{reference}").status == 200


@pytest.mark.parametrize("status", list(Status))
def test_each_stage_says_how_far_it_is_and_what_she_can_do(
    browser: Browser, session: Session, cast: Cast, status: Status
) -> None:
    concern = at(session, status, cast)
    session.commit()
    browser.sign_in(cast.amara)
    page = browser.visit(f"/concerns/{concern.reference}")
    tags = {
        Status.RECEIVED: "Received",
        Status.LOOKING: "Looking into it",
        Status.ANSWERED: "Answered",
        Status.CLOSED: "Closed",
    }
    assert page.texts(".status-line .tag") == [tags[status]]
    answered = status in {Status.ANSWERED, Status.CLOSED}
    assert ("You were right in part" in page.main) is answered
    assert ("Not happy with the answer" in page.main) is answered
    assert ("Stop looking into it" in page.text) is (not answered)


def test_late_is_said_in_our_own_words(browser: Browser, session: Session, cast: Cast) -> None:
    now = clock.now()
    with clock.set_to(now - timedelta(days=40)):
        concern = taken(session, cast.amara, cast.helen)
        session.commit()
    browser.sign_in(cast.amara)
    page = browser.visit(f"/concerns/{concern.reference}")
    assert "We are late. We should have told you by" in page.text
    assert "the Information Commissioner" in page.text
    handling.acknowledge(session, concern, cast.helen, form_key=new_id())
    session.commit()
    page = browser.visit(f"/concerns/{concern.reference}")
    assert "We are late." not in page.text
    assert "Acknowledged on" in page.text


def test_not_happy_leads_to_another_officer_the_representative_and_the_regulator(
    browser: Browser, session: Session, cast: Cast
) -> None:
    concern = at(session, Status.CLOSED, cast)
    session.commit()
    browser.sign_in(cast.amara)
    page = browser.visit(f"/concerns/{concern.reference}")
    page = browser.visit(str(page.one("a.button[href*=not-happy]")["href"]))
    assert "Ewan Galbraith" in page.main
    assert "the Information Commissioner" in page.main
    wrong = browser.submit(page, "Ask for another officer", status=422)
    assert "Say why you are not happy with the answer." in wrong.main
    page = browser.submit(wrong, "Ask for another officer", text="Nobody came to look.")
    assert page.texts(".status-line .tag") == ["Received"]
    again = browser.visit(f"/concerns/{concern.reference}/not-happy")
    assert "You have asked for this already." in again.main
    told = queries.story(session, concern)
    assert not queries.is_for(session, cast.helen, told)
    assert queries.is_for(session, cast.daniel, told)


def test_messages_go_both_ways_and_notes_do_not(
    browser: Browser, session: Session, cast: Cast
) -> None:
    concern = taken(session, cast.amara, cast.helen)
    service.write(session, concern, cast.helen, "When was it?", form_key=new_id())
    handling.note(session, concern, cast.helen, "A note-of-our-own.", form_key=new_id())
    session.commit()
    browser.sign_in(cast.amara)
    page = browser.visit(f"/concerns/{concern.reference}")
    assert "When was it?" in page.main
    assert "note-of-our-own" not in page.response.text
    page = browser.submit(page, "Send message", text="On Monday.")
    assert "On Monday." in page.main
    wrong = browser.submit(page, "Send message", status=422)
    assert "Write your message." in wrong.main
    browser.sign_in(cast.helen)
    desk = browser.visit(f"/desk/concerns/{concern.reference}")
    assert "On Monday." in desk.main
    assert "note-of-our-own" in desk.main


def test_she_reads_who_has_it_and_whether_they_know_her_name(
    browser: Browser, session: Session, cast: Cast
) -> None:
    concern = given_on(session, cast)
    session.commit()
    browser.sign_in(cast.amara)
    page = browser.visit(f"/concerns/{concern.reference}")
    assert "Daniel Osei has your concern now, and does not know it." in page.text


def test_a_concern_that_no_officer_may_have_says_so_and_those_who_watch_are_told(
    browser: Browser, session: Session, cast: Cast
) -> None:
    cast.daniel.manager_employee_id = cast.helen.employee_id
    session.commit()
    browser.sign_in(cast.amara)
    conduct = {"about": "conduct", "person": "Helen Marsh"}
    check = _written(browser, "confidential", conduct)
    assert "No privacy officer here may have it." in check.main
    assert "gets it at once" not in check.main
    page = browser.submit(check, "Send my concern")
    assert "No privacy officer here may have your concern." in page.text
    assert "You can show it to a representative: Ewan Galbraith." in page.text
    assert "the Information Commissioner" in page.text
    reference = session.exec(select(Concern.reference)).one()
    for who in (cast.ewan, cast.ines):
        browser.sign_in(who)
        told = browser.visit("/updates")
        assert f"No privacy officer may have a concern, because of who is in it: {reference}." in (
            told.main
        )
        assert not told.soup.select("a[href*='/desk/concerns']")
    browser.sign_in(cast.viktor)
    assert reference not in browser.visit("/updates").text
    cast.daniel.manager_employee_id = None
    session.commit()
    browser.sign_in(cast.amara)
    assert "may have your concern" not in browser.visit(page.url).text


def test_a_name_that_nobody_has_is_said_before_it_is_sent(
    browser: Browser, session: Session, cast: Cast
) -> None:
    session.commit()
    browser.sign_in(cast.amara)
    check = _written(browser, "named", {"about": "conduct", "person": "Samir Hadad"})
    assert "We found nobody of this name, so we cannot keep it from them." in check.main
    page = browser.click(check, "Correct the name, or give their employee number")
    page = browser.submit(page, "Continue", person=" samir  HADDAD")
    assert page.heading == "Check your answers"
    assert "We found nobody" not in page.main
    browser.submit(page, "Send my concern")
    told = queries.story(session, session.exec(select(Concern)).one())
    assert len(told.sealed.concerned) == 1


@pytest.mark.parametrize(("people", "kept"), [(1, True), (2, False), (0, False)])
def test_a_practice_is_kept_from_its_owner_if_that_is_one_person(
    browser: Browser, session: Session, cast: Cast, people: int, kept: bool
) -> None:
    offer(session, cast, a_choice(), *PRACTICES)
    owners = [a_person(session, f"E107{n}", "ruth  ADEYEMI", Role.OFFICER) for n in range(people)]
    session.commit()
    browser.sign_in(cast.amara)
    check = _written(browser, "named", {"about": "practice", "practice": "location"})
    assert ("Your concern never goes to" in check.main) is kept
    assert ("nobody is named in this one" in check.main) is not kept
    browser.submit(check, "Send my concern")
    told = queries.story(session, session.exec(select(Concern)).one())
    assert [queries.is_for(session, each, told) for each in owners] == [not kept] * people
    assert queries.is_for(session, cast.helen, told)


def test_a_policy_has_no_owner_to_keep_it_from(
    browser: Browser, session: Session, cast: Cast
) -> None:
    a_version(session, cast.daniel, TEXT)
    session.commit()
    browser.sign_in(cast.amara)
    check = _written(browser, "named", {"about": "policy", "policy": "using-tools"})
    assert "nobody is named in this one" in check.main


def test_she_reads_everybody_who_ever_knew_her_name(
    browser: Browser, session: Session, cast: Cast
) -> None:
    mei, concern = a_third_officer(session), given_on(session, cast)
    approve(session, ask_for_the_name(session, concern, cast.daniel, mei), mei)
    session.commit()
    browser.sign_in(cast.amara)

    def knows() -> str:
        return browser.visit(f"/concerns/{concern.reference}").text

    assert "Daniel Osei, who has your concern." in knows()
    assert "and they may remember it: Helen Marsh." in knows()
    handling.name_person(session, concern, cast.daniel, typed="Daniel Osei", form_key=new_id())
    session.commit()
    assert "Whoever takes it next does not learn your name with it." in knows()
    assert "and they may remember it: Daniel Osei, Helen Marsh." in knows()
    assert "Daniel Osei no longer has your concern, because of somebody in it" in knows()
    handling.take(session, concern, mei)
    session.commit()
    assert "Mei Tanaka has your concern now, and does not know it." in knows()
    answer(session, concern, mei)
    service.escalate(session, concern, cast.amara, text="Nobody came.", form_key=new_id())
    session.commit()
    assert "and they may remember it: Daniel Osei, Helen Marsh." in knows()
