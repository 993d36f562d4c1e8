"""The questions, each with the fields it rests on, and the fields that no question rests on.

They follow the ICO's “Employment practices and data protection: monitoring workers” and Acas's
guidance on monitoring at work; the words are ours (``register/_benchmark_words.html``).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.register.benchmark.fields.rules import EMPTY, empty
from app.register.parts.schemas import AT_HOME, Recipient
from app.register.rules import OBJECTION_BASES
from app.register.schemas import PracticeDocument
from app.register.terms.schemas import (
    SPECIAL_CATEGORIES,
    Basis,
    CategoryKind,
    Consulted,
    Figures,
    Kind,
    Reads,
    Right,
)

A_YEAR = timedelta(days=366)
LISTENS = frozenset({Kind.EMAIL, Kind.WEB, Kind.CALLS, Kind.MESSAGES})


class Guidance(StrEnum):
    ICO = "ico"
    ACAS = "acas"


@dataclass(frozen=True)
class Condition:
    """Of which practices a question is asked, and the fields that decide it."""

    fields: frozenset[str]
    holds: Callable[[PracticeDocument], bool]


@dataclass(frozen=True)
class Requirement:
    """What must hold beyond being said: gives the fields at fault."""

    fields: frozenset[str]
    faults: Callable[[PracticeDocument, date], Sequence[str]]


@dataclass(frozen=True)
class Item:
    """One question. ``says`` must not be empty; ``holds`` must find no fault."""

    code: str
    guidance: Guidance
    says: tuple[str, ...] = ()
    only: Condition | None = None
    holds: Requirement | None = None

    @property
    def rests_on(self) -> frozenset[str]:
        """Every field that can change the answer."""
        more = [part.fields for part in (self.only, self.holds) if part]
        return frozenset(self.says).union(*more)


def _others(document: PracticeDocument) -> list[tuple[str, Recipient]]:
    """Every organisation outside that has the data, with the name of the list it stands in."""
    return [("processors", one) for one in document.processors] + [
        ("recipients", one) for one in document.recipients
    ]


def _outsiders(document: PracticeDocument, _day: date) -> list[str]:
    faults = []
    for where, one in _others(document):
        faults += [f"{where}[].{name}" for name in empty(one, ("name", "does", "country"))]
        if (
            getattr(one, "country", None) not in AT_HOME
            and getattr(one, "safeguard", None) in EMPTY
        ):
            faults.append(f"{where}[].safeguard")
    return faults


def _consent(document: PracticeDocument, _day: date) -> list[str]:
    faults = [] if document.basis is Basis.CONSENT else empty(document, ["why_not_consent"])
    if Basis.CONSENT in document.bases:
        return faults + empty(document, _CHOICE)
    return faults + (["choice.question"] if document.choice else [])


def _rights(document: PracticeDocument, _day: date) -> list[str]:
    wanted = {Right.ACCESS} | ({Right.OBJECTION} if document.bases & OBJECTION_BASES else set())
    return [] if wanted <= set(document.rights) else ["rights"]


def _human_review(document: PracticeDocument, _day: date) -> list[str]:
    missing = document.automated_decisions.answer and Right.HUMAN_REVIEW not in document.rights
    return ["rights"] if missing else []


def _traffic_only(document: PracticeDocument, _day: date) -> list[str]:
    return [] if document.reads in {Reads.NEITHER, Reads.TRAFFIC} else ["reads"]


def _about_teams(document: PracticeDocument, _day: date) -> list[str]:
    return [] if document.figures is Figures.TEAM else ["figures"]


def _was_consulted(document: PracticeDocument, _day: date) -> list[str]:
    asked = document.checks.consultation.result not in {None, Consulted.NOT_CONSULTED}
    return [] if asked else ["checks.consultation.result"]


def _was_agreed(document: PracticeDocument, _day: date) -> list[str]:
    agreed = document.checks.consultation.result is Consulted.AGREED
    return [] if agreed else ["checks.consultation.result"]


def _was_reviewed(document: PracticeDocument, day: date) -> list[str]:
    checked, following = document.checks.checked_on, document.checks.next_review
    if not checked or not following:
        return []
    in_time = day <= following <= checked + A_YEAR
    return [] if in_time else ["checks.next_review"]


def _kinds(document: PracticeDocument) -> set[CategoryKind]:
    return {category.kind for category in document.categories}


def _is_measured(document: PracticeDocument) -> bool:
    judged = document.used_to_judge.answer and document.figures is Figures.INDIVIDUAL
    return judged or document.kind is Kind.PERFORMANCE


_BASES = frozenset({"basis", "purposes[].basis"})
_CHOICE = ("choice.question", "choice.yes", "choice.no")
_OUTSIDE = frozenset(
    f"{where}[].{name}"
    for where in ("processors", "recipients")
    for name in ("name", "does", "country", "safeguard")
)
_RESULT = frozenset({"checks.consultation.result"})
_INTERESTS = Condition(_BASES, lambda d: Basis.LEGITIMATE_INTERESTS in d.bases)
_SPECIAL = Condition(
    frozenset({"categories[].kind"}), lambda d: bool(_kinds(d) & SPECIAL_CATEGORIES)
)
_BIOMETRIC = Condition(
    frozenset({"kind", "categories[].kind"}),
    lambda d: d.kind is Kind.BIOMETRICS or CategoryKind.BIOMETRIC in _kinds(d),
)
_LISTENING = Condition(frozenset({"kind"}), lambda d: d.kind in LISTENS)
_OTHERS = Condition(_OUTSIDE, lambda d: bool(_others(d)))
_FIGURES = Condition(frozenset({"figures"}), lambda d: d.figures is not Figures.NONE)
_MEASURED = Condition(frozenset({"kind", "figures", "used_to_judge.answer"}), _is_measured)

ICO, ACAS = Guidance.ICO, Guidance.ACAS
ITEMS = (
    Item("purpose", ICO, ("purposes[].text", "reasons", "not_used_for")),
    Item("legal-reason", ICO, ("basis", "basis_why")),
    Item(
        "real-choice",
        ICO,
        holds=Requirement(_BASES | {"why_not_consent", *_CHOICE}, _consent),
    ),
    Item("balanced", ICO, ("interest", "balancing"), only=_INTERESTS),
    Item("special-data", ICO, ("special_condition",), only=_SPECIAL),
    Item("limits", ICO, ("does_not_record", "when", "where", "extent")),
    Item(
        "traffic-only",
        ICO,
        only=_LISTENING,
        holds=Requirement(frozenset({"reads"}), _traffic_only),
    ),
    Item("teams", ICO, only=_FIGURES, holds=Requirement(frozenset({"figures"}), _about_teams)),
    Item("kept", ICO, ("retention.label", "retention.then")),
    Item("readers", ICO, ("readers[].label", "readers[].when")),
    Item("outsiders", ICO, only=_OTHERS, holds=Requirement(_OUTSIDE, _outsiders)),
    Item(
        "human-review",
        ICO,
        ("automated_decisions.answer", "automated_decisions.text"),
        holds=Requirement(frozenset({"automated_decisions.answer", "rights"}), _human_review),
    ),
    Item("rights", ICO, ("rights",), holds=Requirement(_BASES | {"rights"}, _rights)),
    Item(
        "assessed",
        ICO,
        (
            "checks.assessment.reference",
            "checks.assessment.signed_on",
            "checks.assessment.summary",
        ),
    ),
    Item("no-biometrics", ICO, ("alternative",), only=_BIOMETRIC),
    Item("told", ACAS, ("title", "summary", "records", "categories[].label", "tool", "how")),
    Item("judging", ACAS, ("used_to_judge.answer", "used_to_judge.text")),
    Item(
        "performance",
        ACAS,
        (
            "performance.targets",
            "performance.how",
            "performance.meetings",
            "performance.record",
            "performance.support",
            "performance.missed",
        ),
        only=_MEASURED,
    ),
    Item(
        "consulted",
        ACAS,
        ("checks.consultation.text", "checks.consultation.ended_on"),
        holds=Requirement(_RESULT, _was_consulted),
    ),
    Item("agreed", ACAS, holds=Requirement(_RESULT, _was_agreed)),
    Item("answerable", ACAS, ("owner.name", "owner.role", "contact", "challenge", "complaints")),
    Item(
        "reviewed",
        ACAS,
        ("checks.checked_on", "checks.next_review"),
        holds=Requirement(frozenset({"checks.checked_on", "checks.next_review"}), _was_reviewed),
    ),
)

# What no question rests on, and why. A new field belongs in an item or here.
NO_ITEM = {
    "id": "a name in addresses",
    "area": "where it stands in the list",
    "system": "a code that accesses are matched by",
    "purposes[].id": "a code that accesses are matched by",
    "purposes[].label": "the purpose once more, for tables",
    "purposes[].phrase": "the purpose once more, for sentences",
    "purposes[].needs_case": "asked of each access, not of the words",
    "categories[].id": "a code that accesses are matched by",
    "readers[].role": "how a reader is recognised; her label is what people read",
    "readers[].unit": "how a reader is recognised",
    "readers[].relation": "how a reader is recognised",
    "readers[].organisation": "how a reader is recognised",
    "readers[].service": "how a reader is recognised",
    "retention.days": "the period once more, where it can be counted",
    "collected_at": "the place once more, where each access can be checked for it",
    "collected_hours": "the hours once more, where each access can be checked for them",
    "choice.alternative": "asked by the rules before anything is published",
    "choice.held": "asked by the rules before anything is published",
    "choice.optional": "asked by the rules before anything is published",
    "choice.no_detriment": "asked by the rules before anything is published",
    "choice.apart_from_job_and_pay": "asked by the rules before anything is published",
    "choice.stops": "asked by the rules before anything is published",
    "choice.translations[].language": "the choice once more, in another language",
    "choice.translations[].question": "the choice once more, in another language",
    "choice.translations[].yes": "the choice once more, in another language",
    "choice.translations[].no": "the choice once more, in another language",
    "choice.translations[].alternative": "the choice once more, in another language",
    "choice.translations[].held": "the choice once more, in another language",
    "uses": "a filter of the list",
    "scope.units": "narrow or wide, it is said to whom a practice applies",
    "scope.roles": "narrow or wide, it is said",
    "scope.establishments": "narrow or wide, it is said",
    "scope.work_settings": "narrow or wide, it is said",
    "scope.devices": "narrow or wide, it is said",
}
