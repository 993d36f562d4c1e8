"""Weekends and public holidays of a jurisdiction, and its local day, as values.

The tables beside this file are written from the pinned ``holidays`` package, and a test holds them
to it: the package itself knows every country of the world, which is 10 MB of each process.
Governments move and add holidays about two years ahead at most: what lies beyond ``KNOWN`` is
refused rather than guessed (LAW SAR-2).
"""

import json
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from app.core.errors import RejectedError
from app.core.language import gettext as _

TABLES = Path(__file__).with_name("holidays.json")
KNOWN = range(2018, 2029)
SATURDAY = 5
# Where most people of a country live, where it has more than one zone.
_ZONES = {
    "GB-EAW": "Europe/London",
    "GB-SCT": "Europe/London",
    "GB-NIR": "Europe/London",
    "EU-AT": "Europe/Vienna",
    "EU-BE": "Europe/Brussels",
    "EU-BG": "Europe/Sofia",
    "EU-CY": "Asia/Nicosia",
    "EU-CZ": "Europe/Prague",
    "EU-DE": "Europe/Berlin",
    "EU-DK": "Europe/Copenhagen",
    "EU-EE": "Europe/Tallinn",
    "EU-ES": "Europe/Madrid",
    "EU-FI": "Europe/Helsinki",
    "EU-FR": "Europe/Paris",
    "EU-GR": "Europe/Athens",
    "EU-HR": "Europe/Zagreb",
    "EU-HU": "Europe/Budapest",
    "EU-IE": "Europe/Dublin",
    "EU-IT": "Europe/Rome",
    "EU-LT": "Europe/Vilnius",
    "EU-LU": "Europe/Luxembourg",
    "EU-LV": "Europe/Riga",
    "EU-MT": "Europe/Malta",
    "EU-NL": "Europe/Amsterdam",
    "EU-PL": "Europe/Warsaw",
    "EU-PT": "Europe/Lisbon",
    "EU-RO": "Europe/Bucharest",
    "EU-SE": "Europe/Stockholm",
    "EU-SI": "Europe/Ljubljana",
    "EU-SK": "Europe/Bratislava",
}


class UnknownCalendarError(RejectedError):
    """There is no table of public holidays for a place."""

    def __init__(self, jurisdiction: str) -> None:
        super().__init__(
            _("There is no table of public holidays for %(jurisdiction)s.")
            % {"jurisdiction": repr(jurisdiction)}
        )


class BeyondTableError(RejectedError):
    """A day is outside the years whose public holidays are known."""

    def __init__(self, day: date) -> None:
        super().__init__(
            _("%(day)s is outside the table of public holidays (%(first)s to %(last)s).")
            % {"day": day, "first": KNOWN[0], "last": KNOWN[-1]}
        )


def is_known(jurisdiction: str) -> bool:
    """Whether there is a calendar of this place."""
    return jurisdiction in _ZONES


def places() -> list[str]:
    """Every jurisdiction there is a calendar of."""
    return list(_ZONES)


def local_day(jurisdiction: str, moment: datetime) -> date:
    """The civil date at a moment (with its offset) where the jurisdiction lies."""
    if not is_known(jurisdiction):
        raise UnknownCalendarError(jurisdiction)
    return moment.astimezone(UTC).astimezone(ZoneInfo(_ZONES[jurisdiction])).date()


def check_within(day: date) -> None:
    """That a day others are counted from is not past the last known year: BeyondTableError."""
    if day.year > KNOWN[-1]:
        raise BeyondTableError(day)


def is_working(jurisdiction: str, day: date) -> bool:
    """Whether a day is neither Saturday, Sunday nor a public holiday.

    Raises UnknownCalendarError or BeyondTableError.
    """
    if day.year not in KNOWN:
        raise BeyondTableError(day)
    return day.weekday() < SATURDAY and day not in _holidays(jurisdiction, day.year)


def roll(jurisdiction: str, day: date) -> date:
    """The day itself if it is a working day, else the next one.

    Regulation (EEC, Euratom) 1182/71 Art 3(4). Raises UnknownCalendarError or BeyondTableError.
    """
    while not is_working(jurisdiction, day):
        day += timedelta(days=1)
    return day


@lru_cache(maxsize=512)
def _holidays(jurisdiction: str, year: int) -> frozenset[date]:
    if not is_known(jurisdiction):
        raise UnknownCalendarError(jurisdiction)
    days = _tables()[jurisdiction][str(year)].split()
    return frozenset(date.fromisoformat(f"{year}-{day}") for day in days)


@lru_cache
def _tables() -> dict[str, dict[str, str]]:
    """By jurisdiction and year, the days as ``MM-DD``."""
    tables: dict[str, dict[str, str]] = json.loads(TABLES.read_text())
    return tables
