"""The quiet second line of an entry: what was done, how much, how old, where it was collected."""

from datetime import date, datetime

from babel.dates import format_interval, format_skeleton
from babel.lists import format_list

from app.access_log.queries import Look
from app.access_log.sentences import LOCALE
from app.core.language import N_, ngettext
from app.core.language import gettext as _

_ACTIONS = {
    "search": N_("your name came up in a search"),
    "export": N_("exported"),
    "edit": N_("changed"),
    "delete": N_("deleted"),
    "share": N_("shared"),
    "print": N_("printed"),
    "listen": N_("listened to"),
    "decide": N_("used for a decision"),
}
_PLACES = {
    "home": N_("collected at home"),
    "site": N_("collected on site"),
    "vehicle": N_("collected in a vehicle"),
}


def how_much(look: Look) -> str:
    """“Exported, 12 records and 1 Jan – 19 Nov 2026”; empty for a plain look."""
    data = look.data or {}
    said = [
        _(_ACTIONS[look.action]) if look.action in _ACTIONS else "",
        _records(look.count),
        period(data.get("from"), data.get("to")),
        _(_PLACES[data["place"]]) if data.get("place") in _PLACES else "",
        _("outside working hours") if data.get("hours") == "out" else "",
    ]
    parts = [part for part in said if part]
    text = format_list(parts, "unit", LOCALE) if parts else ""
    return text[:1].upper() + text[1:]


def period(start: object, end: object) -> str:
    """How old the data was: “1 Jan – 19 Nov 2026”, or the one day that is known."""
    first, last = _day(start), _day(end)
    if first and last and first < last:
        return format_interval(first, last, "yMMMd", locale=LOCALE)
    one = first or last
    return format_skeleton("yMMMd", one, locale=LOCALE) if one else ""


def _records(count: int | None) -> str:
    if not count or count < 2:
        return ""
    return ngettext("%(num)d record", "%(num)d records", count) % {"num": count}


def _day(value: object) -> date | None:
    try:
        return datetime.fromisoformat(str(value)).date() if value else None
    except ValueError:
        return None
