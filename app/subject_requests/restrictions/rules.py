"""When a flag stands, and when it may be lifted (GDPR Art 18): no database, no clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol
from uuid import UUID

from app.core.errors import ConflictError, RejectedError
from app.core.language import gettext as _
from app.identity.calendars.rules import is_working
from app.subject_requests.restrictions.models import Step

TELL_BEFORE = 3  # working days between telling and lifting, our own


class Happening(Protocol):
    """What is asked of a step."""

    @property
    def request_id(self) -> UUID: ...
    @property
    def practice_id(self) -> str: ...
    @property
    def number(self) -> int: ...
    @property
    def step(self) -> Step: ...
    @property
    def on(self) -> date: ...
    @property
    def lifts_on(self) -> date | None: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True)
class Flag:
    """What one request keeps out of use. ``told``: the newest telling since it was set."""

    request_id: UUID
    practice_id: str
    number: int
    since: date
    told: Happening | None = None
    lifted_on: date | None = None

    @property
    def is_open(self) -> bool:
        return self.lifted_on is None


class NothingRestrictedError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("Nothing is kept out of use here, or no longer."))


class StaysRestrictedError(ConflictError):
    """It cannot be lifted yet."""


class TellingError(RejectedError):
    """The person cannot be told like this."""


def flags(steps: Iterable[Happening]) -> list[Flag]:
    """Each flag as it stands, from all its steps, whatever their order, by practice."""
    found: dict[tuple[UUID, str], Flag] = {}
    for step in sorted(steps, key=lambda each: each.number):
        key = (step.request_id, step.practice_id)
        before = found.get(key)
        if step.step is Step.SET or before is None:
            found[key] = Flag(step.request_id, step.practice_id, step.number, step.on)
            continue
        told = step if step.step is Step.TOLD else before.told
        lifted = step.on if step.step is Step.LIFTED else None
        found[key] = Flag(*key, step.number, before.since, told, lifted)
    return sorted(found.values(), key=lambda flag: flag.practice_id)


def earliest(jurisdiction: str, today: date) -> date:
    """The first day on which something may be lifted that is told today.

    Raises UnknownCalendarError or BeyondTableError.
    """
    day, left = today, TELL_BEFORE
    while left:
        day += timedelta(days=1)
        left -= is_working(jurisdiction, day)
    return day


def check_may_end(open_flags: Sequence[Flag], *, is_open: bool, upheld: bool) -> None:
    """That something stands which may come to its end (Art 18(1)(a), (d), 21(1))."""
    if not open_flags:
        raise NothingRestrictedError
    if is_open:
        raise StaysRestrictedError(
            _("This request is not answered yet. Until then it stays out of use.")
        )
    if upheld:
        raise StaysRestrictedError(_("The objection was upheld. It stays out of use."))


def check_telling(lifts_on: date, first: date, text: str) -> None:
    """That the person has days left before it is lifted, and reads why (Art 18(3))."""
    if not text.strip():
        raise TellingError(_("Write what the person will read: why it is used again."))
    if lifts_on < first:
        raise TellingError(
            _("The person has to know three working days before: not before %(day)s.")
            % {"day": first}
        )


def check_lifting(open_flags: Sequence[Flag], today: date) -> None:
    """That the person was told of each flag, and that the day has come (Art 18(3))."""
    if any(flag.told is None for flag in open_flags):
        raise StaysRestrictedError(_("Tell the person first. It is lifted three working days on."))
    day = max(flag.told.lifts_on for flag in open_flags if flag.told and flag.told.lifts_on)
    if today < day:
        raise StaysRestrictedError(
            _("The person was told that it is lifted on %(day)s. Wait until then.") % {"day": day}
        )
