"""What leaders promise is written down once, and stays as it was written."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from app.core import clock
from app.core.db.base import new_id
from app.core.errors import NotFoundError
from app.pledges import queries, service
from app.pledges.models import Act, Pledge, PledgeEvent
from app.pledges.queries import Benefits
from app.pledges.rules import NotNowError, OwnPledgeError, Status
from app.register.assessments.queries import versions as published_of
from app.register.file import service as register
from tests.support.assessments import checked
from tests.support.cast import Cast
from tests.support.insert_only import assert_insert_only
from tests.support.pledges import WHAT, a_pledge, came
from tests.support.register import a_file, a_practice

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def now() -> object:
    with clock.set_to(NOW):
        yield


def test_a_promise_has_a_name_and_a_day(session: Session, cast: Cast) -> None:
    pledge = a_pledge(session, cast.helen, cast.tom, said="When?")

    told = queries.one(session, pledge.reference)

    assert told.maker.name == "Tom Whitlock"
    assert told.standing.status is Status.ON_THE_WAY
    assert (told.pledge.what, told.pledge.said) == (WHAT, "When?")
    with pytest.raises(NotFoundError):
        queries.one(session, "PR-2222-2222")


@pytest.mark.parametrize("days", [-400, -1, 0])
def test_its_day_is_still_to_come(session: Session, cast: Cast, days: int) -> None:
    due = (NOW + timedelta(days=days)).date()
    with pytest.raises(service.PastDayError):
        a_pledge(session, cast.helen, cast.tom, due_on=due)
    a_pledge(session, cast.helen, cast.tom, due_on=(NOW + timedelta(days=1)).date())


def test_a_form_sent_twice_writes_once(session: Session, cast: Cast) -> None:
    key = new_id()
    first = a_pledge(session, cast.helen, cast.tom, form_key=key)
    assert a_pledge(session, cast.helen, cast.tom, form_key=key).id == first.id
    with pytest.raises(service.AnotherFormError):
        a_pledge(session, cast.helen, cast.jo, form_key=key)

    said = {"text": "Two have one.", "form_key": key}
    event = service.write(session, first, cast.helen, Act.PROGRESS, **said)
    again = service.write(session, first, cast.helen, Act.PROGRESS, **said)
    assert again.id == event.id
    for act, officer in ((Act.KEPT, cast.helen), (Act.PROGRESS, cast.daniel)):
        with pytest.raises(service.AnotherFormError):
            service.write(session, first, officer, act, **said)
    assert len(queries.one(session, first.reference).events) == 1


def test_it_ends_once_and_can_be_opened_again(session: Session, cast: Cast) -> None:
    pledge = a_pledge(session, cast.helen, cast.tom)
    with pytest.raises(NotNowError):
        came(session, pledge, cast.helen, Act.REOPENED)
    came(session, pledge, cast.helen, Act.KEPT)
    for act in (Act.KEPT, Act.DROPPED, Act.PROGRESS):
        with pytest.raises(NotNowError):
            came(session, pledge, cast.daniel, act)
    came(session, pledge, cast.daniel, Act.REOPENED)
    came(session, pledge, cast.daniel, Act.DROPPED)

    told = queries.one(session, pledge.reference)

    assert [event.number for event in told.events] == [1, 2, 3]
    assert told.standing.status is Status.DROPPED


def test_nobody_calls_her_own_promise_kept(session: Session, cast: Cast) -> None:
    pledge = a_pledge(session, cast.daniel, cast.helen)
    with pytest.raises(OwnPledgeError):
        came(session, pledge, cast.helen, Act.KEPT)
    came(session, pledge, cast.helen, Act.PROGRESS)

    came(session, pledge, cast.daniel, Act.KEPT)

    assert queries.one(session, pledge.reference).standing.status is Status.KEPT


def test_what_is_late_stands_first(session: Session, cast: Cast) -> None:
    def due(days: int) -> str:
        day = (NOW + timedelta(days=days)).date()
        return a_pledge(session, cast.helen, cast.tom, due_on=day).reference

    far, near, late, later = due(90), due(20), due(9), due(5)
    kept = a_pledge(session, cast.helen, cast.tom)
    came(session, kept, cast.helen, Act.KEPT)
    with clock.set_to(NOW + timedelta(days=10)):
        assert [each.pledge.reference for each in queries.everything(session)] == [
            *(later, late, near, far),
            kept.reference,
        ]


def test_benefits_are_counted_by_practice(session: Session, cast: Cast) -> None:
    register.take_in(session, a_file(a_practice()))
    checked(session, cast, "location")
    reference = published_of(session, "location")[0].reference
    with pytest.raises(service.NoSuchAssessmentError):
        a_pledge(session, cast.helen, cast.tom, assessment="IA-999")
    assert queries.benefits(session) == {}
    a_pledge(session, cast.helen, cast.tom)  # of no assessment
    made = [a_pledge(session, cast.helen, cast.tom, assessment=reference) for _each in range(4)]
    came(session, made[0], cast.helen, Act.KEPT)
    came(session, made[1], cast.helen, Act.DROPPED)

    assert queries.benefits(session) == {"location": Benefits(4, delivered=1, unmet=1)}

    assert len(queries.of_assessment(session, reference)) == 4
    assert queries.of_assessment(session, "IA-999") == []
    with clock.set_to(NOW + timedelta(days=31)):
        assert queries.benefits(session) == {"location": Benefits(4, delivered=1, unmet=3)}


def test_both_tables_stay_as_they_are(session: Session, cast: Cast) -> None:
    came(session, a_pledge(session, cast.helen, cast.tom), cast.helen, Act.PROGRESS)
    session.commit()
    assert_insert_only(session, "pledge", "SET due_on = '2030-01-01'")
    assert_insert_only(session, "pledge_event", "SET text = 'All is well.'")
    assert session.exec(select(Pledge)).one()
    assert session.exec(select(PledgeEvent)).one()
