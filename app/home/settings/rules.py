"""Which time zones are offered: no database, no clock."""

from functools import lru_cache
from zoneinfo import available_timezones

_AREAS = frozenset(
    {
        "Africa",
        "America",
        "Antarctica",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    }
)


@lru_cache
def zones() -> tuple[tuple[str, str], ...]:
    """Pairs of an IANA name and how it reads, by name: cities only, no abbreviations."""
    cities = (zone for zone in available_timezones() if zone.partition("/")[0] in _AREAS)
    return tuple((zone, zone.replace("_", " ").replace("/", ": ")) for zone in sorted(cities))
