"""The sentence of each unusual rule, for the row, and for the page that explains them all."""

from app.access_log.sentences import Translate
from app.access_log.unusual.rules import Flag
from app.core.language import N_, gettext


def explanation(flag: str, translate: Translate = gettext) -> str:
    """What to say beside an entry. A flag of a later version is still said honestly."""
    return translate(_BESIDE.get(flag, N_("This differs from what the register says.")))


def neutral(translate: Translate = gettext) -> str:
    """What to say where every rule that was met would name somebody who is not named."""
    return translate(N_("One of our rules for what is unusual was met."))


def rules(translate: Translate = gettext) -> list[tuple[str, str]]:
    """Each rule as a heading and the sentence that explains it, in the rules' order."""
    return [(translate(title), translate(text)) for title, text in _RULES.values()]


_BESIDE: dict[str, str] = {
    Flag.OUTSIDE_HOURS: N_("Outside the normal hours of the place where they work."),
    Flag.BULK: N_("The data of 25 people or more was opened at once."),
    Flag.FORMER_MANAGER: N_("They used to be your manager, and no longer are."),
    Flag.NO_CASE: N_("This reason needs a case reference, and none was given."),
    Flag.FIRST_TIME: N_(
        "It is also the first time they looked at your data, as far back as entries are kept."
    ),
}

_RULES: dict[str, tuple[str, str]] = {
    Flag.OUTSIDE_HOURS: (
        N_("Outside normal hours"),
        N_(
            "Someone looked when the place where they work is normally closed. People on call "
            "have good reasons to: this only says that it was late, early or a day off."
        ),
    ),
    Flag.BULK: (
        N_("Many people at once"),
        N_(
            "One person opened the data of 25 people or more in one go. Automatic jobs, such as "
            "the payroll run, are left out."
        ),
    ),
    Flag.FORMER_MANAGER: (
        N_("A former manager"),
        N_("Someone looked who used to be your manager, and no longer is."),
    ),
    Flag.NO_CASE: (
        N_("A missing case reference"),
        N_("The reason given needs a case reference in the register, and there was none."),
    ),
    Flag.FIRST_TIME: (
        N_("A first time, beside another sign"),
        N_(
            "A first look is not unusual by itself: everyone looks for the first time once. We "
            "say so when one of the other rules was met as well."
        ),
    ),
}
