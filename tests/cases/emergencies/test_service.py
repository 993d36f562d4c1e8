from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from app.cases.emergencies import queries, rules, service
from app.cases.emergencies.models import Act, EmergencyLook, Outcome
from app.cases.emergencies.rules import State
from app.cases.service import AnotherFormError, TooCloseError
from app.core import clock
from app.core.errors import NotFoundError
from app.identity.people.models import Person
from app.identity.roles import queries as roles
from app.identity.roles import service as role_service
from app.identity.roles.models import Role
from app.notifications.models import Kind, Update
from tests.support.cast import Cast
from tests.support.emergencies import REASON, an_emergency, review
from tests.support.insert_only import assert_insert_only
from tests.support.make import a_person
from tests.support.races import DONE, LATE, raced

LATER = rules.REVIEWED_WITHIN


def told(session: Session, stage: str) -> set[tuple[str, str]]:
    """Who was told of that, by name, and as what."""
    found = session.exec(
        select(Person.name, Update)
        .where(Person.id == Update.person_id)
        .where(Update.kind == Kind.EMERGENCY_LOOK)
    )
    return {(name, one.data["part"]) for name, one in found if one.data["stage"] == stage}


def is_officer(session: Session, person: Person) -> bool:
    session.expire_all()
    return Role.OFFICER in roles.roles_of(session, person.id)


def test_everybody_concerned_is_told_at_once(session: Session, cast: Cast) -> None:
    an_emergency(session, cast.helen, cast.amara)

    assert told(session, "opened") == {
        ("Amara Okafor", "subject"),
        ("Ines Carvalho", "auditor"),
        ("Helen Marsh", "officer"),
        ("Daniel Osei", "officer"),
        ("Ewan Galbraith", "representative"),
    }


def test_a_representative_it_was_about_is_told_as_the_person(session: Session, cast: Cast) -> None:
    an_emergency(session, cast.helen, cast.ewan)

    assert ("Ewan Galbraith", "subject") in told(session, "opened")
    assert ("Ewan Galbraith", "representative") not in told(session, "opened")


def test_nobody_opens_herself_her_manager_or_her_report(session: Session, cast: Cast) -> None:
    boss = a_person(session, "E1023", "Morag Sinclair")
    report = a_person(session, "E1090", "Una Reid", manager_employee_id="E1005")
    for near in (cast.helen, boss, report):
        with pytest.raises(TooCloseError):
            an_emergency(session, cast.helen, near)

    assert an_emergency(session, cast.daniel, boss).ends_at


def test_the_same_form_opens_one_and_never_another(session: Session, cast: Cast) -> None:
    form = {"form_key": uuid4(), "reason": REASON}
    first = service.open_look(session, cast.helen, cast.amara, **form)

    assert service.open_look(session, cast.helen, cast.amara, **form).id == first.id
    with pytest.raises(AnotherFormError):
        service.open_look(session, cast.helen, cast.jo, **form)


def test_an_officer_has_one_open_at_a_time(session: Session, cast: Cast) -> None:
    first = an_emergency(session, cast.helen, cast.amara)
    with pytest.raises(service.OneAtATimeError):
        an_emergency(session, cast.helen, cast.jo)

    assert an_emergency(session, cast.daniel, cast.jo)
    service.end(session, cast.helen, first.reference)
    assert an_emergency(session, cast.helen, cast.jo)


def test_a_day_has_room_for_three(session: Session, cast: Cast) -> None:
    begun = clock.now()
    for hour in range(3):
        with clock.set_to(begun + timedelta(hours=hour)):
            look = an_emergency(session, cast.helen, cast.amara)
            service.end(session, cast.helen, look.reference)
    with clock.set_to(begun + timedelta(hours=23, minutes=59)):
        with pytest.raises(service.TooManyError):
            an_emergency(session, cast.helen, cast.jo)
        assert an_emergency(session, cast.daniel, cast.jo)
    with clock.set_to(begun + timedelta(hours=24)):
        assert an_emergency(session, cast.helen, cast.jo)


def test_what_was_not_justified_costs_the_role_until_an_auditor_gives_it_back(
    session: Session, cast: Cast
) -> None:
    looks = []
    for subject in (cast.amara, cast.jo):
        looks.append(an_emergency(session, cast.helen, subject))
        service.end(session, cast.helen, looks[-1].reference)
    review(session, looks[0], cast.daniel, Outcome.NOT_JUSTIFIED)

    assert not is_officer(session, cast.helen)
    assert queries.known(session, looks[:1])[0].state is State.TO_LIFT
    assert told(session, "unjustified") == {
        ("Helen Marsh", "owner"),
        ("Ines Carvalho", "auditor"),
        ("Daniel Osei", "officer"),
    }
    review(session, looks[1], cast.daniel, Outcome.NOT_JUSTIFIED)
    service.lift(session, looks[0], cast.ines)
    assert not is_officer(session, cast.helen)
    service.lift(session, looks[1], cast.ines)
    assert is_officer(session, cast.helen)


def test_it_opens_for_half_an_hour_to_the_officer_who_opened_it(
    session: Session, cast: Cast
) -> None:
    opened = clock.now()
    with clock.set_to(opened):
        look = an_emergency(session, cast.helen, cast.amara)

    with clock.set_to(opened + timedelta(minutes=29, seconds=59)):
        assert service.look(session, cast.helen, look.reference).id == look.id
        with pytest.raises(NotFoundError):
            service.look(session, cast.daniel, look.reference)
    with clock.set_to(opened + timedelta(minutes=30)), pytest.raises(service.OverError):
        service.look(session, cast.helen, look.reference)


