"""The tables of public holidays, from the package that knows them.

``python -m tests.support.holidays`` writes them anew where they are kept: after the package's pin
was raised, or the years that are known were moved on.
"""

import json

from holidays import country_holidays

from app.identity.calendars import rules

NATIONS = {"GB-EAW": "ENG", "GB-SCT": "SCT", "GB-NIR": "NIR"}


def tables() -> dict[str, dict[str, str]]:
    """By jurisdiction and year, the days as ``MM-DD``, weekends and all."""
    return {
        place: {str(year): " ".join(_days(place, year)) for year in rules.KNOWN}
        for place in rules.places()
    }


def _days(place: str, year: int) -> list[str]:
    nation = NATIONS.get(place)
    country = "GB" if nation else place.removeprefix("EU-")
    found = country_holidays(country, subdiv=nation, years=year)
    return [f"{day:%m-%d}" for day in sorted(found) if day.year == year]


if __name__ == "__main__":
    rules.TABLES.write_text(json.dumps(tables(), indent=1) + "\n")
