"""Every act at every stage by everybody, through the services; and what the person can do."""

import itertools
from collections.abc import Callable, Mapping
from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from app.core import clock
from app.core.db.base import new_id
from app.core.errors import ConflictError, ForbiddenError, NotFoundError
from app.identity.people.models import Person
from app.notifications.models import Kind as News
from app.notifications.models import Update
from app.subject_requests import queries, service
from app.subject_requests.asking.rules import Asked
from app.subject_requests.conditions.rules import NotNowError
from app.subject_requests.handling import service as handling
from app.subject_requests.models import Act, Kind, SubjectRequest
from app.subject_requests.progress.rules import Status
from tests.subject_requests.progress.test_rules import ROWS
from tests.support.cast import Cast
from tests.support.database import on_both
from tests.support.insert_only import assert_insert_only
from tests.support.make import a_person, an_establishment
from tests.support.requests import (
    MONDAY,
    a_request,
    acts,
    answered,
    approve,
    at,
    pause,
    paused,
    propose,
    propose_extension,
    taken,
)

Tried = Callable[[Session, SubjectRequest, Person, Cast], object]


def _key(act: Callable[..., object]) -> Tried:
    return lambda session, request, person, _cast: act(session, request, person, form_key=new_id())


def _two(proposed: Callable[..., object]) -> Tried:
    def tried(session: Session, request: SubjectRequest, person: Person, cast: Cast) -> None:
        second = cast.daniel if person.id == cast.helen.id else cast.helen
        approval = proposed(session, request, person, second)
        approve(session, approval, second)  # type: ignore[arg-type]

    return tried


def _proof(act: Act) -> Tried:
    def tried(session: Session, request: SubjectRequest, person: Person, _cast: Cast) -> None:
        if act is Act.IDENTITY_CONFIRMED:
            handling.confirm_proof(session, request, person, act=act)
        else:
            handling.ask_for_proof(session, request, person, act=act, text="-", reason="-")

    return tried


TRIED: Mapping[Act, Tried] = {
    Act.TAKEN: lambda s, r, p, _: handling.take(s, r, p),
    Act.ASSIGNED: lambda s, r, p, c: handling.assign(s, r, p, c.daniel),
    Act.IDENTITY_CONFIRMED: _proof(Act.IDENTITY_CONFIRMED),
    Act.CLARIFICATION_ASKED: lambda s, r, p, _: pause(s, r, p),
    Act.CLARIFICATION_ANSWERED: lambda s, r, p, _: handling.record_answer(s, r, p, text="Mine."),
    Act.EXTENDED: _two(propose_extension),
    Act.SEARCHED: lambda s, r, p, _: handling.search(s, r, p, sources=3, form_key=new_id()),
    Act.CHANGED: lambda s, r, p, _: service.change(s, r, p, text="Less.", form_key=new_id()),
    Act.WITHDRAWN: _key(service.withdraw),
    Act.CLOSED: lambda s, r, p, _: handling.close(s, r, p),
    Act.REOPENED: _key(service.reopen),
    Act.ANSWERED: _two(propose),
}
MONTH = timedelta(days=31)


@pytest.mark.parametrize("status", list(Status))
def test_every_act_at_every_stage_by_everybody(
    session: Session, cast: Cast, status: Status
) -> None:
    with clock.set_to(MONDAY):
        request = at(session, status, cast)
        story = queries.story(session, request)
    assert story.standing.status is status
    owner = story.standing.owner_id
    parts = {cast.amara.id: "subject", cast.helen.id: "officer", cast.daniel.id: "officer"}
    if owner is not None:
        parts[owner] = "owner"
    done = 0
    for act, person in itertools.product(TRIED, cast.everyone):
        who, stages, _kinds = ROWS[act]
        allowed = parts.get(person.id) in who and status.value in stages
        when = MONDAY + (MONTH if act is Act.CLOSED else timedelta(hours=1))
        before = acts(session, request)
        with clock.set_to(when):
            attempt = session.begin_nested()
            if allowed:
                TRIED[act](session, request, person, cast)
                assert acts(session, request) == [*before, act], (act, person.name)
            else:
                with pytest.raises((ForbiddenError, ConflictError)) as refused:
                    TRIED[act](session, request, person, cast)
                assert refused.value.message.endswith("."), (act, person.name)
            attempt.rollback()
        assert acts(session, request) == before
        done += allowed
    assert done >= (1 if status is Status.CLOSED else 0)
    assert done > 1 or status not in {Status.RECEIVED, Status.IN_PROGRESS, Status.PAUSED}


def test_a_request_starts_today_where_the_person_works(session: Session, cast: Cast) -> None:
    an_establishment(session, "graz", jurisdiction="EU-AT", time_zone="Europe/Vienna")
    elke = a_person(session, "E4000", "Elke Winter", establishment="graz")
    with clock.set_to(MONDAY.replace(hour=22, minute=30)):  # half past midnight in Vienna
        request = a_request(session, elke)
        story = queries.own(session, elke, request.reference)
    assert (request.jurisdiction, request.received_on) == ("EU-AT", date(2026, 6, 2))
    assert story.standing.due == date(2026, 7, 2)
    assert story.standing.status is Status.RECEIVED
    with pytest.raises(NotFoundError):
        queries.own(session, cast.amara, request.reference)


def test_nobody_is_kept_from_asking_where_her_place_is_not_known(session: Session) -> None:
    lost = a_person(session, "E4001", establishment="nowhere")
    assert a_request(session, lost).jurisdiction == service.DEFAULT_JURISDICTION


