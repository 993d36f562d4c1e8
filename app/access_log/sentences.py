"""One access as one sentence: the same words on every page, in previews and in downloads.

Each action has one message for each way of naming who it was, so that a translator always
sees a whole sentence. Data and reasons come from the register, which is translated as such.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from babel import Locale
from babel.lists import format_list
from markupsafe import Markup

from app.core.language import N_, gettext

LOCALE = Locale("en", "GB")

Translate = Callable[[str], str]


class Naming(StrEnum):
    """How a sentence names who it was."""

    YOU = "you"
    NAMED = "named"  # “Priya Raman, HR adviser,”
    PLACED = "placed"  # “HR adviser K7M in HR”
    PLAIN = "plain"  # “Payroll run”, “Someone in HR (K7M)”


@dataclass(frozen=True)
class Reason:
    """Why, in words: a phrase of the register (“to prepare …”), or the code as reported."""

    text: str
    known: bool


@dataclass(frozen=True)
class Parts:
    """What a sentence is made of. ``beside`` is the role or the unit that stands by the name."""

    naming: Naming
    action: str
    data: str
    reason: Reason
    name: str = ""
    beside: str = ""


def sentence(parts: Parts, translate: Translate = gettext) -> str:
    """“Priya Raman, HR adviser, opened your absence record to prepare your meeting.”"""
    return translate(_message(parts)) % _values(parts, translate)


def marked(parts: Parts, translate: Translate = gettext) -> Markup:
    """The same sentence with the name and the data in ``<b>``; every part is escaped."""
    values: dict[str, str] = _values(parts, translate)
    values["name"] = Markup("<b>%s</b>") % parts.name
    values["data"] = Markup("<b>%s</b>") % parts.data
    return Markup(translate(_message(parts))) % values  # noqa: S704 - our own message


def reason(given: Reason, translate: Translate = gettext) -> str:
    """“to prepare your meeting”, or “and gave the reason “xyz””."""
    if given.known:
        return given.text
    return translate(N_("and gave the reason “%(reason)s”")) % {"reason": given.text}


def listed(names: Sequence[str]) -> str:
    """“absence record, pay and contact details”, as the language joins lists."""
    return names[0] if len(names) == 1 else format_list(list(names), locale=LOCALE)


def unknown_data(code: str, translate: Translate = gettext) -> str:
    """What to call data whose code the register does not know: “‘xyz’ data”."""
    return translate(N_("“%(code)s” data")) % {"code": code}


def _message(parts: Parts) -> str:
    spoken = _MESSAGES.get(parts.action, _MESSAGES["view"])
    return spoken[parts.naming]


def _values(parts: Parts, translate: Translate) -> dict[str, str]:
    return {
        "name": parts.name,
        "beside": parts.beside,
        "data": parts.data,
        "why": reason(parts.reason, translate),
    }


_MESSAGES = {
    "view": {
        Naming.YOU: N_("You opened your %(data)s."),
        Naming.NAMED: N_("%(name)s, %(beside)s, opened your %(data)s %(why)s."),
        Naming.PLACED: N_("%(name)s in %(beside)s opened your %(data)s %(why)s."),
        Naming.PLAIN: N_("%(name)s opened your %(data)s %(why)s."),
    },
    "search": {
        Naming.YOU: N_("Your name came up in a search you made."),
        Naming.NAMED: N_("%(name)s, %(beside)s, made a search %(why)s: your name came up in it."),
        Naming.PLACED: N_("%(name)s in %(beside)s made a search %(why)s: your name came up in it."),
        Naming.PLAIN: N_("%(name)s made a search %(why)s: your name came up in it."),
    },
    "export": {
        Naming.YOU: N_("You downloaded your %(data)s."),
        Naming.NAMED: N_("%(name)s, %(beside)s, exported your %(data)s %(why)s."),
        Naming.PLACED: N_("%(name)s in %(beside)s exported your %(data)s %(why)s."),
        Naming.PLAIN: N_("%(name)s exported your %(data)s %(why)s."),
    },
    "edit": {
        Naming.YOU: N_("You changed your %(data)s."),
        Naming.NAMED: N_("%(name)s, %(beside)s, changed your %(data)s %(why)s."),
        Naming.PLACED: N_("%(name)s in %(beside)s changed your %(data)s %(why)s."),
        Naming.PLAIN: N_("%(name)s changed your %(data)s %(why)s."),
    },
    "delete": {
        Naming.YOU: N_("You deleted your %(data)s."),
        Naming.NAMED: N_("%(name)s, %(beside)s, deleted your %(data)s %(why)s."),
        Naming.PLACED: N_("%(name)s in %(beside)s deleted your %(data)s %(why)s."),
        Naming.PLAIN: N_("%(name)s deleted your %(data)s %(why)s."),
    },
    "share": {
        Naming.YOU: N_("You shared your %(data)s."),
        Naming.NAMED: N_("%(name)s, %(beside)s, shared your %(data)s %(why)s."),
        Naming.PLACED: N_("%(name)s in %(beside)s shared your %(data)s %(why)s."),
        Naming.PLAIN: N_("%(name)s shared your %(data)s %(why)s."),
    },
    "print": {
        Naming.YOU: N_("You printed your %(data)s."),
        Naming.NAMED: N_("%(name)s, %(beside)s, printed your %(data)s %(why)s."),
        Naming.PLACED: N_("%(name)s in %(beside)s printed your %(data)s %(why)s."),
        Naming.PLAIN: N_("%(name)s printed your %(data)s %(why)s."),
    },
    "listen": {
        Naming.YOU: N_("You listened to your %(data)s."),
        Naming.NAMED: N_("%(name)s, %(beside)s, listened to your %(data)s %(why)s."),
        Naming.PLACED: N_("%(name)s in %(beside)s listened to your %(data)s %(why)s."),
        Naming.PLAIN: N_("%(name)s listened to your %(data)s %(why)s."),
    },
    "decide": {
        Naming.YOU: N_("You made a decision using your %(data)s."),
        Naming.NAMED: N_("%(name)s, %(beside)s, made a decision using your %(data)s %(why)s."),
        Naming.PLACED: N_("%(name)s in %(beside)s made a decision using your %(data)s %(why)s."),
        Naming.PLAIN: N_("%(name)s made a decision using your %(data)s %(why)s."),
    },
}
