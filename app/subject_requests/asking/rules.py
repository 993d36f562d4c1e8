"""What is asked for, and which questions make sense for which right: no database, no web."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from app.subject_requests.models import Delivery, Format, Kind
from app.subject_requests.rules import months_later

KEPT = timedelta(days=30)
LONGEST, LONGEST_ADDRESS = 4000, 500
SENT = frozenset({Delivery.PAPER, Delivery.ARCHIVE})  # to an address, not by the portal


class What(StrEnum):
    """Of which data."""

    EVERYTHING = "everything"
    UNSURE = "unsure"
    CHOSEN = "chosen"


class Period(StrEnum):
    """Of which time."""

    YEAR = "year"
    ALL = "all"
    CHOSEN = "chosen"


class Question(StrEnum):
    """The wizard's pages, by their addresses, in their order."""

    TYPE = "type"
    DATA = "data"
    DATES = "dates"
    FORMAT = "format"
    MORE = "more"
    CHECK = "check"


class Scope(NamedTuple):
    """Of which data: everything, not sure, or these practices of the register."""

    what: What
    practices: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {"what": self.what.value, "practices": sorted(self.practices)}


EVERYTHING = Scope(What.EVERYTHING)


@dataclass(frozen=True)
class Asked:
    """What somebody asks for, beside the right itself."""

    scope: Scope = EVERYTHING
    since: date | None = None
    until: date | None = None
    format: Format | None = None
    delivery: Delivery | None = None
    send_to: str = ""
    details: str = ""
    access_needs: str = ""


# What each right asks beside the type, the last words and the check, which all of them have.
_BETWEEN: Mapping[Kind, frozenset[Question]] = {
    Kind.ACCESS: frozenset({Question.DATA, Question.DATES, Question.FORMAT}),
    Kind.RECTIFICATION: frozenset({Question.DATA}),
    Kind.ERASURE: frozenset({Question.DATA, Question.DATES}),
    Kind.RESTRICTION: frozenset({Question.DATA}),
    Kind.OBJECTION: frozenset({Question.DATA}),
    Kind.PORTABILITY: frozenset({Question.DATA, Question.DATES}),
    Kind.HUMAN_REVIEW: frozenset({Question.DATA}),
    Kind.COMPLAINT: frozenset(),
}
# Who corrects, objects or wants another look means something in particular.
NOT_EVERYTHING = frozenset({Kind.RECTIFICATION, Kind.OBJECTION, Kind.HUMAN_REVIEW})
# What is contested is not used while it is checked (GDPR Art 18(1)(a) and (d)).
CONTESTS = frozenset({Kind.RECTIFICATION, Kind.OBJECTION})
# What somebody else asks for by name; of the other rights all that there is.
NAMED = CONTESTS | {Kind.RESTRICTION}
# Without these words nobody could know what to do; the other rights ask for no reason.
NEEDS_WORDS = frozenset({Kind.RECTIFICATION, Kind.ERASURE, Kind.HUMAN_REVIEW, Kind.COMPLAINT})


def questions(kind: Kind | None) -> tuple[Question, ...]:
    """The pages for a right; while none is chosen, only the first."""
    if kind is None:
        return (Question.TYPE,)
    always = {Question.TYPE, Question.MORE, Question.CHECK}
    return tuple(each for each in Question if each in always | _BETWEEN[kind])


def dates(
    period: Period, since: date | None, until: date | None, today: date
) -> tuple[date | None, date | None]:
    """From which day to which the data is asked for; None where nothing bounds it."""
    if period is Period.YEAR:
        return months_later(today, -12), today
    return (since, until) if period is Period.CHOSEN else (None, None)


def scope_of(stored: Mapping[str, Any]) -> Scope:
    """What a request keeps, read back."""
    return Scope(What(stored["what"]), tuple(stored.get("practices", ())))


def overlap(one: Scope, other: Scope) -> bool:
    """Whether two requests ask for the same data, or may: who is not sure may mean anything."""
    if one.what is not What.CHOSEN or other.what is not What.CHOSEN:
        return True
    return bool(set(one.practices) & set(other.practices))
