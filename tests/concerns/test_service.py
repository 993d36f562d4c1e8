"""Raising, taking and answering concerns: by every role and relation, and kept from those near."""

from datetime import timedelta
from itertools import product

import pytest
from sqlmodel import Session, select

from app.concerns import queries, service
from app.concerns.handling import service as handling
from app.concerns.models import Act, Naming
from app.concerns.progress.rules import OPEN, NotNowError, NotYoursToDoError, Status
from app.concerns.progress.service import AnotherFormError
from app.core import clock
from app.core.db.base import new_id
from app.core.errors import ConflictError, ForbiddenError, NotFoundError
from app.identity.people.models import Person
from app.identity.roles.models import Role, RoleGrant
from app.notifications.models import Kind, Update
from tests.support.cast import Cast
from tests.support.concerns import (
    DOING,
    WITH_A_NAME,
    a_concern,
    a_third_officer,
    acts,
    answer,
    ask_for_the_name,
    at,
    taken,
)
from tests.support.insert_only import assert_insert_only
from tests.support.make import JOINED, a_person

# what each act is allowed to whom of the cast, where Amara raised it and Helen has it
MAY: dict[Act, dict[Status, set[str]]] = {
    Act.TAKEN: {Status.RECEIVED: {"helen", "daniel"}},
    Act.ASSIGNED: {Status.RECEIVED: {"helen", "daniel"}, Status.LOOKING: {"helen"}},
    Act.ACKNOWLEDGED: {Status.LOOKING: {"helen"}},
    Act.PERSON_NAMED: {Status.LOOKING: {"helen"}},
    Act.ANSWERED: {Status.LOOKING: {"helen"}},
    Act.ESCALATED: {Status.ANSWERED: {"amara"}, Status.CLOSED: {"amara"}},
    Act.CLOSED: {
        Status.RECEIVED: {"amara"},
        Status.LOOKING: {"amara"},
        Status.ANSWERED: {"amara", "helen"},
    },
}
EVERYONE = ("amara", "tom", "jo", "ewan", "helen", "daniel", "ines", "viktor", "priya")


@pytest.mark.parametrize(("act", "status"), list(product(MAY, Status)))
def test_every_act_by_everybody_at_every_stage(
    session: Session, cast: Cast, act: Act, status: Status
) -> None:
    allowed = MAY[act].get(status, set())
    for who in sorted(EVERYONE, key=lambda name: name in allowed):  # refusals first
        concern = at(session, status, cast)
        before = acts(session, concern)
        person: Person = getattr(cast, who)
        if who in allowed:
            DOING[act](session, concern, person, cast)
            assert acts(session, concern)[len(before)] is act
            continue
        with pytest.raises((ForbiddenError, ConflictError)):
            DOING[act](session, concern, person, cast)
        assert acts(session, concern) == before


def _officer(session: Session, manager: str | None = None, number: int = 1060) -> Person:
    return a_person(
        session, f"E{number}", f"Officer {number}", Role.OFFICER, manager_employee_id=manager
    )


# an officer's relation to who raised it or whom it is about, and whether she may have it
RELATIONS = ("herself", "manager", "report", "stranger")


