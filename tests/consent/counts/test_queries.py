"""The share that says yes: once a month, in steps, and never where it would point at somebody."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from app.consent.counts import queries
from app.consent.keeping import service as keeping
from app.core import clock
from app.core.small_numbers import Step
from app.identity.people.models import Person
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.consent import TIPS, answer, approve, offer, reword
from tests.support.database import on_both
from tests.support.make import a_person

OCTOBER, NOVEMBER, DECEMBER = (datetime(2026, month, 9, 9, tzinfo=UTC) for month in (10, 11, 12))


def sixty(session: Session, cast: Cast, yes: int) -> list[Person]:
    """So many of sixty field engineers say yes in October."""
    with clock.set_to(OCTOBER):
        people = [cast.amara, cast.ewan, *(a_person(session, f"E{n}") for n in range(6000, 6058))]
        offer(session, cast)
        for person in people[:yes]:
            answer(session, person, yes=True)
    return people


def shares(session: Session, at: datetime) -> dict[str, Step]:
    with clock.set_to(at):
        return queries.shares(session)


@on_both
@pytest.mark.parametrize(
    ("yes", "shown"),
    [(11, {}), (12, {TIPS: Step(20, 40)}), (30, {TIPS: Step(40, 60)}), (48, {}), (60, {})],
)
def test_a_share_is_shown_in_a_step_after_the_month_has_ended(
    session: Session, cast: Cast, yes: int, shown: dict[str, Step]
) -> None:
    sixty(session, cast, yes)
    assert shares(session, OCTOBER) == {}
    assert shares(session, NOVEMBER) == shown


def test_what_is_answered_meanwhile_changes_nothing_that_is_shown(
    session: Session, cast: Cast
) -> None:
    people = sixty(session, cast, 24)
    assert shares(session, NOVEMBER) == {TIPS: Step(40, 60)}
    with clock.set_to(NOVEMBER):
        answer(session, people[0], yes=False)
        answer(session, people[1], yes=False)
    assert shares(session, NOVEMBER + timedelta(days=9)) == {TIPS: Step(40, 60)}
    assert shares(session, DECEMBER) == {TIPS: Step(20, 40)}


def test_a_yes_that_ran_out_counts_as_none(session: Session, cast: Cast) -> None:
    sixty(session, cast, 30)
    assert shares(session, OCTOBER.replace(year=2027)) == {TIPS: Step(40, 60)}
    assert shares(session, NOVEMBER.replace(year=2027)) == {}


@pytest.mark.parametrize(("more", "shown"), [(0, True), (1, False), (9, False), (10, True)])
def test_it_is_left_out_where_a_few_joined(
    session: Session, cast: Cast, more: int, shown: bool
) -> None:
    sixty(session, cast, 30)
    with clock.set_to(NOVEMBER):
        for number in range(more):
            a_person(session, f"E{7000 + number}")
        keeping.ask_people(session)
    assert bool(shares(session, DECEMBER)) is shown
    assert shares(session, NOVEMBER)


@pytest.mark.parametrize(("fewer", "shown"), [(3, False), (12, True)])
def test_or_a_few_left(session: Session, cast: Cast, fewer: int, shown: bool) -> None:
    people = sixty(session, cast, 36)
    with clock.set_to(NOVEMBER):
        for person in people[:fewer]:
            person.active = False
        keeping.follow_register(session)
    assert bool(shares(session, DECEMBER)) is shown


@pytest.mark.parametrize(("fewer", "shown"), [(0, True), (3, False), (12, True)])
@pytest.mark.parametrize("back", [False, True])
def test_whoever_is_asked_again_hides_nobody_who_came_or_left(
    session: Session, cast: Cast, fewer: int, back: bool, shown: bool
) -> None:
    """Those asked again are many; they stay, and say the same as before."""
    people = sixty(session, cast, 42)
    with clock.set_to(OCTOBER if back else NOVEMBER):
        for person in people[:fewer]:
            person.active = False
        keeping.follow_register(session)
    with clock.set_to(NOVEMBER):
        for person in people[:fewer]:
            person.active = back
        reword(session, figures="team")
        approve(session, cast)
        keeping.follow_register(session)
        for person in people[12:42]:
            answer(session, person, yes=True)
    assert bool(shares(session, DECEMBER)) is shown


def test_officers_read_the_step_and_nothing_that_moves_with_an_answer(
    browser: Browser, session: Session, cast: Cast
) -> None:
    people = sixty(session, cast, 30)
    pages = []
    with clock.set_to(NOVEMBER):
        for each in people[:3]:
            session.commit()
            browser.sign_in(cast.helen)
            pages.append(browser.get("/desk/choices").main)
            answer(session, each, yes=False)
    assert "40 to 60 in 100 before 1 November" in pages[0]
    assert pages[1:] == pages[:1] * 2
