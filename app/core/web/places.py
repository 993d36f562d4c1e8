"""Countries by name."""

from app.core.web.dates import LOCALE

_WITH_ARTICLE = frozenset({"AE", "BS", "CF", "DO", "GB", "GM", "MV", "NL", "PH", "SC", "US"})


def country(code: str) -> str:
    """“Ireland” for IE, “the United Kingdom” for GB; a code that is no country stays as it is."""
    name = str(LOCALE.territories.get(code, code))
    return f"the {name}" if code in _WITH_ARTICLE else name
