"""Which answer leads where, how long a yes holds, and by when it stops."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from app.consent import rules
from app.consent.models import State
from app.register.terms.schemas import Stops

ANSWERS = [
    (State.REQUESTED, True, State.GIVEN),
    (State.REQUESTED, False, State.REFUSED),
    (State.GIVEN, True, None),
    (State.GIVEN, False, State.WITHDRAWN),
    (State.RENEWED, True, None),
    (State.RENEWED, False, State.WITHDRAWN),
    (State.REFUSED, True, State.GIVEN),
    (State.REFUSED, False, None),
    (State.WITHDRAWN, True, State.GIVEN),
    (State.WITHDRAWN, False, None),
    (State.EXPIRED, True, State.GIVEN),
    (State.EXPIRED, False, State.REFUSED),
]


@pytest.mark.parametrize(("state", "yes", "to"), ANSWERS)
def test_each_answer_leads_where_it_says(state: State, yes: bool, to: State | None) -> None:
    assert rules.answered(state, yes=yes) is to
    assert to is None or to in rules.FOLLOWS[state]


def test_every_state_that_can_be_answered_is_in_the_table() -> None:
    assert {(state, yes) for state, yes, _to in ANSWERS} == set(
        product(set(State) - {State.REVOKED}, (True, False))
    )


@pytest.mark.parametrize("state", sorted(rules.PERMITTING))
def test_a_yes_about_to_end_is_renewed(state: State) -> None:
    assert rules.answered(state, yes=True, renewing=True) is State.RENEWED
    assert rules.answered(state, yes=False, renewing=True) is State.WITHDRAWN


def test_only_a_yes_given_or_renewed_permits_anything() -> None:
    assert {state.value for state in rules.PERMITTING} == {"ConsentGiven", "RenewedConsentGiven"}
    assert set(rules.FOLLOWS) == set(State)


@pytest.mark.parametrize(
    ("given", "until"),
    [
        (datetime(2026, 11, 20, 9, tzinfo=UTC), datetime(2027, 11, 20, 9, tzinfo=UTC)),
        (datetime(2028, 2, 29, 9, tzinfo=UTC), datetime(2029, 2, 28, 9, tzinfo=UTC)),
    ],
)
def test_a_yes_holds_for_twelve_months(given: datetime, until: datetime) -> None:
    assert rules.valid_until(given) == until


def test_it_can_be_renewed_in_its_last_thirty_days() -> None:
    until = datetime(2027, 11, 20, 9, tzinfo=UTC)
    assert not rules.is_renewable(until, until - timedelta(days=30, seconds=1))
    assert rules.is_renewable(until, until - timedelta(days=30))
    assert not rules.is_renewable(None, until)


def test_it_stops_at_once_or_by_the_midnight_that_follows_where_the_person_is() -> None:
    evening = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # half past midnight in London
    assert rules.stopped_by(Stops.IMMEDIATELY, evening, "Europe/London") == evening
    assert rules.stopped_by(Stops.BY_MIDNIGHT, evening, "Europe/London") == datetime(
        2026, 7, 2, 23, tzinfo=UTC
    )