def test_a_form_sent_twice_files_once(session: Session, cast: Cast) -> None:
    key = new_id()
    asked = Asked(details="The photo is not me.")
    first = service.file(session, cast.amara, Kind.RECTIFICATION, asked, form_key=key)
    again = service.file(session, cast.amara, Kind.RECTIFICATION, asked, form_key=key)
    assert again.id == first.id
    with pytest.raises(service.AnotherFormError):
        service.file(session, cast.amara, Kind.ERASURE, asked, form_key=key)
    assert acts(session, first) == [Act.RECEIVED]


def test_her_reply_starts_the_clock_again(session: Session, cast: Cast) -> None:
    with clock.set_to(MONDAY):
        request = paused(session, cast.amara, cast.helen)
        assert queries.story(session, request).standing.due is None
    with clock.set_to(MONDAY + timedelta(days=2)):
        key = new_id()
        for _press in range(2):
            service.write(session, request, cast.amara, "My own.", form_key=key)
        story = queries.own(session, cast.amara, request.reference)
    assert story.standing.status is Status.IN_PROGRESS
    assert story.standing.due == date(2026, 7, 3)
    assert [message.text for message in story.messages] == ["My own."]
    assert [event.act for event in story.events].count(Act.CLARIFICATION_ANSWERED) == 1


def test_messages_are_hers_and_the_officers_who_has_it(session: Session, cast: Cast) -> None:
    request = taken(session, cast.amara, cast.helen)
    for person in (cast.daniel, cast.tom, cast.jo):
        with pytest.raises(ForbiddenError):
            service.write(session, request, person, "Hello.", form_key=new_id())
    service.write(session, request, cast.amara, "Hello.", form_key=new_id())
    service.write(session, request, cast.helen, "Good morning.", form_key=new_id())
    story = queries.own(session, cast.amara, request.reference)
    assert [message.author_id for message in story.messages] == [cast.amara.id, cast.helen.id]


def test_a_change_is_kept_beside_the_first_words(session: Session, cast: Cast) -> None:
    request = a_request(session, cast.amara)
    key = new_id()
    for _press in range(2):
        service.change(session, request, cast.amara, text="Only e-mail.", form_key=key)
    story = queries.own(session, cast.amara, request.reference)
    assert [event.act for event in story.events] == [Act.RECEIVED, Act.CHANGED]
    assert (story.events[1].text, story.request.details) == ("Only e-mail.", "All of it.")


def test_a_withdrawn_request_is_over(session: Session, cast: Cast) -> None:
    request = taken(session, cast.amara, cast.helen)
    service.withdraw(session, request, cast.amara, form_key=new_id())
    with pytest.raises(NotNowError, match="withdrawn"):
        service.change(session, request, cast.amara, text="More.", form_key=new_id())
    assert [story.request.id for story in queries.all_own(session, cast.amara)] == [request.id]
    assert not queries.open_of_kind(session, cast.amara, Kind.ACCESS)
    again = a_request(session, cast.amara)
    assert [s.request.id for s in queries.open_of_kind(session, cast.amara, Kind.ACCESS)] == [
        again.id
    ]
    assert [s.request.id for s in queries.all_own(session, cast.amara)] == [again.id, request.id]


def test_a_closed_request_opens_again_where_it_stood(session: Session, cast: Cast) -> None:
    with clock.set_to(MONDAY):
        request = at(session, Status.CLOSED, cast)
    assert not queries.open_of_kind(session, cast.amara, Kind.ACCESS)
    with clock.set_to(MONDAY + timedelta(days=50)):
        service.reopen(session, request, cast.amara, form_key=new_id())
        (story,) = queries.open_of_kind(session, cast.amara, Kind.ACCESS)
        assert story.standing.status is Status.PAUSED
        service.write(session, request, cast.amara, "My own.", form_key=new_id())
        story = queries.own(session, cast.amara, request.reference)
    assert story.standing.status is Status.IN_PROGRESS
    assert story.standing.due == date(2026, 8, 20)


def test_the_person_is_told_at_each_turn_and_of_nothing_else(session: Session, cast: Cast) -> None:
    with clock.set_to(MONDAY):
        request = paused(session, cast.amara, cast.helen)
        service.write(session, request, cast.amara, "My own.", form_key=new_id())
        service.write(session, request, cast.helen, "Thank you.", form_key=new_id())
        extension = propose_extension(session, request, cast.helen, cast.daniel)
        approve(session, extension, cast.daniel)
        approve(session, propose(session, request, cast.helen, cast.daniel), cast.daniel)
    told = session.exec(
        select(Update).where(Update.kind == News.REQUEST).order_by(col(Update.id))
    ).all()
    assert {update.person_id for update in told} == {cast.amara.id}
    # each at the moment it happened and no finer one: here all at once, so in no order
    stages = sorted(update.data["stage"] for update in told)
    assert stages == ["answered", "extended", "message", "paused", "received"]
    assert all(set(update.data) == {"request", "stage"} for update in told)


@on_both
def test_what_happened_stays(session: Session, cast: Cast) -> None:
    request = answered(session, cast.amara, cast.helen, cast.daniel)
    service.write(session, request, cast.amara, "Thank you.", form_key=new_id())
    session.commit()
    for table, change in (
        ("subject_request", "SET details = 'x'"),
        ("subject_request_event", "SET reason = 'x'"),
        ("subject_request_message", "SET text = 'x'"),
        ("subject_request_proposal", "SET text = 'x'"),
    ):
        assert_insert_only(session, table, change)
