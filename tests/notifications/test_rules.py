from datetime import UTC, datetime, timedelta

import pytest

from app.identity.people.models import EmailDigest
from app.notifications import rules
from app.notifications.models import Kind

LONDON = "Europe/London"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("digest", "now", "zone", "morning"),
    [
        (EmailDigest.DAILY, "2026-11-19T12:00", LONDON, "2026-11-19T07:00"),
        (EmailDigest.DAILY, "2026-11-19T06:59", LONDON, "2026-11-18T07:00"),
        (EmailDigest.DAILY, "2026-11-19T07:00", LONDON, "2026-11-19T07:00"),
        (EmailDigest.DAILY, "2026-07-01T06:00", LONDON, "2026-07-01T06:00"),  # summer time
        (EmailDigest.DAILY, "2026-03-29T06:30", LONDON, "2026-03-29T06:00"),  # the clocks went on
        (EmailDigest.DAILY, "2026-11-18T22:00", "Asia/Tokyo", "2026-11-18T22:00"),
        (EmailDigest.WEEKLY, "2026-11-19T12:00", LONDON, "2026-11-16T07:00"),  # a Monday
        (EmailDigest.WEEKLY, "2026-11-16T06:59", LONDON, "2026-11-09T07:00"),
        (EmailDigest.MONTHLY, "2026-11-19T12:00", LONDON, "2026-11-01T07:00"),
        (EmailDigest.MONTHLY, "2026-11-01T06:00", LONDON, "2026-10-01T06:00"),
    ],
)
def test_a_digest_opens_at_seven_where_the_person_is(
    digest: EmailDigest, now: str, zone: str, morning: str
) -> None:
    assert rules.last_morning(digest, utc(now), zone) == utc(morning)


@pytest.mark.parametrize("digest", EmailDigest)
@pytest.mark.parametrize("kind", sorted(rules.REQUIRED))
def test_what_the_law_requires_cannot_be_turned_off(kind: Kind, digest: EmailDigest) -> None:
    now = utc("2026-11-19T12:00")
    up_to = rules.due_up_to(kind, digest, now, LONDON)
    assert up_to is not None
    assert now - up_to <= timedelta(days=1)


@pytest.mark.parametrize("digest", EmailDigest)
def test_what_somebody_asked_for_by_itself_comes_whatever_she_chose_for_looks(
    digest: EmailDigest,
) -> None:
    now = utc("2026-11-19T12:00")
    due = [rules.due_up_to(kind, digest, now, LONDON) for kind in sorted(rules.ASKED_FOR)]
    assert due
    assert all(up_to is not None and now - up_to <= timedelta(days=1) for up_to in due)


@pytest.mark.parametrize(
    ("digest", "look", "unusual"),
    [
        (EmailDigest.NEVER, False, False),
        (EmailDigest.UNUSUAL, False, True),
        (EmailDigest.EACH, True, True),
        (EmailDigest.MONTHLY, True, True),
    ],
)
def test_a_look_is_mailed_about_as_the_person_chose(
    digest: EmailDigest, look: bool, unusual: bool
) -> None:
    now = utc("2026-11-19T12:00")
    due = [
        rules.due_up_to(kind, digest, now, LONDON) is not None
        for kind in (Kind.LOOK, Kind.UNUSUAL_LOOK)
    ]
    assert due == [look, unusual]


def test_waits_grow_and_end_growing() -> None:
    waits = [rules.back_off(attempt) for attempt in range(1, 30)]
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(hours=1)
    assert rules.server_back_off(1) == timedelta(seconds=5)
    assert rules.server_back_off(99) == timedelta(minutes=1)


@pytest.mark.parametrize(
    ("digest", "due"),
    [
        (EmailDigest.EACH, "2026-11-19T12:00"),
        (EmailDigest.DAILY, "2026-11-19T07:00"),
        (EmailDigest.WEEKLY, "2026-11-19T07:00"),
        (EmailDigest.MONTHLY, "2026-11-19T07:00"),
        (EmailDigest.UNUSUAL, None),
        (EmailDigest.NEVER, None),
    ],
)
def test_what_has_to_be_read_by_a_day_does_not_wait_for_a_monday(
    digest: EmailDigest, due: str | None
) -> None:
    found = rules.due_up_to(Kind.POLICY_TO_READ, digest, utc("2026-11-19T12:00"), LONDON)
    assert found == (utc(due) if due else None)


@pytest.mark.parametrize("digest", EmailDigest)
def test_an_emergency_look_is_told_at_once_whatever_the_person_chose(digest: EmailDigest) -> None:
    now = utc("2026-11-19T12:00")
    assert rules.due_up_to(Kind.EMERGENCY_LOOK, digest, now, LONDON) == now
    assert not rules.is_morning_mail(Kind.EMERGENCY_LOOK, digest)