@pytest.mark.parametrize(
    ("whose", "relation", "naming"),
    list(product(("reporter", "accused"), RELATIONS, WITH_A_NAME)),
)
def test_it_is_kept_from_who_is_in_it_and_who_is_near(
    session: Session, cast: Cast, whose: str, relation: str, naming: Naming
) -> None:
    officer = _officer(session)
    somebody = {
        "herself": lambda: officer,
        "manager": lambda: a_person(session, "E1061", "Ada Low", manager_employee_id="E1060"),
        "report": lambda: a_person(session, "E1062", "Kit Low", manager_employee_id="E1099"),
        "stranger": lambda: a_person(session, "E1063", "Zed Low"),
    }[relation]()
    if relation == "report":
        officer.manager_employee_id = somebody.employee_id
        session.flush()
    reporter = somebody if whose == "reporter" else cast.jo
    named = {"person": somebody.name} if whose == "accused" else {}
    about = service.About.CONDUCT if named else service.About.ELSE
    concern = a_concern(session, reporter, naming, about, **named)

    told = queries.story(session, concern)
    free = relation == "stranger"
    assert queries.is_for(session, officer, told) is free
    listed = {each.concern.id for each in queries.all_at_the_desk(session, officer)}
    assert (concern.id in listed) is free
    if free:
        handling.take(session, concern, officer)
        assert queries.owned(session, officer, concern.reference)
        return
    with pytest.raises(NotFoundError):
        queries.at_the_desk(session, officer, concern.reference)
    with pytest.raises(NotYoursToDoError):
        handling.take(session, concern, officer)
    with pytest.raises(handling.NotForThisOfficerError):
        handling.assign(session, concern, cast.helen, officer)
    assert not session.exec(
        select(Update).where(Update.person_id == officer.id, Update.kind == Kind.CONCERN_WAITS)
    ).all()
    handling.take(session, concern, cast.helen)


def test_of_several_with_one_name_it_is_kept_from_all(session: Session, cast: Cast) -> None:
    one, other = (_officer(session, number=number) for number in (1064, 1065))
    other.name = one.name
    session.flush()
    about = service.About.CONDUCT
    concern = a_concern(session, cast.amara, Naming.NAMED, about, person=one.name)
    told = queries.story(session, concern)
    assert not queries.is_for(session, one, told)
    assert not queries.is_for(session, other, told)
    assert queries.is_for(session, cast.helen, told)


def test_an_officer_named_later_no_longer_has_it(session: Session, cast: Cast) -> None:
    concern = taken(session, cast.amara, cast.helen)
    with pytest.raises(handling.NobodyCalledSoError):
        handling.name_person(session, concern, cast.helen, typed="Helen", form_key=new_id())
    handling.name_person(session, concern, cast.helen, typed="Helen Marsh", form_key=new_id())
    assert acts(session, concern)[-2:] == [Act.PERSON_NAMED, Act.PUT_BACK]
    told = queries.story(session, concern)
    assert told.standing.status is Status.RECEIVED
    with pytest.raises(NotFoundError):
        queries.at_the_desk(session, cast.helen, concern.reference)
    handling.take(session, concern, cast.daniel)


def test_naming_people_one_after_another_does_not_tell_who_raised_it(
    session: Session, cast: Cast
) -> None:
    concern = taken(session, cast.amara, cast.helen)
    handling.assign(session, concern, cast.helen, cast.daniel)
    for name in ("Tom Whitlock", "Amara Okafor", "Jo Lindqvist"):
        handling.name_person(session, concern, cast.daniel, typed=name, form_key=new_id())
    told = queries.story(session, concern)
    assert told.sealed.concerned == (cast.tom.id, cast.amara.id, cast.jo.id)
    assert told.standing.owner_id == cast.daniel.id


@pytest.mark.parametrize("status", list(Status))
def test_the_database_and_the_events_agree_on_what_is_open(
    session: Session, cast: Cast, status: Status
) -> None:
    concern = at(session, status, cast)
    there = {each.concern.id for each in queries.every_open(session)}
    assert (concern.id in there) is (status in OPEN)
    if status not in OPEN:
        service.escalate(session, concern, cast.amara, text="Again.", form_key=new_id())
    assert [each.concern.id for each in queries.open_own(session, cast.amara)] == [concern.id]


def test_a_name_nobody_has_leaves_a_request_for_the_name_as_it_is(
    session: Session, cast: Cast
) -> None:
    mei, concern = a_third_officer(session), taken(session, cast.amara, cast.helen)
    handling.assign(session, concern, cast.helen, cast.daniel)
    approval = ask_for_the_name(session, concern, cast.daniel, mei)
    with pytest.raises(handling.NobodyCalledSoError):
        handling.name_person(session, concern, cast.daniel, typed="Nobody", form_key=new_id())
    assert approval.decision is None


