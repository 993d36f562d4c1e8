"""The language that sentences are said in: their own, English, until a catalogue is installed.

The standard library's ``gettext`` looks for a catalogue on disk at every call. Code says
``from app.core.language import gettext as _``; the templates use the same translations.
"""

from gettext import NullTranslations

TRANSLATIONS = NullTranslations()
gettext, ngettext = TRANSLATIONS.gettext, TRANSLATIONS.ngettext


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for “extract, translate later”
    """The message itself: said to the extractor here, translated where it is shown."""
    return message
