"""Moments and days in words, in the reader's zone (UX.md §2)."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime

from app.core import clock

LOCALE = Locale("en", "GB")  # parsed once, not at each date


def local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone))


def day(value: date | datetime, zone: str = "UTC") -> str:
    """“Friday 4 December 2026”."""
    return format_date(_date(value, zone), "EEEE d MMMM y", locale=LOCALE)


def day_near(value: date | datetime, zone: str = "UTC") -> str:
    """“Today”, “Yesterday”, “Thursday 19 November”, with the year if it is another one."""
    the_day, today = _date(value, zone), clock.today(zone)
    if the_day == today:
        return "Today"
    if the_day == today - timedelta(days=1):
        return "Yesterday"
    pattern = "EEEE d MMMM" if the_day.year == today.year else "EEEE d MMMM y"
    return format_date(the_day, pattern, locale=LOCALE)


def day_due(value: date | datetime, zone: str = "UTC") -> str:
    """“Fri 4 Dec”, with the year if it is another one: a deadline in a table."""
    the_day = _date(value, zone)
    pattern = "EEE d MMM" if the_day.year == clock.today(zone).year else "EEE d MMM y"
    return format_date(the_day, pattern, locale=LOCALE)


def day_short(value: date | datetime, zone: str = "UTC") -> str:
    """“4 Dec”, with the year if it is another one."""
    the_day = _date(value, zone)
    pattern = "d MMM" if the_day.year == clock.today(zone).year else "d MMM y"
    return format_date(the_day, pattern, locale=LOCALE)


def day_month(value: date | datetime, zone: str = "UTC") -> str:
    """“6 November”, with the year if it is another one."""
    the_day = _date(value, zone)
    pattern = "d MMMM" if the_day.year == clock.today(zone).year else "d MMMM y"
    return format_date(the_day, pattern, locale=LOCALE)


def day_year(value: date | datetime, zone: str = "UTC") -> str:
    """“6 November 2026”, where the year always matters: on what is kept."""
    return format_date(_date(value, zone), "d MMMM y", locale=LOCALE)


def month(value: date | datetime, zone: str = "UTC") -> str:
    """“November 2026”."""
    return format_date(_date(value, zone), "MMMM y", locale=LOCALE)


def month_short(value: date | datetime, zone: str = "UTC") -> str:
    """“Nov”."""
    return format_date(_date(value, zone), "MMM", locale=LOCALE)


def clock_time(moment: datetime, zone: str = "UTC") -> str:
    """“3:05pm”, “6am”."""
    at = local(moment, zone)
    pattern = "h:mma" if at.minute else "ha"
    return format_datetime(at, pattern, locale=LOCALE).lower().replace(" ", "")


def moment_near(moment: datetime, zone: str = "UTC") -> str:
    """“Yesterday at 3:05pm”, “Tuesday 17 November at 11:47pm”.

    Midnight to the second is the end of a day: “Tuesday 17 November at midnight”.
    """
    at = local(moment, zone)
    if at.time() == time.min:
        return f"{day_near(at.date() - timedelta(days=1), zone)} at midnight"
    return f"{day_near(moment, zone)} at {clock_time(moment, zone)}"


def moment_inside(moment: datetime, zone: str = "UTC") -> str:
    """The same in the middle of a sentence: “yesterday at 3:05pm”."""
    said = moment_near(moment, zone)
    return said[:1].lower() + said[1:] if said.startswith(("Today", "Yesterday")) else said


def moment_exact(moment: datetime, zone: str = "UTC") -> str:
    """“19 Nov 2026, 3:05:21pm GMT”: to the second and with the zone, where it is evidence."""
    at = local(moment, zone)
    said = format_datetime(at, "d MMM y, h:mm:ssa", locale=LOCALE)
    return f"{said.replace(' am', 'am').replace(' pm', 'pm')} {at.tzname()}"


def _date(value: date | datetime, zone: str) -> date:
    return local(value, zone).date() if isinstance(value, datetime) else value
