"""Working hours and jurisdictions as values: no database, no web, no clock."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Literal
from zoneinfo import available_timezones

DEFAULT_ZONE = "Europe/London"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
JURISDICTION = re.compile(r"GB-(EAW|SCT|NIR)|EU-[A-Z]{2}")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|(24):(00))", re.ASCII)

Display = Literal["name", "role", "unit"]


def within_working_hours(hours: Mapping[str, str], local: datetime) -> bool:
    """Whether a moment of the local clock lies within the working hours.

    The start belongs to them, the end does not. A span that ends before it starts runs past
    midnight. Where no hours are known at all, nothing lies outside them.
    """
    if not hours:
        return True
    minute = local.hour * 60 + local.minute
    today = _span(hours.get(WEEKDAYS[local.weekday()]))
    yesterday = _span(hours.get(WEEKDAYS[local.weekday() - 1]))
    if today and today[0] <= minute < today[1]:
        return True
    return yesterday is not None and minute < yesterday[1] - 24 * 60


def display_of(jurisdiction: str) -> Display:
    """How accessors are shown where nothing else is set: by role, in the UK and in the EU.

    LAW LOG-4; C-579/21 (Pankki S). Elsewhere the narrower of the two, which is the same.
    """
    return "role" if JURISDICTION.fullmatch(jurisdiction) else "unit"


def faults(
    *, name: str, jurisdiction: str, time_zone: str, working_hours: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """What is wrong with an establishment: pairs of a field's path and a sentence about it."""
    if not name.strip() or len(name) > 200:
        yield "name", "needs 1 to 200 characters"
    if not JURISDICTION.fullmatch(jurisdiction):
        yield "jurisdiction", "must be GB-EAW, GB-SCT, GB-NIR or EU- and a country, as EU-DE"
    if time_zone not in _zones():
        yield "time_zone", "must be a time zone such as Europe/London"
    for day, span in working_hours.items():
        if day not in WEEKDAYS:
            yield f"working_hours.{day}", f"the days are {', '.join(WEEKDAYS)}"
        elif _span(span) is None:
            yield f"working_hours.{day}", "must be hours such as 08:00-18:00"


def _span(text: str | None) -> tuple[int, int] | None:
    """Minutes after midnight; past 24:00 when the span runs into the next day."""
    found = _HOURS.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    start_hour, start_minute, end_hour, end_minute = (
        int(part) for part in found.groups() if part is not None
    )
    start, end = start_hour * 60 + start_minute, end_hour * 60 + end_minute
    if start == end:
        return None
    return start, end if end > start else end + 24 * 60


@lru_cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
