"""The conditions and requirements of the questions, each with the fields that decide it. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.register.benchmark.fields.rules import EMPTY, empty
from app.register.by_kind import rules as by_kind
from app.register.parts.schemas import AT_HOME, Recipient
from app.register.rules import OBJECTION_BASES
from app.register.schemas import PracticeDocument
from app.register.terms.schemas import (
    SPECIAL_CATEGORIES,
    Basis,
    CategoryKind,
    Consulted,
    Figures,
    Hours,
    Kind,
    Reads,
    Right,
)

A_YEAR = timedelta(days=366)
LISTENS = frozenset({Kind.EMAIL, Kind.WEB, Kind.CALLS, Kind.MESSAGES})


@dataclass(frozen=True)
class Record:
    """What is on record beside a practice's words, on a day.

    ``assessment``: the reference of its newest published assessment, if it may run on it;
    ``consultation``: the address of the last one that was decided; ``risk_changed``: without a
    review since.
    """

    day: date
    assessment: str | None = None
    consultation: str | None = None
    risk_changed: bool = False


@dataclass(frozen=True)
class Condition:
    """Of which practices a question is asked, and the fields that decide it."""

    fields: frozenset[str]
    holds: Callable[[PracticeDocument], bool]


@dataclass(frozen=True)
class Requirement:
    """What must hold beyond being said: gives the fields at fault."""

    fields: frozenset[str]
    faults: Callable[[PracticeDocument, Record], Sequence[str]]


def _others(document: PracticeDocument) -> list[tuple[str, Recipient]]:
    """Every organisation outside that has the data, with the name of the list it stands in."""
    return [("processors", one) for one in document.processors] + [
        ("recipients", one) for one in document.recipients
    ]


def outsiders(document: PracticeDocument, _record: Record) -> list[str]:
    faults = []
    for where, one in _others(document):
        faults += [f"{where}[].{name}" for name in empty(one, ("name", "does", "country"))]
        if (
            getattr(one, "country", None) not in AT_HOME
            and getattr(one, "safeguard", None) in EMPTY
        ):
            faults.append(f"{where}[].safeguard")
    return faults


def consent(document: PracticeDocument, _record: Record) -> list[str]:
    faults = [] if document.basis is Basis.CONSENT else empty(document, ["why_not_consent"])
    if Basis.CONSENT in document.bases:
        return faults + empty(document, CHOICE)
    return faults + (["choice.question"] if document.choice else [])


def rights(document: PracticeDocument, _record: Record) -> list[str]:
    wanted = {Right.ACCESS} | ({Right.OBJECTION} if document.bases & OBJECTION_BASES else set())
    return [] if wanted <= set(document.rights) else ["rights"]


def human_review(document: PracticeDocument, _record: Record) -> list[str]:
    missing = document.automated_decisions.answer and Right.HUMAN_REVIEW not in document.rights
    return ["rights"] if missing else []


def traffic_only(document: PracticeDocument, _record: Record) -> list[str]:
    return [] if document.reads in {Reads.NEITHER, Reads.TRAFFIC} else ["reads"]


def about_teams(document: PracticeDocument, _record: Record) -> list[str]:
    return [] if document.figures is Figures.TEAM else ["figures"]


def was_consulted(document: PracticeDocument, _record: Record) -> list[str]:
    asked = document.checks.consultation.result not in {None, Consulted.NOT_CONSULTED}
    return [] if asked else ["checks.consultation.result"]


def was_agreed(document: PracticeDocument, _record: Record) -> list[str]:
    agreed = document.checks.consultation.result is Consulted.AGREED
    return [] if agreed else ["checks.consultation.result"]


def is_on_record(document: PracticeDocument, record: Record) -> list[str]:
    named = document.checks.assessment.reference
    return [] if named and named == record.assessment else ["checks.assessment.reference"]


def in_working_hours(document: PracticeDocument, _record: Record) -> list[str]:
    return [] if document.collected_hours is Hours.IN else ["collected_hours"]


def no_feelings(document: PracticeDocument, _record: Record) -> list[str]:
    said_no = document.emotions is not None and document.emotions.answer is False
    return [] if said_no else ["emotions.answer"]


def was_reviewed(document: PracticeDocument, record: Record) -> list[str]:
    checked, following = document.checks.checked_on, document.checks.next_review
    if not checked or not following:
        return []
    if record.risk_changed:
        return ["checks.checked_on"]
    in_time = record.day <= following <= checked + A_YEAR
    return [] if in_time else ["checks.next_review"]


def _kinds(document: PracticeDocument) -> set[CategoryKind]:
    return {category.kind for category in document.categories}


def _is_measured(document: PracticeDocument) -> bool:
    judged = document.used_to_judge.answer and document.figures is Figures.INDIVIDUAL
    return judged or document.kind is Kind.PERFORMANCE


BASES = frozenset({"basis", "purposes[].basis"})
CHOICE = ("choice.question", "choice.yes", "choice.no")
OUTSIDE = frozenset(
    f"{where}[].{name}"
    for where in ("processors", "recipients")
    for name in ("name", "does", "country", "safeguard")
)
RESULT = frozenset({"checks.consultation.result"})
INTERESTS = Condition(BASES, lambda d: Basis.LEGITIMATE_INTERESTS in d.bases)
SPECIAL = Condition(
    frozenset({"categories[].kind"}), lambda d: bool(_kinds(d) & SPECIAL_CATEGORIES)
)
BIOMETRIC = Condition(
    frozenset({"kind", "categories[].kind"}),
    lambda d: d.kind is Kind.BIOMETRICS or CategoryKind.BIOMETRIC in _kinds(d),
)
LISTENING = Condition(frozenset({"kind"}), lambda d: d.kind in LISTENS)
FOLLOWS = Condition(frozenset({"kind", "categories[].kind"}), by_kind.follows_location)
READS = Condition(frozenset({"reads"}), by_kind.reads_content)
WATCHES = Condition(frozenset({"kind", "reads"}), by_kind.may_catch_private_matters)
HOMES = Condition(frozenset({"collected_at", "scope.work_settings"}), by_kind.reaches_home)
FEELINGS = Condition(frozenset({"kind", "reads", "categories[].kind"}), by_kind.could_show_emotions)
OTHERS = Condition(OUTSIDE, lambda d: bool(_others(d)))
FIGURES = Condition(frozenset({"figures"}), lambda d: d.figures is not Figures.NONE)
MEASURED = Condition(frozenset({"kind", "figures", "used_to_judge.answer"}), _is_measured)
