"""An answer or an extension needs two, in exactly the words approved, about what still is so."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from app.approvals import service as approvals
from app.approvals.models import Decision
from app.approvals.models import Kind as Matter
from app.core import clock
from app.core.db.base import new_id
from app.core.errors import ConflictError, ForbiddenError, RejectedError
from app.desk.approvals import service as desk
from app.identity.roles.models import Role
from app.subject_requests import queries, service
from app.subject_requests.deciding.service import ApproverTooCloseError, preview_extension
from app.subject_requests.handling import service as handling
from app.subject_requests.models import Act, Kind, Outcome
from app.subject_requests.progress.rules import Status
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.make import a_person
from tests.support.requests import (
    MONDAY,
    a_request,
    acts,
    approve,
    propose,
    propose_extension,
    taken,
)


def test_the_person_reads_exactly_what_was_approved(session: Session, cast: Cast) -> None:
    request = taken(session, cast.amara, cast.helen, Kind.COMPLAINT)
    approval = propose(session, request, cast.helen, cast.daniel, outcome=Outcome.PARTLY)
    assert acts(session, request) == [Act.RECEIVED, Act.TAKEN]
    with pytest.raises(ForbiddenError):
        approve(session, approval, cast.helen)
    approve(session, approval, cast.daniel)
    story = queries.own(session, cast.amara, request.reference)
    assert (story.standing.status, story.standing.outcome) == (Status.ANSWERED, Outcome.PARTLY)
    answer = story.events[-1]
    assert (answer.text, answer.actor_id) == ("Here it is.", cast.helen.id)
    assert answer.details["approver_id"] == str(cast.daniel.id)


def test_whatever_happens_meanwhile_voids_what_was_asked(session: Session, cast: Cast) -> None:
    request = taken(session, cast.amara, cast.helen)
    approval = propose(session, request, cast.helen, cast.daniel)
    service.change(session, request, cast.amara, text="Only e-mail.", form_key=new_id())
    assert approval.decision is Decision.VOIDED
    with pytest.raises(ConflictError):
        approve(session, approval, cast.daniel)
    approve(session, propose(session, request, cast.helen, cast.daniel), cast.daniel)
    assert acts(session, request)[-1] is Act.ANSWERED


def test_other_words_are_another_proposal(session: Session, cast: Cast) -> None:
    request = taken(session, cast.amara, cast.helen)
    first = propose(session, request, cast.helen, cast.daniel, text="Here it is.")
    second = propose(session, request, cast.helen, cast.daniel, text="Here is all of it.")
    assert (first.decision, second.decision) == (Decision.VOIDED, None)
    assert first.digest != second.digest
    with pytest.raises(ConflictError):
        approve(session, first, cast.daniel)
    approve(session, second, cast.daniel)
    assert queries.story(session, request).events[-1].text == "Here is all of it."


def test_a_message_leaves_the_decision_as_it_is(session: Session, cast: Cast) -> None:
    request = taken(session, cast.amara, cast.helen)
    approval = propose(session, request, cast.helen, cast.daniel)
    service.write(session, request, cast.amara, "How is it going?", form_key=new_id())
    approve(session, approval, cast.daniel)
    assert acts(session, request)[-1] is Act.ANSWERED


def test_a_form_sent_twice_asks_once(session: Session, cast: Cast) -> None:
    request, key = taken(session, cast.amara, cast.helen), new_id()
    first = propose(session, request, cast.helen, cast.daniel, form_key=key)
    assert propose(session, request, cast.helen, cast.daniel, form_key=key).id == first.id
    assert first.decision is None


def test_a_form_sent_again_voids_nothing(session: Session, cast: Cast) -> None:
    request, key = a_request(session, cast.amara), new_id()
    handling.take(session, request, cast.helen, form_key=key)
    approval = propose(session, request, cast.helen, cast.daniel)
    handling.take(session, request, cast.helen, form_key=key)
    assert approval.decision is None
    approve(session, approval, cast.daniel)


def test_who_works_with_the_person_does_not_decide(session: Session, cast: Cast) -> None:
    chief = a_person(session, "E1020", "Petra Vogel", Role.OFFICER)
    request = taken(session, cast.tom, cast.helen)
    with pytest.raises(ApproverTooCloseError):
        propose(session, request, cast.helen, chief)
    approve(session, propose(session, request, cast.helen, cast.daniel), cast.daniel)


def test_who_came_near_meanwhile_carries_out_nothing(session: Session, cast: Cast) -> None:
    request = taken(session, cast.amara, cast.helen)
    approval = propose(session, request, cast.helen, cast.daniel)
    cast.amara.manager_employee_id = cast.daniel.employee_id
    session.flush()
    attempt = session.begin_nested()
    with pytest.raises(ApproverTooCloseError):
        approve(session, approval, cast.daniel)
    attempt.rollback()
    cast.amara.manager_employee_id = cast.tom.employee_id
    session.flush()
    approve(session, approval, cast.daniel)


def test_only_who_has_the_request_proposes(session: Session, cast: Cast) -> None:
    request = taken(session, cast.amara, cast.helen)
    with pytest.raises(ForbiddenError):
        propose(session, request, cast.daniel, cast.helen)
    approval = propose(session, request, cast.helen, cast.daniel)
    handling.assign(session, request, cast.helen, cast.daniel)
    assert approval.decision is Decision.VOIDED
    approve(session, propose(session, request, cast.daniel, cast.helen), cast.helen)


def test_an_extension_holds_from_the_day_it_is_approved(session: Session, cast: Cast) -> None:
    with clock.set_to(MONDAY):
        request = taken(session, cast.amara, cast.helen)
    with clock.set_to(MONDAY + timedelta(days=30)):
        late = propose_extension(session, request, cast.helen, cast.daniel)
        would = preview_extension(queries.story(session, request))
    with clock.set_to(MONDAY + timedelta(days=31)):
        attempt = session.begin_nested()
        with pytest.raises(RejectedError, match="ended on 2026-07-01"):
            approve(session, late, cast.daniel)
        attempt.rollback()
    with clock.set_to(MONDAY + timedelta(days=30)):
        approve(session, late, cast.daniel)
        story = queries.own(session, cast.amara, request.reference)
    assert story.standing.due == would.due == date(2026, 9, 1)
    assert story.events[-1].details["ground"] == "complex"


def test_the_desk_shows_the_words_to_the_second_officer(session: Session, cast: Cast) -> None:
    request = taken(session, cast.amara, cast.helen)
    approval = propose(session, request, cast.helen, cast.daniel, text="Here is all of it.")
    found = desk.matter(session, approval)
    assert found is not None
    assert found.values["words"].text == "Here is all of it."
    approvals.withdraw(session, approval, cast.helen)
    assert acts(session, request)[-1] is Act.TAKEN


def test_a_closed_approval_shows_the_words_it_was_about_and_no_later_ones(
    browser: Browser, session: Session, cast: Cast
) -> None:
    petra = a_person(session, "E1020", "Petra Vogel", Role.OFFICER)
    nadia = a_person(session, "E1021", "Nadia Brandt", Role.OFFICER)
    request = taken(session, cast.amara, cast.helen)
    first = propose(session, request, cast.helen, cast.daniel, text="What was said first.")
    handling.assign(session, request, cast.helen, petra)
    second = propose(session, request, petra, nadia, text="What was said later.")
    session.commit()

    seen = {}
    for person, approval in ((cast.daniel, first), (cast.helen, first), (nadia, second)):
        browser.sign_in(person)
        seen[person.name] = browser.visit(f"/approvals/{approval.reference}").main
    for name, words in seen.items():
        assert ("What was said first." in words) == (name != nadia.name), name
        assert ("What was said later." in words) == (name == nadia.name), name


def test_where_other_words_were_asked_about_only_the_approval_is_shown(
    browser: Browser, session: Session, cast: Cast
) -> None:
    request = taken(session, cast.amara, cast.helen)
    approval = propose(session, request, cast.helen, cast.daniel)
    approvals.void(session, Matter.SUBJECT_REQUEST, request.reference, by=None)
    other = approvals.ask(
        session,
        cast.helen,
        cast.daniel.id,
        kind=Matter.SUBJECT_REQUEST,
        about=request.reference,
        digest="0" * 64,
        reason="Read it.",
        form_key=new_id(),
    )
    session.commit()
    browser.sign_in(cast.daniel)
    page = browser.visit(f"/approvals/{other.reference}").main
    assert other.reference in page
    assert "Here it is." not in page
    assert "Here it is." in browser.visit(f"/approvals/{approval.reference}").main


def test_who_came_near_reads_no_word_of_it(browser: Browser, session: Session, cast: Cast) -> None:
    request = taken(session, cast.amara, cast.helen)
    at = f"/approvals/{propose(session, request, cast.helen, cast.daniel).reference}"
    before = cast.amara.manager_employee_id
    cast.amara.manager_employee_id = cast.daniel.employee_id
    session.commit()
    browser.sign_in(cast.daniel)
    assert "Here it is." not in browser.visit(at, status=403).main
    cast.amara.manager_employee_id = before
    session.add(cast.amara)
    session.commit()
    assert "Here it is." in browser.visit(at).main
