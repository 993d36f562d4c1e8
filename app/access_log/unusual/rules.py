"""When an access is unusual: one plain rule each, over plain values.

No rule says that somebody did wrong. Each says what an employee would want to know first.
The names are those of INTERFACES; the sentences live in ``words``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.identity.establishments.rules import within_working_hours

MANY_PEOPLE = 25  # as many as an officer may look at in a day without a second approval


class Flag(StrEnum):
    """Why an entry is amber."""

    OUTSIDE_HOURS = "outside-hours"
    BULK = "bulk"
    FORMER_MANAGER = "former-manager"
    NO_CASE = "no-case"
    NOT_IN_REGISTER = "not-in-register"
    UNDECLARED_CATEGORY = "undeclared-category"
    UNDECLARED_PURPOSE = "undeclared-purpose"
    UNDECLARED_READER = "undeclared-reader"
    AFTER_STOP = "after-stop"  # found by whoever keeps people's answers, not by a rule below
    FIRST_TIME = "first-time"


@dataclass(frozen=True)
class Declared:
    """What the register in force at that moment says of an access."""

    system: bool = True
    categories: bool = True
    pair: bool = True
    purpose: bool = True
    reader: bool = True
    needs_case: bool = False


@dataclass(frozen=True)
class Access:
    """One access as the rules see it.

    ``local`` is the civil moment where the accessor works and ``hours`` the working hours of
    that place (empty: not known, as for a party from outside); ``people`` is how many people
    the same access was about; ``manager`` is "now", "former" or None.
    """

    kind: str
    local: datetime
    hours: Mapping[str, str]
    case: str | None
    people: int = 1
    manager: str | None = None
    own: bool = False
    portal_search: bool = False
    declared: Declared = field(default_factory=Declared)


def flags(access: Access, *, first_time: Callable[[], bool]) -> list[Flag]:
    """Every rule the access meets, in the order of the rules.

    A first time is only remarkable beside another sign, so it is asked last and only then.
    Your own access is never unusual, nor is a name in a search made through the portal.
    """
    if access.own or access.portal_search:
        return []
    found = [flag for flag, met in _RULES.items() if met(access)]
    if found and access.kind == "person" and first_time():
        found.append(Flag.FIRST_TIME)
    return found


def outside_hours(access: Access) -> bool:
    """A person looked when the place where they work is closed."""
    return access.kind == "person" and not within_working_hours(access.hours, access.local)


def bulk(access: Access) -> bool:
    """A person, not a scheduled job, opened the data of many people at once."""
    return access.kind == "person" and access.people >= MANY_PEOPLE


def former_manager(access: Access) -> bool:
    """Someone who was this person's manager, and no longer is."""
    return access.manager == "former"


def no_case(access: Access) -> bool:
    """The reason needs a case reference, and there is none."""
    return access.declared.needs_case and not (access.case or "").strip()


def not_in_register(access: Access) -> bool:
    """No practice in force describes this data in this system."""
    return not access.declared.pair


def undeclared_category(access: Access) -> bool:
    """The register knows the system, but not this kind of data in it."""
    return access.declared.system and not access.declared.categories


def undeclared_purpose(access: Access) -> bool:
    """The register knows this data, but not for this reason."""
    return access.declared.pair and not access.declared.purpose


def undeclared_reader(access: Access) -> bool:
    """The register knows this data, but does not name this reader."""
    return access.declared.pair and not access.declared.reader


_RULES: dict[Flag, Callable[[Access], bool]] = {
    Flag.OUTSIDE_HOURS: outside_hours,
    Flag.BULK: bulk,
    Flag.FORMER_MANAGER: former_manager,
    Flag.NO_CASE: no_case,
    Flag.NOT_IN_REGISTER: not_in_register,
    Flag.UNDECLARED_CATEGORY: undeclared_category,
    Flag.UNDECLARED_PURPOSE: undeclared_purpose,
    Flag.UNDECLARED_READER: undeclared_reader,
}
