"""Countries by name."""

from babel import Locale

from app.core.web.dates import LOCALE


def country(code: str) -> str:
    """“Ireland” for IE; a code that is no country stays as it is."""
    return str(Locale.parse(LOCALE).territories.get(code, code))
