"""When an access is unusual: one plain rule each, over plain values.

No rule says that somebody did wrong. Each says what an employee would want to know first.
The names are those of INTERFACES; the sentences live in ``words``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
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
    FIRST_TIME = "first-time"


NAMING = frozenset({Flag.FORMER_MANAGER})  # an employee has few former managers, and knows them


@dataclass(frozen=True)
class Access:
    """One access as the rules see it.

    ``local`` is the civil moment where the accessor works and ``hours`` the working hours of
    that place (empty: not known, as for a party from outside); ``people`` is how many people
    the same access was about; ``manager`` is "now", "former" or None. ``needs_case`` is what
    the register says of the reason; ``undeclared``: the register does not say all of it.
    """

    kind: str
    local: datetime
    hours: Mapping[str, str]
    case: str | None
    people: int = 1
    manager: str | None = None
    own: bool = False
    portal_search: bool = False
    needs_case: bool = False
    undeclared: bool = False


def flags(access: Access, *, first_time: Callable[[], bool]) -> list[Flag]:
    """Every rule the access meets, in the order of the rules.

    A first time is only remarkable beside another sign, so it is asked last and only then;
    that the register does not say all of the access is such a sign.
    Your own access is never unusual, nor is a name in a search made through the portal.
    """
    if access.own or access.portal_search:
        return []
    found = [flag for flag, met in _RULES.items() if met(access)]
    if (found or access.undeclared) and access.kind == "person" and first_time():
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
    return access.needs_case and not (access.case or "").strip()


_RULES: dict[Flag, Callable[[Access], bool]] = {
    Flag.OUTSIDE_HOURS: outside_hours,
    Flag.BULK: bulk,
    Flag.FORMER_MANAGER: former_manager,
    Flag.NO_CASE: no_case,
}