def test_the_reporter_is_never_the_one_it_is_about(session: Session, cast: Cast) -> None:
    about = service.About.CONDUCT
    concern = a_concern(session, cast.amara, Naming.NAMED, about, person="Amara Okafor")
    assert queries.story(session, concern).sealed.concerned == ()


def test_who_lost_the_role_does_not_keep_a_concern(session: Session, cast: Cast) -> None:
    concern = taken(session, cast.amara, cast.helen)
    with pytest.raises(NotYoursToDoError):
        handling.assign(session, concern, cast.daniel, cast.daniel)
    grant = session.exec(select(RoleGrant).where(RoleGrant.person_id == cast.helen.id)).one()
    grant.revoked_at, grant.revoked_by = JOINED, cast.daniel.id
    session.flush()
    handling.assign(session, concern, cast.daniel, cast.daniel)
    assert queries.story(session, concern).standing.owner_id == cast.daniel.id


def test_an_officers_own_concern_is_hers_as_a_person_alone(session: Session, cast: Cast) -> None:
    concern = taken(session, cast.helen, cast.daniel)
    assert queries.own(session, cast.helen, concern.reference)
    with pytest.raises(NotFoundError):
        queries.at_the_desk(session, cast.helen, concern.reference)


def test_after_the_answer_another_officer_looks_again(session: Session, cast: Cast) -> None:
    mei = a_third_officer(session)
    concern = at(session, Status.LOOKING, cast)
    handling.assign(session, concern, cast.helen, cast.daniel)
    answer(session, concern, cast.daniel)
    service.escalate(session, concern, cast.amara, text="Nobody came.", form_key=new_id())
    for had_it in (cast.helen, cast.daniel):
        with pytest.raises(NotYoursToDoError):
            handling.take(session, concern, had_it)
    handling.take(session, concern, mei)
    told = queries.story(session, concern)
    assert not told.standing.name_is_open(concern.naming, mei.id)
    answer(session, concern, mei)
    with pytest.raises(NotNowError):
        service.escalate(session, concern, cast.amara, text="Again.", form_key=new_id())


def test_where_nobody_else_is_left_somebody_answers(session: Session, cast: Cast) -> None:
    concern = at(session, Status.LOOKING, cast)
    handling.assign(session, concern, cast.helen, cast.daniel)
    answer(session, concern, cast.daniel)
    service.escalate(session, concern, cast.amara, text="Nobody came.", form_key=new_id())
    handling.take(session, concern, cast.helen)  # not the last one who had it


def test_another_officer_counts_only_if_she_may_have_it(session: Session, cast: Cast) -> None:
    mei = a_third_officer(session)
    about = {"about": service.About.CONDUCT, "person": mei.name}
    concern = at(session, Status.LOOKING, cast, **about)
    handling.assign(session, concern, cast.helen, cast.daniel)
    answer(session, concern, cast.daniel)
    service.escalate(session, concern, cast.amara, text="Nobody came.", form_key=new_id())
    told = queries.story(session, concern)
    assert queries.officers_for(session, told) == [cast.helen]  # Mei is in it, so not she alone
    (listed,) = queries.all_at_the_desk(session, cast.helen)
    assert listed.concern.id == concern.id
    for who in (cast.daniel, mei):
        assert queries.all_at_the_desk(session, who) == []
    handling.take(session, concern, cast.helen)


def test_a_form_sent_twice_does_one_thing(session: Session, cast: Cast) -> None:
    concern, key = taken(session, cast.amara, cast.helen), new_id()
    for _again in range(2):
        service.write(session, concern, cast.amara, "Hello.", form_key=key)
        handling.note(session, concern, cast.helen, "A note.", form_key=key)
        handling.acknowledge(session, concern, cast.helen, form_key=key)
    told = queries.story(session, concern)
    assert len(told.messages) == len(queries.notes(session, concern)) == 1
    assert acts(session, concern).count(Act.ACKNOWLEDGED) == 1
    with pytest.raises(AnotherFormError):
        service.write(session, concern, cast.amara, "Other words.", form_key=key)
    with pytest.raises(AnotherFormError):
        handling.note(session, concern, cast.helen, "Other words.", form_key=key)


