"""A name is opened by a reason, a second person's decision and a word to the reporter; or not."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.approvals import queries as approvals_made
from app.approvals import service as approvals
from app.approvals.models import Approval, Decision
from app.concerns import queries, service
from app.concerns.handling import service as handling
from app.concerns.models import Act, Concern, Naming
from app.concerns.opening import service as opening
from app.concerns.progress.rules import NotNowError, NotYoursToDoError
from app.core import clock
from app.core.db.base import new_id
from app.core.errors import ConflictError, ForbiddenError
from app.identity.people.models import Person
from app.notifications.models import Kind, Update
from tests.support.cast import Cast
from tests.support.concerns import (
    WHY,
    WITH_A_NAME,
    a_third_officer,
    acts,
    answer,
    ask_for_the_name,
    given_on,
    taken,
)
from tests.support.requests import approve


def _knows(session: Session, concern: Concern, officer: Person) -> bool:
    told = queries.story(session, concern)
    return told.standing.name_is_open(concern.naming, officer.id)


def test_it_is_opened_to_the_one_who_has_it_and_the_reporter_is_told(
    session: Session, cast: Cast
) -> None:
    mei, concern = a_third_officer(session), given_on(session, cast)
    approval = ask_for_the_name(session, concern, cast.daniel, mei)
    assert approval.subject_id is None  # nothing in it leads to the reporter
    assert not _knows(session, concern, cast.daniel)
    approve(session, approval, mei)
    assert [_knows(session, concern, each) for each in (cast.daniel, cast.helen, mei)] == [
        True,
        False,
        False,
    ]
    event = queries.story(session, concern).events[-1]
    assert (event.act, event.actor_id, event.reason) == (Act.IDENTITY_OPENED, mei.id, WHY)
    assert event.details == {"to_id": str(cast.daniel.id), "approval": approval.reference}
    told = session.exec(select(Update).where(Update.person_id == cast.amara.id)).all()
    assert [(each.kind, each.data["stage"]) for each in told] == [(Kind.CONCERN, "opened")]


def test_until_it_is_decided_and_after_a_refusal_nobody_reads_it(
    session: Session, cast: Cast
) -> None:
    mei, concern = a_third_officer(session), given_on(session, cast)
    approval = ask_for_the_name(session, concern, cast.daniel, mei)
    approvals.send_back(session, approval, mei, "Ask them through the portal.")
    assert not _knows(session, concern, cast.daniel)
    assert Act.IDENTITY_OPENED not in acts(session, concern)
    approve(session, ask_for_the_name(session, concern, cast.daniel, mei), mei)
    assert _knows(session, concern, cast.daniel)


def test_who_may_not_ask_is_refused(session: Session, cast: Cast) -> None:
    mei, concern = a_third_officer(session), given_on(session, cast)
    for who in (cast.helen, mei, cast.amara, cast.tom, cast.ines):
        with pytest.raises(NotYoursToDoError):
            ask_for_the_name(session, concern, who, cast.helen)
    assert ask_for_the_name(session, concern, cast.daniel, mei)


@pytest.mark.parametrize("naming", WITH_A_NAME)
def test_who_reads_it_already_has_nothing_to_ask(
    session: Session, cast: Cast, naming: Naming
) -> None:
    concern = taken(session, cast.amara, cast.helen, naming=naming)
    with pytest.raises(opening.NothingToOpenError):
        ask_for_the_name(session, concern, cast.helen, cast.daniel)


def test_nobody_near_and_not_the_reporter_or_oneself_decides(session: Session, cast: Cast) -> None:
    mei = a_third_officer(session)
    concern = given_on(session, cast)
    for who in (cast.daniel, cast.tom, cast.ines):
        with pytest.raises(approvals.NotAnApproverError):
            ask_for_the_name(session, concern, cast.daniel, who)
    about = service.About.CONDUCT
    of_mei = given_on(session, cast, about=about, person=mei.name)
    by_mei = taken(session, mei, cast.helen)
    handling.assign(session, by_mei, cast.helen, cast.daniel)
    for near in (of_mei, by_mei):
        told = queries.story(session, near)
        assert mei not in opening.approvers_for(session, told, cast.daniel)
        with pytest.raises(approvals.NotAnApproverError):
            ask_for_the_name(session, near, cast.daniel, mei)
        assert ask_for_the_name(session, near, cast.daniel, cast.helen)


def test_who_became_near_meanwhile_cannot_decide_any_more(session: Session, cast: Cast) -> None:
    mei, concern = a_third_officer(session), given_on(session, cast)
    approval = ask_for_the_name(session, concern, cast.daniel, mei)
    mei.manager_employee_id = cast.amara.employee_id
    session.flush()
    with pytest.raises(ForbiddenError):
        approve(session, approval, mei)
    session.refresh(concern)
    assert Act.IDENTITY_OPENED not in acts(session, concern)


@pytest.mark.parametrize("what", ["given on", "answered", "named", "closed"])
def test_what_happens_to_the_concern_makes_the_request_void(
    session: Session, cast: Cast, what: str
) -> None:
    mei, concern = a_third_officer(session), given_on(session, cast)
    approval = ask_for_the_name(session, concern, cast.daniel, mei)
    if what == "given on":
        handling.assign(session, concern, cast.daniel, cast.helen)
    elif what == "answered":
        answer(session, concern, cast.daniel)
    elif what == "named":
        handling.name_person(session, concern, cast.daniel, typed="Samir Haddad", form_key=new_id())
    else:
        service.close(session, concern, cast.amara, form_key=new_id())
    assert approvals_made.state(approval) is Decision.VOIDED
    with pytest.raises(ConflictError):
        approve(session, approval, mei)
    assert Act.IDENTITY_OPENED not in acts(session, concern)


def test_a_message_leaves_the_request_as_it_is(session: Session, cast: Cast) -> None:
    mei, concern = a_third_officer(session), given_on(session, cast)
    approval = ask_for_the_name(session, concern, cast.daniel, mei)
    service.write(session, concern, cast.amara, "One more thing.", form_key=new_id())
    approve(session, approval, mei)
    assert _knows(session, concern, cast.daniel)


def test_it_is_asked_once_at_a_time_and_expires(session: Session, cast: Cast) -> None:
    mei, concern = a_third_officer(session), given_on(session, cast)
    approval = ask_for_the_name(session, concern, cast.daniel, mei)
    with pytest.raises(approvals.AskedAlreadyError):
        ask_for_the_name(session, concern, cast.daniel, cast.helen)
    with clock.set_to(clock.now() + timedelta(days=8)):
        with pytest.raises(approvals.NotOpenError):
            approve(session, approval, mei)
        again = ask_for_the_name(session, concern, cast.daniel, cast.helen)
        approve(session, again, cast.helen)
    assert _knows(session, concern, cast.daniel)


def test_the_same_form_asks_once(session: Session, cast: Cast) -> None:
    mei, concern, key = a_third_officer(session), given_on(session, cast), new_id()
    for _twice in range(2):
        opening.ask(session, concern, cast.daniel, reason=WHY, approver_id=mei.id, form_key=key)
    assert len(session.exec(select(Approval)).all()) == 1


def test_what_is_answered_needs_no_name(session: Session, cast: Cast) -> None:
    mei, concern = a_third_officer(session), given_on(session, cast)
    answer(session, concern, cast.daniel)
    with pytest.raises(NotNowError):
        ask_for_the_name(session, concern, cast.daniel, mei)


def test_the_next_one_who_has_it_does_not_read_what_was_opened_to_the_last(
    session: Session, cast: Cast
) -> None:
    mei, concern = a_third_officer(session), given_on(session, cast)
    approve(session, ask_for_the_name(session, concern, cast.daniel, mei), mei)
    handling.assign(session, concern, cast.daniel, mei)
    assert not _knows(session, concern, mei)
    assert not _knows(session, concern, cast.daniel)
