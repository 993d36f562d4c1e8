"""Which practices must be assessed, what an assessment still lacks, and how it goes on."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from app.register.assessments.models import Act, Status, Verdict
from app.register.assessments.schemas import (
    PARTS,
    SUMMARY,
    Paragraphs,
    PublicRisk,
    Removal,
    Risk,
    Run,
    Words,
)
from app.register.by_kind import rules as by_kind
from app.register.schemas import PracticeDocument, digest
from app.register.terms.schemas import SPECIAL_CATEGORIES, CategoryKind, Figures, Kind


class Ground(StrEnum):
    """Why an assessment cannot be left out (LAW MON-4). Covert practices are sealed entries."""

    BIOMETRICS = "biometrics"
    KEYSTROKES = "keystrokes"
    SCREENS = "screens"
    WEBCAMS = "webcams"
    LOCATION = "location"
    CONTENT = "content"
    HOME_WORKING = "home-working"
    PROFILING = "profiling"
    SPECIAL_CATEGORIES = "special-categories"


_OF_KIND = {
    Kind.BIOMETRICS: Ground.BIOMETRICS,
    Kind.KEYSTROKES: Ground.KEYSTROKES,
    Kind.SCREEN: Ground.SCREENS,
    Kind.WEBCAM: Ground.WEBCAMS,
    Kind.LOCATION: Ground.LOCATION,
}
_OF_CATEGORY = {
    CategoryKind.BIOMETRIC: Ground.BIOMETRICS,
    CategoryKind.LOCATION: Ground.LOCATION,
    CategoryKind.CONTENT: Ground.CONTENT,
}
A_YEAR = timedelta(days=366)
FROM: Final[dict[Act, frozenset[Status]]] = {
    Act.SUBMITTED: frozenset({Status.DRAFT}),
    Act.EVALUATED: frozenset({Status.SUBMITTED}),
    Act.VALIDATED: frozenset({Status.EVALUATED}),
    Act.PUBLISHED: frozenset({Status.VALIDATED}),
    Act.SENT_BACK: frozenset({Status.SUBMITTED, Status.EVALUATED, Status.VALIDATED}),
    Act.REMOVED: frozenset({Status.EVALUATED, Status.VALIDATED}),
    Act.PUT_BACK: frozenset({Status.EVALUATED, Status.VALIDATED}),
    Act.HANDED_OVER: frozenset(
        {Status.DRAFT, Status.SUBMITTED, Status.EVALUATED, Status.VALIDATED}
    ),
}
# All that is shown of an assessment to whoever signs it: what she signs is every one of these.
SHOWN: Final = (
    *("reference", "practice_id", "practice_digest", "status", "words", "author_id"),
    *("evaluator_id", "advice", "advice_text"),
    *("validator_id", "decision", "overruled", "review_on", "removals"),
)


def digest_of_shown(shown: Mapping[str, object], signers: Iterable[tuple[str, str]]) -> str:
    """SHA-256 of every part in ``SHOWN``, with name and role of whoever wrote and signed it."""
    said = {name: shown[name] for name in SHOWN} | {"signers": [list(each) for each in signers]}
    return digest(json.dumps(said, ensure_ascii=False, sort_keys=True, default=str))


def must_be_assessed(document: PracticeDocument) -> bool:
    """Whether this practice can never start without an assessment."""
    return bool(grounds(document))


def grounds(document: PracticeDocument) -> frozenset[Ground]:
    """Each reason for which an assessment of this practice cannot be left out."""
    return frozenset(_grounds(document))


def _grounds(document: PracticeDocument) -> Iterator[Ground]:
    kinds = {category.kind for category in document.categories}
    if document.kind in _OF_KIND:
        yield _OF_KIND[document.kind]
    yield from (_OF_CATEGORY[kind] for kind in kinds if kind in _OF_CATEGORY)
    if kinds & SPECIAL_CATEGORIES or document.special_condition:
        yield Ground.SPECIAL_CATEGORIES
    if by_kind.reads_content(document):
        yield Ground.CONTENT
    if by_kind.reaches_home(document):
        yield Ground.HOME_WORKING
    judged = document.used_to_judge.answer or document.automated_decisions.answer
    if document.figures is Figures.INDIVIDUAL and judged:
        yield Ground.PROFILING


def what_is_missing(words: Words) -> list[str]:
    """The parts that must be written before an assessment can be handed in, in their order."""
    missing = [name for name in (*SUMMARY, *PARTS) if not getattr(words, name)]
    missing += [] if words.risks else ["risks"]
    missing += ["asked"] if words.asked is None else []
    return missing + ([] if words.views else ["views"])


def overrules(advice: Verdict, decision: Verdict) -> bool:
    """Whether a decision does not follow the officer's advice, and so needs a reason."""
    return advice is not decision


def holds(decision: Verdict, review_on: date, today: date) -> bool:
    """Whether a practice may run on an assessment: it does not say stop, and is not overdue."""
    return decision is not Verdict.STOP and review_on >= today


def is_review_day(review_on: date, today: date) -> bool:
    """Whether a review is planned for after today and within a year (LAW MON-5)."""
    return today < review_on <= today + A_YEAR


def texts(words: Words, advice_text: str, overruled: str) -> dict[str, str]:
    """Every text a passage can be removed from, by the name of its place."""
    found = {name: getattr(words, name) for name in (*SUMMARY, *PARTS, "views")}
    for number, risk in enumerate(words.risks, 1):
        found |= {f"risk-{number}-harm": risk.harm, f"risk-{number}-measure": risk.measure}
    return found | {"advice": advice_text, "overruled": overruled}


def without(text: str, part: str, removals: Sequence[Removal]) -> Paragraphs:
    """A text in paragraphs, with a reason in place of each passage removed from it.

    Every letter of a passage is left out, wherever it stands and whatever else it overlaps. One
    that stands within another has no reason of its own there.
    """
    here = [removal for removal in removals if removal.part == part]
    lines = (line.strip() for line in text.split("\n"))
    return tuple(tuple(_runs(line, here)) for line in lines if line)


def _runs(line: str, removals: Sequence[Removal]) -> Iterator[Run]:
    left_out = sorted(_places(line, removals), key=lambda place: (place.start, -place.end))
    done, said = 0, ""
    for place in left_out:
        if place.end <= done:
            continue
        if place.start > done:
            yield Run(text=line[done : place.start])
        if place.start >= done or place.reason != said:
            yield Run(text=place.reason, removed=True)
        done, said = place.end, place.reason
    if done < len(line):
        yield Run(text=line[done:])


class _Place(NamedTuple):
    """Where a passage stands in a line: from its first letter up to, and not with, ``end``."""

    start: int
    end: int
    reason: str


def _places(line: str, removals: Sequence[Removal]) -> Iterator[_Place]:
    for removal in removals:
        start = line.find(removal.passage)
        while start >= 0:
            yield _Place(start, start + len(removal.passage), removal.reason)
            start = line.find(removal.passage, start + 1)


def public_risks(risks: Sequence[Risk], removals: Sequence[Removal]) -> tuple[PublicRisk, ...]:
    return tuple(
        PublicRisk(
            harm=without(risk.harm, f"risk-{number}-harm", removals),
            likelihood=risk.likelihood,
            measure=without(risk.measure, f"risk-{number}-measure", removals),
            remains=risk.remains,
        )
        for number, risk in enumerate(risks, 1)
    )
