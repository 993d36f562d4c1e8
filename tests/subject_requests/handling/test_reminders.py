"""After 14, 21 and 28 days an officer is told once of what waits at her desk."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from app.core import clock
from app.identity.roles import service as roles
from app.identity.roles.models import Role
from app.notifications.models import Kind as News
from app.notifications.models import Update
from app.subject_requests import service
from app.subject_requests.handling import service as handling
from app.subject_requests.handling.rules import reminder
from tests.support.cast import Cast
from tests.support.make import a_person
from tests.support.requests import MONDAY, a_request, taken


def told(session: Session) -> list[tuple[UUID, str]]:
    waits = select(Update).where(Update.kind == News.REQUEST_WAITS).order_by(Update.at)  # type: ignore[arg-type]
    reminders = [each for each in session.exec(waits) if "days" in each.data]
    return [(each.person_id, each.subject_ref[-6:]) for each in reminders]


def pass_days(session: Session, *days: int) -> None:
    for day in days:
        with clock.set_to(MONDAY + timedelta(days=day)):
            handling.remind(session)


@pytest.mark.parametrize(
    ("days", "said"), [(0, None), (13, None), (14, 14), (20, 14), (21, 21), (28, 28), (90, 28)]
)
def test_the_last_day_reached_counts(days: int, said: int | None) -> None:
    assert reminder(days) == said


def test_the_owner_is_told_once_of_each(session: Session, cast: Cast) -> None:
    with clock.set_to(MONDAY):
        taken(session, cast.amara, cast.helen)
    pass_days(session, *range(40))
    pass_days(session, 39, 39)
    helen = cast.helen.id
    assert told(session) == [(helen, "day 14"), (helen, "day 21"), (helen, "day 28")]


def test_whoever_may_have_it_is_told_while_nobody_has_it(session: Session, cast: Cast) -> None:
    a_person(session, "E1020", "Petra Novak", Role.OFFICER)  # Tom's manager
    with clock.set_to(MONDAY):
        a_request(session, cast.tom)
    pass_days(session, 14)
    assert {person for person, _day in told(session)} == {cast.helen.id, cast.daniel.id}


def test_what_has_ended_reminds_nobody(session: Session, cast: Cast) -> None:
    with clock.set_to(MONDAY):
        request = taken(session, cast.amara, cast.helen)
        taken(session, cast.jo, cast.daniel)
        service.withdraw(session, request, cast.amara, form_key=uuid4())
    pass_days(session, 14)
    assert told(session) == [(cast.daniel.id, "day 14")]


@pytest.mark.parametrize("why", ["revoked", "left", "manages"])
def test_who_may_have_it_no_longer_is_not_reminded_but_all_who_may(
    session: Session, cast: Cast, why: str
) -> None:
    with clock.set_to(MONDAY):
        taken(session, cast.amara, cast.helen)
    pass_days(session, 14)
    if why == "revoked":
        roles.revoke(session, cast.helen, Role.OFFICER)
    elif why == "left":
        cast.helen.active = False
    else:
        cast.amara.manager_employee_id = cast.helen.employee_id
    session.flush()
    pass_days(session, 21)
    assert told(session) == [(cast.helen.id, "day 14"), (cast.daniel.id, "day 21")]
