"""Which parts an answer to a request for a copy must have: pure."""

from app.answers.letters.schemas import Parts
from app.core.language import N_
from app.core.language import gettext as _

# In the order of Art 15(1)(a) to (h), (2), and 12(4); the opening is the officer's own words.
OPENING = "opening"
REQUIRED: dict[str, str] = {
    OPENING: N_("What you write to them first"),
    "confirmation": N_("Whether we hold data about you"),
    "purposes": N_("What we use it for"),
    "categories": N_("What kinds of data it is"),
    "recipients": N_("Who receives it"),
    "retention": N_("How long we keep it"),
    "rights": N_("Your rights"),
    "source": N_("Where it comes from"),
    "automated": N_("Decisions without a person"),
    "transfers": N_("Countries it goes to"),
    "complaint_us": N_("How to complain to us"),
    "complaint_regulator": N_("How to complain to the regulator"),
}


def missing(parts: Parts) -> list[str]:
    """The names of the required parts that are still empty, in their order."""
    return [name for name in REQUIRED if not getattr(parts, name)]


def title(name: str) -> str:
    """A part's heading, in the reader's language."""
    return _(REQUIRED[name])
