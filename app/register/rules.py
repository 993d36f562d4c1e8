"""Whom a practice applies to and why, who is a reader, and what a practice still lacks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from app.register.parts.schemas import Reader, Scope
from app.register.schemas import PracticeDocument
from app.register.terms.schemas import (
    SPECIAL_CATEGORIES,
    Basis,
    CategoryKind,
    Kind,
    Right,
    Use,
)

OBJECTION_BASES = frozenset({Basis.LEGITIMATE_INTERESTS, Basis.PUBLIC_TASK})
REGISTERS_LANGUAGE = "en"
A_YEAR = timedelta(days=366)  # LAW MON-5: the longest from a check to the next review
_CHOICE_SAYS = {
    "alternative": "is missing: say what those get who say no",
    "held": "is missing: say what becomes of the data held already",
    "stops": "is missing: say when it stops",
    "optional": "must be true: consent counts only if nobody has to give it",
    "no_detriment": "must be true: consent counts only if a no is never held against anybody",
    "apart_from_job_and_pay": "must be true: consent counts only if job and pay do not hang on it",
}
_USE_OF = {
    CategoryKind.LOCATION: Use.LOCATION,
    CategoryKind.IMAGE: Use.CAMERA,
    CategoryKind.HEALTH: Use.HEALTH,
}


class Worker(Protocol):
    """What scope asks of a person; the people room's person is one."""

    @property
    def unit(self) -> str: ...
    @property
    def role_title(self) -> str: ...
    @property
    def establishment(self) -> str: ...
    @property
    def work_setting(self) -> str: ...
    @property
    def devices(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class Why:
    """Why a practice applies to somebody. All five empty: it applies to everyone."""

    role: str = ""
    unit: str = ""
    establishment: str = ""
    work_setting: str = ""
    device: str = ""

    @property
    def everyone(self) -> bool:
        return self == Why()

    @property
    def job(self) -> str:
        """The role as a sentence names it: “a field engineer”."""
        return with_article(self.role)


def with_article(title: str) -> str:
    """“Field engineer” as “a field engineer”, “HR adviser” as “an HR adviser”."""
    inside = inside_a_sentence(title)
    spelt_out = inside[:1].isupper()
    vowel = inside[:1] in "AEFHILMNORSX" if spelt_out else inside[:1] in "aeiou"
    return f"{'an' if vowel else 'a'} {inside}"


def inside_a_sentence(title: str) -> str:
    """“Field engineer” as “field engineer”; “HR adviser” stays as it is."""
    first = title.split(" ", maxsplit=1)[0]
    spelt_out = len(first) > 1 and first.isupper()
    return title if spelt_out else title[:1].lower() + title[1:]


def why_it_applies(scope: Scope, worker: Worker) -> Why | None:
    """Why the practice applies to this person, or None if it does not.

    Lists of the scope narrow one another; names are compared without regard to case.
    """
    role = _found(scope.roles, [worker.role_title])
    unit = _found(scope.units, [worker.unit])
    establishment = _found(scope.establishments, [worker.establishment])
    setting = _found(scope.work_settings, [worker.work_setting])
    device = _found(scope.devices, worker.devices)
    if role is None or unit is None or establishment is None or setting is None or device is None:
        return None
    return Why(role, unit, establishment, setting, device)


def _found(wanted: Sequence[str], has: Iterable[str]) -> str | None:
    """The first wanted name the person has; empty if any will do; None if she has none."""
    if not wanted:
        return ""
    folded = {name.casefold() for name in has}
    return next((name for name in wanted if name.casefold() in folded), None)


@dataclass(frozen=True)
class Looker:
    """Who looked, as the source reported it and the people room knew it at that moment.

    ``relation`` is “manager” or “self”; ``organisation`` is that of an outsider, ``service``
    the id of an automatic job.
    """

    role: str = ""
    unit: str = ""
    relation: str = ""
    organisation: str = ""
    service: str = ""


def is_reader(reader: Reader, looker: Looker) -> bool:
    """Whether this is the reader meant: all that the register says of her must be so.

    An automatic job is only ever a reader that is named as one.
    """
    if looker.service or reader.service:
        return reader.service is not None and reader.service == looker.service
    pairs = (
        (reader.role, looker.role),
        (reader.unit, looker.unit),
        (reader.relation, looker.relation),
        (reader.organisation, looker.organisation),
    )
    return all(said is None or said.casefold() == has.casefold() for said, has in pairs)


Fault = tuple[str, str]


def what_is_missing(document: PracticeDocument) -> list[Fault]:
    """What keeps a well-formed practice from being published: (field, sentence) pairs.

    LAW MON-1, MON-5, CON-1 and CON-9, and of MON-7 the way without biometrics. The rest of
    MON-7 is in ``by_kind``.
    """
    return [
        *_legal_reason(document),
        *_choice(document),
        *_kind(document),
        *_checks(document),
        *_repeats(document),
    ]


def _legal_reason(document: PracticeDocument) -> Iterable[Fault]:
    if Basis.CONSENT in document.bases and document.choice is None:
        yield "choice", "is missing: consent is a legal reason only where there is a real choice"
    if Basis.CONSENT not in document.bases and document.choice is not None:
        yield "choice", "offers a choice, but the legal reason is not consent"
    if document.basis is not Basis.CONSENT and document.why_not_consent is None:
        yield "why_not_consent", "is missing: say why you do not ask for consent"
    if Basis.LEGITIMATE_INTERESTS in document.bases:
        for field in ("interest", "balancing"):
            if getattr(document, field) is None:
                yield field, "is missing: the legal reason is legitimate interests"
    if document.bases & OBJECTION_BASES and Right.OBJECTION not in document.rights:
        yield "rights", "must name objection: the legal reason gives that right"


def _choice(document: PracticeDocument) -> Iterable[Fault]:
    """LAW CON-1: consent counts only where no is as good an answer as yes."""
    choice = document.choice
    if choice is None:
        return
    for field, fault in _CHOICE_SAYS.items():
        if not getattr(choice, field):
            yield f"choice.{field}", fault
    languages = [REGISTERS_LANGUAGE, *(words.language for words in choice.translations)]
    for position, language in enumerate(languages[1:]):
        if language in languages[: position + 1]:
            yield f"choice.translations[{position}].language", f"repeats “{language}”"


def _kind(document: PracticeDocument) -> Iterable[Fault]:
    kinds = {category.kind for category in document.categories}
    if kinds & SPECIAL_CATEGORIES and document.special_condition is None:
        yield "special_condition", "is missing: health and biometric data need one"
    if document.kind is Kind.BIOMETRICS and document.alternative is None:
        yield "alternative", "is missing: there must be a way without biometrics"
    if document.kind is Kind.PERFORMANCE and document.performance is None:
        yield "performance", "is missing: say targets, meetings, record, support"
    if document.automated_decisions.answer and Right.HUMAN_REVIEW not in document.rights:
        yield "rights", "must name human-review: decisions are made automatically"
    for kind, use in _USE_OF.items():
        if kind in kinds and use not in document.uses:
            yield "uses", f"must name {use}: there is a category of kind {kind}"


def _checks(document: PracticeDocument) -> Iterable[Fault]:
    checked_on, next_review = document.checks.checked_on, document.checks.next_review
    if next_review <= checked_on:
        yield "checks.next_review", "must be later than checked_on"
    elif next_review - checked_on > A_YEAR:
        yield "checks.next_review", "must be within a year of checked_on"


def _repeats(document: PracticeDocument) -> Iterable[Fault]:
    for field in ("purposes", "categories"):
        codes = [part.id for part in getattr(document, field)]
        for position, code in enumerate(codes):
            if code in codes[:position]:
                yield f"{field}[{position}].id", f"repeats “{code}”"
