"""On which days a practice can end, and which versions would bring back one that ended. Pure."""

from collections.abc import Iterable
from datetime import date

from app.register.in_force.rules import Practice


def follows_newest(practice: Practice, on: date) -> bool:
    """Whether no version of a practice comes into force after the first day without it."""
    return on >= _newest(practice)


def ends_already(practice: Practice, ended: Iterable[date], on: date) -> bool:
    """Whether an ending on record has ended it by a day. ``ended`` are the days of all of them."""
    return any(_newest(practice) <= day <= on for day in ended)


def is_said_rightly(on: date, today: date, *, past: bool) -> bool:
    """Whether a day is past exactly if the ending is said to be a correction for the past."""
    return past is (on < today)


def _newest(practice: Practice) -> date:
    return max(version.note.in_force_from for version in practice.versions)
