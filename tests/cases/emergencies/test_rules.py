from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from app.cases.emergencies import rules
from app.cases.emergencies.models import Act
from app.cases.emergencies.rules import State
from app.identity.roles.models import Role

OPENED = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
ENDS = OPENED + rules.LASTS
HELEN, DANIEL, AMARA = uuid4(), uuid4(), uuid4()


@pytest.mark.parametrize(
    ("done", "minutes", "expected"),
    [
        ((), 0, State.OPEN),
        ((), 29, State.OPEN),
        ((), 30, State.TO_REVIEW),
        ((Act.ENDED,), 5, State.TO_REVIEW),
        ((Act.REVIEWED,), 5, State.REVIEWED),
        ((Act.REVIEWED,), 60, State.REVIEWED),
        ((Act.SUSPENDED,), 60 * 72, State.SUSPENDED),
        ((Act.SUSPENDED, Act.REVIEWED), 60 * 73, State.TO_LIFT),
        ((Act.SUSPENDED, Act.REVIEWED, Act.LIFTED), 60 * 74, State.REVIEWED),
    ],
)
def test_how_a_look_stands_follows_from_what_was_done(
    done: tuple[Act, ...], minutes: int, expected: State
) -> None:
    assert rules.state(done, ENDS, OPENED + timedelta(minutes=minutes)) is expected


@pytest.mark.parametrize(
    ("role", "reviews", "lifts"),
    [
        (None, False, False),
        (Role.OFFICER, True, False),
        (Role.AUDITOR, True, True),
        (Role.REPRESENTATIVE, False, False),
        (Role.ADMINISTRATOR, False, False),
        (Role.AUTHORISER, False, False),
    ],
)
def test_who_reviews_and_who_lifts_is_said_for_every_role(
    role: Role | None, reviews: bool, lifts: bool
) -> None:
    held = {role} if role else set()
    of = {"officer_id": HELEN, "subject_id": AMARA}
    assert rules.may_review(DANIEL, held, **of) is reviews
    assert rules.may_lift(DANIEL, held, **of) is lifts
    for part_of_it in (HELEN, AMARA):
        assert not rules.may_review(part_of_it, held, **of)
        assert not rules.may_lift(part_of_it, held, **of)