def test_one_that_was_ended_opens_nothing(session: Session, cast: Cast) -> None:
    look = an_emergency(session, cast.helen, cast.amara)
    with pytest.raises(NotFoundError):
        service.end(session, cast.daniel, look.reference)

    service.end(session, cast.helen, look.reference)

    for again in (service.look, service.end):
        with pytest.raises(service.OverError):
            again(session, cast.helen, look.reference)


def test_only_another_officer_or_an_auditor_reviews_it_and_once(
    session: Session, cast: Cast
) -> None:
    reviewers, days = {"daniel", "ines"}, timedelta(days=30)
    for name in vars(cast):
        subject = cast.samir if name == "amara" else cast.amara
        days -= timedelta(days=1)
        with clock.set_to(clock.now() - days):
            look = an_emergency(session, cast.helen, subject)
            service.end(session, cast.helen, look.reference)
        if name in reviewers:
            review(session, look, getattr(cast, name))
            with pytest.raises(service.DoneAlreadyError):
                review(session, look, cast.daniel)
        else:
            with pytest.raises(service.NotYoursToReviewError):
                review(session, look, getattr(cast, name))
    about_an_officer = an_emergency(session, cast.helen, cast.daniel)
    with pytest.raises(service.NotYoursToReviewError):
        review(session, about_an_officer, cast.daniel)
    review(session, about_an_officer, cast.ines, Outcome.NOT_JUSTIFIED)

    assert told(session, "reviewed") == {
        ("Amara Okafor", "subject"),
        ("Daniel Osei", "subject"),
        ("Helen Marsh", "owner"),
    }


def test_without_a_review_the_role_is_suspended_after_72_hours(
    session: Session, cast: Cast
) -> None:
    opened = clock.now()
    look = an_emergency(session, cast.helen, cast.amara)
    other = an_emergency(session, cast.daniel, cast.jo)
    review(session, other, cast.helen)

    with clock.set_to(opened + LATER - timedelta(seconds=1)):
        service.suspend_unreviewed(session)
    assert is_officer(session, cast.helen)
    with clock.set_to(opened + LATER + timedelta(minutes=1)):
        service.suspend_unreviewed(session)
        service.suspend_unreviewed(session)

    assert not is_officer(session, cast.helen)
    assert is_officer(session, cast.daniel)
    assert queries.known(session, [look])[0].state is State.SUSPENDED
    assert told(session, "suspended") == {
        ("Helen Marsh", "owner"),
        ("Ines Carvalho", "auditor"),
        ("Daniel Osei", "officer"),
    }


def test_a_suspended_role_is_held_and_gives_nothing(session: Session, cast: Cast) -> None:
    role_service.suspend(session, cast.helen.id, Role.OFFICER)

    assert roles.roles_of(session, cast.helen.id) == frozenset()
    assert roles.held_by(session, cast.helen.id) == {Role.OFFICER}
    assert cast.helen not in roles.holders(session, Role.OFFICER)
    assert roles.numbers(session)[Role.OFFICER] == 1
    with pytest.raises(role_service.HeldAlreadyError):
        role_service.grant(session, cast.helen, Role.OFFICER)
    with pytest.raises(role_service.KeptApartError):
        role_service.grant(session, cast.helen, Role.AUDITOR)

    role_service.reinstate(session, cast.helen.id, Role.OFFICER)
    assert is_officer(session, cast.helen)


def test_only_an_auditor_gives_the_role_back_and_after_the_review(
    session: Session, cast: Cast
) -> None:
    look = an_emergency(session, cast.helen, cast.amara)
    with clock.set_to(clock.now() + LATER + timedelta(minutes=1)):
        service.suspend_unreviewed(session)

        with pytest.raises(service.NotReviewedError):
            service.lift(session, look, cast.ines)
        review(session, look, cast.daniel)
        assert not is_officer(session, cast.helen)
        for name in set(vars(cast)) - {"ines"}:
            with pytest.raises(service.OnlyAuditorsLiftError):
                service.lift(session, look, getattr(cast, name))
        service.lift(session, look, cast.ines)
        with pytest.raises(service.DoneAlreadyError):
            service.lift(session, look, cast.ines)
        service.suspend_unreviewed(session)

    assert is_officer(session, cast.helen)
    assert told(session, "lifted") == {("Helen Marsh", "owner")}


def test_a_review_in_time_leaves_nothing_to_lift(session: Session, cast: Cast) -> None:
    look = an_emergency(session, cast.helen, cast.amara)
    review(session, look, cast.daniel)

    with pytest.raises(service.NotReviewedError):
        service.lift(session, look, cast.ines)
    with clock.set_to(clock.now() + LATER + timedelta(minutes=1)):
        service.suspend_unreviewed(session)
    assert is_officer(session, cast.helen)


def test_what_happened_stays_as_it_was_written(session: Session, cast: Cast) -> None:
    look = an_emergency(session, cast.helen, cast.amara)
    review(session, look, cast.daniel)
    session.commit()

    assert_insert_only(session, "emergency_look", "SET reason = 'Another reason altogether.'")
    assert_insert_only(session, "emergency_look_event", "SET note = 'Changed.'")


def test_of_two_who_review_at_once_one_does(session: Session, cast: Cast) -> None:
    made = []
    for day in reversed(range(20)):
        with clock.set_to(clock.now() - timedelta(days=day)):
            look = an_emergency(session, cast.helen, cast.amara)
            service.end(session, cast.helen, look.reference)
        made.append(look.id)
    daniel, ines = cast.daniel.id, cast.ines.id
    session.commit()

    ends = raced(EmergencyLook, made, [(daniel, review), (ines, review)])

    assert Counter(end for both in ends for end in both) == {DONE: 20, LATE: 20}
    session.expire_all()
    assert all(Act.REVIEWED in queries.events_of(session, each) for each in made)
