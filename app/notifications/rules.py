"""When a person is due a mail, and when to try one again: no database, no clock."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Final, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from app.identity.people.models import EmailDigest
from app.notifications.models import Kind

MORNING = time(7)
REQUIRED: Final = frozenset(
    {
        Kind.PRACTICE_CHANGED,
        Kind.COMMAND_LINE_ACT,
        Kind.SECOND_IDENTITY,
        Kind.CHOICE_CHANGED,
        Kind.CHOICE_ENDED,
        Kind.AFTER_STOP,
        Kind.ROLE_CHANGED,
        Kind.REQUEST,
        Kind.QUESTION,
        Kind.EMERGENCY_LOOK,
        Kind.LOG_BROKEN,
        Kind.CONCERN,
    }
)
# a weekly mail could come after the day by which it is to be done
HAS_A_DAY: Final = frozenset(
    {
        Kind.POLICY_TO_READ,
        Kind.CONSULTATION_OPENED,
        Kind.REQUEST_WAITS,
        Kind.QUESTION_ABOUT_YOU,
        Kind.QUESTION_WAITS,
        Kind.CONCERN_WAITS,
        Kind.SURVEY_OPENED,
    }
)
# told only to those who asked for such mail, so it comes whatever else they chose
ASKED_FOR: Final = frozenset({Kind.REGISTER_CHANGED})
AT_ONCE: Final = frozenset({Kind.EMERGENCY_LOOK, Kind.LOG_BROKEN})  # whatever somebody chose
TOO_OLD = timedelta(days=40)
LEASE = timedelta(seconds=45)
TAKING = timedelta(seconds=90)
MOST_REFUSALS = 8
KEPT = timedelta(days=400)


class News(NamedTuple):
    """One thing that one person is to be told of: ``service.tell`` says what each part is."""

    person_id: UUID
    kind: Kind
    about: str
    at: datetime
    ids: Mapping[str, str | int]


def due_up_to(kind: Kind, digest: EmailDigest, now: datetime, zone: str) -> datetime | None:
    """Updates of this kind from before the moment given are due a mail; None: never.

    What the law requires to be told cannot be turned off: it goes with the next morning's
    mail whatever the person chose, or at once where she wants to hear of each thing. What was
    looked at in an emergency is told at once in any case. What has
    to be done by a day goes with that mail too, but never to somebody who wants no such mail.
    What somebody asked for by itself goes with it whatever she chose for the rest.
    """
    if digest is EmailDigest.EACH or kind in AT_ONCE:
        return now
    if kind in REQUIRED | ASKED_FOR:
        return last_morning(EmailDigest.DAILY, now, zone)
    if digest is EmailDigest.UNUSUAL:
        return now if kind is Kind.UNUSUAL_LOOK else None
    if digest is EmailDigest.NEVER:
        return None
    return last_morning(EmailDigest.DAILY if kind in HAS_A_DAY else digest, now, zone)


def last_morning(digest: EmailDigest, now: datetime, zone: str) -> datetime:
    """The latest 7 o'clock in the zone that opened a day, a Monday or a month."""
    local = now.astimezone(ZoneInfo(zone))
    day = local.date() if local.time() >= MORNING else local.date() - timedelta(days=1)
    if digest is EmailDigest.WEEKLY:
        day -= timedelta(days=day.weekday())
    elif digest is EmailDigest.MONTHLY:
        day = day.replace(day=1)
    return datetime.combine(day, MORNING, ZoneInfo(zone))


def is_morning_mail(kind: Kind, digest: EmailDigest) -> bool:
    """Whether a mail about this kind waits for a morning, of which each day has one."""
    at_once = {EmailDigest.UNUSUAL} if kind is Kind.UNUSUAL_LOOK else set()
    return kind not in AT_ONCE and digest is not EmailDigest.EACH and digest not in at_once


def back_off(attempts: int) -> timedelta:
    """The wait before a mail is tried again: 1 minute, doubled each time, at most an hour."""
    return timedelta(minutes=min(2 ** max(attempts - 1, 0), 60))


def server_back_off(attempts: int) -> timedelta:
    """The wait while the server is down: 5 seconds, doubled each time, at most a minute."""
    return timedelta(seconds=min(5 * 2 ** min(max(attempts - 1, 0), 10), 60))
