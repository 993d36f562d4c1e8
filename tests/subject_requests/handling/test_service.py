"""Taking, giving and logging requests: never of somebody near, and each form acts once."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from app.core import clock
from app.core.db.base import new_id
from app.core.errors import ForbiddenError, NotFoundError, RejectedError
from app.identity.people.models import Person
from app.identity.roles.models import Role
from app.subject_requests import queries
from app.subject_requests.asking.rules import Asked
from app.subject_requests.by_hand import service as by_hand
from app.subject_requests.conditions.rules import NotNowError
from app.subject_requests.handling import service
from app.subject_requests.models import Act, Channel, Kind
from app.subject_requests.progress.rules import Part, Status
from app.subject_requests.progress.service import NotAnOfficerForThisError, part_of
from tests.support.cast import Cast
from tests.support.make import a_person
from tests.support.requests import MONDAY, a_request, acts, by_post, pause, paused, taken


@pytest.fixture
def near(session: Session, cast: Cast) -> tuple[Person, Person]:
    """Helen's manager, and somebody who reports to her."""
    manager = a_person(session, "E1023", "Petra Vogel")
    return manager, a_person(session, "E4100", "Noor Aziz", manager_employee_id="E1005")


def test_an_officer_never_handles_her_own_nor_of_people_near_her(
    session: Session, cast: Cast, near: tuple[Person, Person]
) -> None:
    for person in (cast.helen, *near):
        request = a_request(session, person)
        with pytest.raises(ForbiddenError):
            service.take(session, request, cast.helen)
        with pytest.raises(NotFoundError):
            queries.at_the_desk(session, cast.helen, request.reference)
        with pytest.raises(NotAnOfficerForThisError):
            service.assign(session, request, cast.daniel, cast.helen)
        with pytest.raises(NotAnOfficerForThisError):
            by_post(session, cast.helen, person)
        assert not queries.open_at_the_desk(session, cast.helen)
        service.take(session, request, cast.daniel)
        seen = queries.at_the_desk(session, cast.daniel, request.reference)
        assert part_of(session, seen, cast.daniel) is Part.OWNER
        service.record_withdrawal(session, request, cast.daniel, text="By telephone.")
    far = a_request(session, cast.amara)
    service.take(session, far, cast.helen)
    assert [s.request.id for s in queries.open_at_the_desk(session, cast.helen)] == [far.id]


def test_only_officers_are_given_a_request(session: Session, cast: Cast) -> None:
    request = taken(session, cast.amara, cast.helen)
    for person in (cast.jo, cast.ines, cast.amara):
        with pytest.raises(NotAnOfficerForThisError):
            service.assign(session, request, cast.helen, person)
    service.assign(session, request, cast.helen, cast.daniel, reason="I am away.")
    assert queries.story(session, request).standing.owner_id == cast.daniel.id
    with pytest.raises(ForbiddenError):
        pause(session, request, cast.helen)
    pause(session, request, cast.daniel)


def test_who_is_no_officer_any_more_handles_nothing(session: Session, cast: Cast) -> None:
    request = a_request(session, cast.amara)
    with pytest.raises(ForbiddenError):
        service.take(session, request, cast.jo)
    judith = a_person(session, "E4200", "Judith Brandt", Role.OFFICER)
    service.take(session, request, judith)


def test_a_form_sent_twice_acts_once(session: Session, cast: Cast) -> None:
    request = a_request(session, cast.amara)
    key = new_id()
    first = service.take(session, request, cast.helen, form_key=key)
    assert service.take(session, request, cast.helen, form_key=key).id == first.id
    assert acts(session, request) == [Act.RECEIVED, Act.TAKEN]
    with pytest.raises(NotNowError, match="already"):
        service.take(session, request, cast.helen, form_key=new_id())


def test_a_letter_counts_from_the_day_it_came(session: Session, cast: Cast) -> None:
    with clock.set_to(MONDAY):
        with pytest.raises(RejectedError, match="still to come"):
            by_post(session, cast.helen, cast.amara, received_on=date(2026, 6, 2))
        request = by_post(session, cast.helen, cast.amara, received_on=date(2026, 5, 20))
        story = queries.own(session, cast.amara, request.reference)
    assert story.standing.due == date(2026, 6, 22)
    assert (story.request.channel, story.request.filed_by_id) == (Channel.POST, cast.helen.id)


def test_what_came_in_the_portal_is_not_logged_by_hand(session: Session, cast: Cast) -> None:
    with pytest.raises(by_hand.NotByHandError):
        by_hand.file_by_hand(
            session,
            cast.helen,
            cast.amara,
            Kind.ACCESS,
            Asked(),
            received_on=MONDAY.date(),
            channel=Channel.PORTAL,
            form_key=new_id(),
        )
    assert by_post(session, cast.helen, cast.amara).channel is Channel.POST


def test_the_clock_waits_for_what_was_asked_of_a_representative(
    session: Session, cast: Cast
) -> None:
    authority = Act.AUTHORITY_ASKED, Act.AUTHORITY_CONFIRMED
    with clock.set_to(MONDAY):
        request = by_post(session, cast.helen, cast.amara, representative="Mills, solicitors")
        service.take(session, request, cast.helen)
        for act in (Act.IDENTITY_ASKED, authority[0]):
            service.ask_for_proof(
                session, request, cast.helen, act=act, text="Show it.", reason="-"
            )
    with clock.set_to(MONDAY + timedelta(days=9)):
        came = date(2026, 6, 8)
        service.confirm_proof(session, request, cast.helen, on=came)
        assert queries.story(session, request).standing.status is Status.WAITING
        service.confirm_proof(session, request, cast.helen, act=authority[1], on=came)
        story = queries.story(session, request)
    assert (story.standing.status, story.standing.due) == (Status.IN_PROGRESS, date(2026, 7, 8))


def test_an_answer_that_came_by_post_counts_from_its_day_as_foreseen(
    session: Session, cast: Cast
) -> None:
    with clock.set_to(MONDAY):
        request = paused(session, cast.amara, cast.helen)
    with clock.set_to(MONDAY + timedelta(days=7)):
        came = date(2026, 6, 4)
        story = queries.story(session, request)
        would = service.preview_record_answer(story, came)
        with pytest.raises(RejectedError, match="before"):
            service.record_answer(session, request, cast.helen, text="-", on=date(2026, 5, 31))
        service.record_answer(session, request, cast.helen, text="My own.", on=came)
        found = queries.story(session, request).standing
    assert found.due == would.due == date(2026, 7, 6)  # 1 July and 3 days is a Saturday


def test_what_a_pause_would_do_is_told_before(session: Session, cast: Cast) -> None:
    with clock.set_to(MONDAY):
        request = taken(session, cast.amara, cast.helen)
        would = service.preview_pause(queries.story(session, request))
        pause(session, request, cast.helen)
    found = queries.story(session, request).standing
    assert (would.status, would.due) == (found.status, found.due) == (Status.PAUSED, None)


def test_a_complaint_is_acknowledged_once(session: Session, cast: Cast) -> None:
    request = taken(session, cast.amara, cast.helen, Kind.COMPLAINT)
    key = new_id()
    service.acknowledge(session, request, cast.helen, text="We look into it.", form_key=key)
    service.acknowledge(session, request, cast.helen, text="We look into it.", form_key=key)
    story = queries.own(session, cast.amara, request.reference)
    assert [event.act for event in story.events].count(Act.ACKNOWLEDGED) == 1
    assert story.standing.due is None
