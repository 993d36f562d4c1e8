"""Matching one access with the register of its day: each mismatch is a flag of its own.

The names are those of INTERFACES; the sentences live in ``words``. Nothing here says that
somebody did wrong: the register may be missing something, or a source may err.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from uuid import UUID

from app.register.in_force.rules import Practice, Register
from app.register.rules import Looker, is_reader, why_it_applies
from app.register.terms.schemas import Hours

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST = 60


class Flag(StrEnum):
    """How an access can differ from what the register says, or from what a person answered."""

    NOT_IN_REGISTER = "not-in-register"
    UNDECLARED_CATEGORY = "undeclared-category"
    UNDECLARED_PURPOSE = "undeclared-purpose"
    UNDECLARED_READER = "undeclared-reader"
    OVER_RETENTION = "over-retention"
    OUT_OF_PLACE = "out-of-place"
    AFTER_STOP = "after-stop"  # found by whoever keeps people's answers, never by ``mismatches``


CHECKED = frozenset(Flag) - {Flag.AFTER_STOP}  # what the register is asked about


class Verdict(StrEnum):
    """What an officer found out about accesses that did not match."""

    REGISTER_INCOMPLETE = "register-incomplete"
    SOURCE_WRONG = "source-wrong"
    NOT_ALLOWED = "not-allowed"


def verdicts(flag: str) -> tuple[Verdict, ...]:
    """What there is to find out. No correction of the register makes good a use without a yes."""
    every = tuple(Verdict)
    return every[1:] if flag == Flag.AFTER_STOP else every


@dataclass(frozen=True)
class Employee:
    """Whom an access is about, as a practice's scope asks of her (``register.rules.Worker``)."""

    unit: str
    role_title: str
    establishment: str
    work_setting: str
    devices: tuple[str, ...]


@dataclass(frozen=True)
class Access:
    """One access as the register is asked about it.

    ``day`` is the civil day of the access in the register's time zone, ``oldest`` that of the
    oldest data it concerned, ``place`` and ``hours`` where and when the data was collected:
    None and empty where the source did not say. ``role`` is the title the people room knows.
    """

    system: str
    categories: tuple[str, ...]
    purpose: str
    looker: Looker
    day: date
    employee: Employee | None = None
    role: str = ""
    oldest: date | None = None
    place: str = ""
    hours: str = ""
    action: str = "view"


@dataclass(frozen=True, order=True)
class Kind:
    """What an officer answers as one: the accesses that differ in the same way."""

    flag: str
    system: str
    practice: str = ""
    about: str = ""


@dataclass(frozen=True)
class Mismatch:
    """One way in which one access differs. ``detail`` is what its sentence needs."""

    flag: str
    kind: Kind
    detail: str = ""

    @property
    def same(self) -> tuple[str, str, str]:
        """Two mismatches of one entry that agree in this say the same of it."""
        return self.flag, self.kind.system, self.kind.about


@dataclass(frozen=True)
class Held:
    """A finding on record that still holds, to be compared with what is found anew."""

    id: UUID
    matter_id: UUID
    same: tuple[str, str, str]


@dataclass(frozen=True)
class Told:
    """A finding as the person it concerns reads it, with what became of it."""

    flag: str
    practice: str
    detail: str
    found_at: datetime
    rechecked: bool = False
    lifted_at: datetime | None = None
    verdict: str = ""
    answer: str = ""
    answered_at: datetime | None = None


@lru_cache(maxsize=4096)
def mismatches(register: Register, access: Access) -> tuple[Mismatch, ...]:
    """Every way in which an access differs from the register of its day, each once.

    Each category is matched on its own: with the practice of its system that describes it
    and fits the access best, of those that apply to the person if any does.
    """
    found: list[Mismatch] = []
    unknown = [code for code in access.categories if not _practices(register, access, code)]
    if unknown and len(unknown) == len(access.categories):
        found.append(_not_in_register(register, access))
    if _system_is_known(register, access):
        found += [_undeclared_category(access, code) for code in unknown]
    for code in access.categories:
        if practices := _practices(register, access, code):
            each = [list(_beside(practice, access)) for practice in practices]
            found += min(each, key=_badness)
    return tuple(dict.fromkeys(found))


def coded(text: str) -> str:
    """A code as it may stand in a list for everybody's eyes; empty for a source's own words."""
    return text if len(text) <= _LONGEST and _CODE.fullmatch(text) else ""


def _practices(register: Register, access: Access, category: str) -> tuple[Practice, ...]:
    """The practices that describe this category in this system: the person's own, if any is."""
    said = register.declares(
        system=access.system, category=category, purpose=access.purpose, looker=access.looker
    )
    employee = access.employee
    if employee is None:
        return said.practices
    hers = tuple(p for p in said.practices if why_it_applies(p.document.scope, employee))
    return hers or said.practices


def _system_is_known(register: Register, access: Access) -> bool:
    return any(practice.document.system == access.system for practice in register.practices)


def _not_in_register(register: Register, access: Access) -> Mismatch:
    """Of a known system it is the category that is missing, and answered as that."""
    kind = Kind(Flag.NOT_IN_REGISTER, coded(access.system))
    if _system_is_known(register, access):
        kind = _undeclared_category(access, access.categories[0]).kind
    return Mismatch(Flag.NOT_IN_REGISTER, kind)


def _undeclared_category(access: Access, category: str) -> Mismatch:
    kind = Kind(Flag.UNDECLARED_CATEGORY, access.system, about=coded(category))
    return Mismatch(Flag.UNDECLARED_CATEGORY, kind)


def _beside(practice: Practice, access: Access) -> Iterator[Mismatch]:
    """What an access to data that a practice describes has beside what the practice says."""
    document = practice.document

    def mismatch(flag: Flag, about: str = "", detail: str = "") -> Mismatch:
        return Mismatch(flag, Kind(flag, access.system, practice.id, about), detail)

    if all(purpose.id != access.purpose for purpose in document.purposes):
        yield mismatch(Flag.UNDECLARED_PURPOSE, coded(access.purpose))
    if not any(is_reader(reader, access.looker) for reader in document.readers):
        yield mismatch(Flag.UNDECLARED_READER, _who(access))
    if age := _too_old(practice, access):
        yield mismatch(Flag.OVER_RETENTION, detail=str(age))
    if where := _out_of_place(practice, access):
        yield mismatch(Flag.OUT_OF_PLACE, about=" ".join(where), detail=" ".join(where))


def _who(access: Access) -> str:
    """The reader as a role of ours, a job or another organisation, never a name."""
    looker = access.looker
    return (coded(looker.service) or looker.organisation or access.role)[:120]


def _too_old(practice: Practice, access: Access) -> int:
    """How many days old the oldest data was, if that is longer than it is kept; else 0.

    Deleting it is what the practice promises to do, so that is never held against it.
    """
    kept = practice.document.retention.days
    if kept is None or access.oldest is None or access.action == "delete":
        return 0
    age = (access.day - access.oldest).days
    return age if age > kept else 0


def _out_of_place(practice: Practice, access: Access) -> list[str]:
    """Where and when the data was collected, as far as the practice does not cover it."""
    document = practice.document
    places = document.collected_at
    where = [access.place] if places and access.place and access.place not in places else []
    late = document.collected_hours is Hours.IN and access.hours == "out"
    return [*where, "out"] if late else where


def _badness(found: Iterable[Mismatch]) -> tuple[int, list[bool]]:
    """The fewest mismatches fit best; of as many, those with the purpose, then the reader."""
    flags = [mismatch.flag for mismatch in found]
    return len(flags), [flag in flags for flag in Flag]
