"""How a stop stands, and how a call is signed."""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from app.consent.stops import rules
from app.consent.stops.rules import Standing

DUE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SOON, LATER = DUE + timedelta(minutes=4), DUE + timedelta(hours=2)


@dataclass
class Stop:
    due_at: datetime = DUE
    failed_at: datetime | None = None
    confirmed_at: datetime | None = None
    overtaken_at: datetime | None = None


@pytest.mark.parametrize(
    ("stop", "now", "standing"),
    [
        (Stop(), DUE, Standing.WAITING),
        (Stop(), SOON, Standing.WAITING),
        (Stop(), LATER, Standing.LATE),
        (Stop(confirmed_at=SOON), LATER, Standing.CONFIRMED),
        (Stop(confirmed_at=LATER), LATER, Standing.CONFIRMED_LATE),
        (Stop(failed_at=LATER), LATER, Standing.FAILED),
        (Stop(failed_at=SOON, confirmed_at=LATER), LATER, Standing.CONFIRMED_LATE),
        (Stop(overtaken_at=SOON), LATER, Standing.OVERTAKEN),
    ],
)
def test_each_stop_stands_as_the_person_is_told(
    stop: Stop, now: datetime, standing: Standing
) -> None:
    assert rules.standing(stop, now) is standing


def test_a_call_is_signed_over_its_timestamp_and_body() -> None:
    signed = rules.signature("dlw_secret", "1795165200", b'{"a":1}')
    expected = hmac.new(b"dlw_secret", b'1795165200.{"a":1}', "sha256").hexdigest()
    assert signed == f"v1={expected}"
    assert rules.signature("dlw_secret", "1795165201", b'{"a":1}') != signed


def test_a_webhook_is_called_again_later_and_later() -> None:
    waits = [rules.back_off(attempts).total_seconds() for attempts in (1, 2, 3, 10, 11, 40)]
    assert waits == [5, 10, 20, 2560, 3600, 3600]