def test_a_form_key_of_another_act_or_person_does_nothing_and_says_so(
    session: Session, cast: Cast
) -> None:
    concern, key = taken(session, cast.amara, cast.helen), new_id()
    handling.acknowledge(session, concern, cast.helen, form_key=key)
    before = acts(session, concern)
    for refused in (
        lambda: handling.name_person(session, concern, cast.helen, typed="Tom", form_key=key),
        lambda: service.close(session, concern, cast.amara, form_key=key),
        lambda: handling.assign(session, concern, cast.helen, cast.daniel, form_key=key),
        lambda: handling.acknowledge(session, concern, cast.daniel, form_key=key),
    ):
        with pytest.raises(AnotherFormError):
            refused()
    assert acts(session, concern) == before
    service.close(session, concern, cast.amara, form_key=new_id())
    assert acts(session, concern) == [*before, Act.CLOSED]


def test_only_who_has_it_writes_and_notes(session: Session, cast: Cast) -> None:
    concern = taken(session, cast.amara, cast.helen)
    for who in (cast.daniel, cast.tom, cast.ines):
        with pytest.raises(NotYoursToDoError):
            service.write(session, concern, who, "Hello.", form_key=new_id())
        with pytest.raises(NotYoursToDoError):
            handling.note(session, concern, who, "Hello.", form_key=new_id())
    service.write(session, concern, cast.helen, "Hello.", form_key=new_id())


@pytest.mark.parametrize("status", list(Status))
def test_officers_are_reminded_until_it_is_acknowledged(
    session: Session, cast: Cast, status: Status
) -> None:
    now = clock.now().replace(hour=12)  # the hour before midnight is another day in summer
    with clock.set_to(now - timedelta(days=40)):
        concern = at(session, status, cast)
    told: dict[int, int] = {}
    for days in (13, 14, 15, 21, 28, 35):
        with clock.set_to(now - timedelta(days=40 - days)):
            for _twice in range(2):
                handling.remind(session)
        about = f"{concern.reference} day %"
        waits = select(Update).where(Update.kind == Kind.CONCERN_WAITS)
        told[days] = len(session.exec(waits.where(Update.subject_ref.like(about))).all())  # type: ignore[attr-defined]
    each = 2 if status is Status.RECEIVED else 1  # all who may have it, or the one who has
    open_ = each if status in OPEN else 0
    assert told == {13: 0, 14: open_, 15: open_, 21: 2 * open_, 28: 3 * open_, 35: 3 * open_}


def test_nothing_the_reporter_is_told_leads_to_the_concern(session: Session, cast: Cast) -> None:
    concern = taken(session, cast.amara, cast.helen)
    handling.acknowledge(session, concern, cast.helen, form_key=new_id())
    service.write(session, concern, cast.helen, "Hello.", form_key=new_id())
    answer(session, concern, cast.helen)
    told = session.exec(select(Update).where(Update.person_id == cast.amara.id)).all()
    assert [each.kind for each in told] == [Kind.CONCERN] * 3
    assert {each.data["stage"] for each in told} == {"acknowledged", "message", "answered"}
    for each in told:
        assert concern.reference not in each.subject_ref + str(each.data)
        assert set(each.data) == {"stage"}


def test_rows_are_never_changed_or_deleted(session: Session, cast: Cast) -> None:
    concern = taken(session, cast.amara, cast.helen)
    service.write(session, concern, cast.amara, "Hello.", form_key=new_id())
    handling.note(session, concern, cast.helen, "A note.", form_key=new_id())
    session.commit()
    changes = {
        "concern": "SET what = ''",
        "concern_event": "SET text = 'x'",
        "concern_message": "SET text = 'x'",
        "concern_note": "SET text = 'x'",
    }
    for table, change in changes.items():
        assert_insert_only(session, table, change)
