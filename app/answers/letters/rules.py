"""Which parts an answer to a request for a copy must have: pure."""

from collections.abc import Iterable

from app.answers.letters.schemas import Parts
from app.core.language import N_
from app.core.language import gettext as _
from app.subject_requests.models import Kind

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


MOVED = (OPENING, "purposes", "source", "complaint_us", "complaint_regulator")


def required(kind: Kind) -> list[str]:
    """Which parts an answer to this right must have: all, or what belongs to moving data."""
    return [name for name in REQUIRED if kind is not Kind.PORTABILITY or name in MOVED]


def missing(parts: Parts, kind: Kind) -> list[str]:
    """The names of the required parts that are still empty, in their order."""
    return [name for name in required(kind) if not getattr(parts, name)]


def unnamed(parts: Parts, kind: Kind, known: Iterable[str]) -> list[str]:
    """Recipients known by name that the letter does not name, without saying why (C-154/21)."""
    if "recipients" not in required(kind) or parts.recipients_unnamed:
        return []
    said = " ".join(parts.recipients.casefold().split())
    return [name for name in known if " ".join(name.casefold().split()) not in said]


def title(name: str) -> str:
    """A part's heading, in the reader's language."""
    return _(REQUIRED[name])
