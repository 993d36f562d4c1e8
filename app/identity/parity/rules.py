"""The one table of who sees which field of a person (PRODUCT M6). Pages are derived from it.

A page about a person is given ``of(View, person)``, which holds the fields of that view and no
other. ``excess`` finds what a view shows and the person's own page does not; the only excuse is
a ground written down beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from app.identity.people.models import Person


class View(StrEnum):
    """Whose eyes: the person herself, and everybody who can come to see something of her."""

    SELF = "self"
    COLLEAGUE = "colleague"
    MANAGER = "manager"
    REPRESENTATIVE = "representative"
    REPRESENTATIVE_READING = "representative-reading"
    OFFICER_SEARCHING = "officer-searching"
    OFFICER_WITH_CASE = "officer-with-case"
    OFFICER_ANSWERING = "officer-answering"
    OFFICER_APPROVING = "officer-approving"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    SOURCE = "source"


class Reason(StrEnum):
    """Why a role may see what the person cannot (yet)."""

    SEALED = "sealed"
    THIRD_PARTY = "third-party"


@dataclass(frozen=True)
class Ground:
    """A field that a view shows and the person does not see, and why that is lawful."""

    view: View
    field: str
    reason: Reason
    source: str


# No columns: what applies to her and why, and the systems that report on her …
_PRACTICES = ("practices", "reasons", "sources")
# … and what is on record of roles of hers: which, since when, by whom, until when, what was noted
# at the last review, what was asked for her and why; and that she tried to decide alone.
_ROLES = ("role", "role_since", "role_given", "role_review", "role_note", "role_request")
_REASONS = ("role_reason", "attempt")
_DERIVED = (*_PRACTICES, *_ROLES, *_REASONS)

VIEWS: Mapping[View, tuple[str, ...]] = MappingProxyType(
    {
        View.SELF: (
            "name",
            "initials",
            "employee_id",
            "email",
            "unit",
            "role_title",
            "manager_employee_id",
            "establishment",
            "work_setting",
            "devices",
            "active",
            *_DERIVED,
        ),
        # Someone who looked at a colleague's data is named there, as the display is set.
        View.COLLEAGUE: ("name", "initials", "unit", "role_title"),
        View.MANAGER: (),
        View.REPRESENTATIVE: (),
        # Whom she lets read the words of an answer to her.
        View.REPRESENTATIVE_READING: ("name",),
        View.OFFICER_SEARCHING: (
            "name",
            "initials",
            "employee_id",
            "unit",
            "role_title",
            "establishment",
        ),
        View.OFFICER_WITH_CASE: (
            "name",
            "employee_id",
            "unit",
            "role_title",
            "establishment",
            "active",
            "work_setting",
            *_PRACTICES,
        ),
        # Whoever has a request, a concern or a question of hers to answer: what she is called in
        # other systems is what they are searched for.
        View.OFFICER_ANSWERING: (
            "name",
            "employee_id",
            "email",
            "unit",
            "role_title",
            "establishment",
        ),
        # Whoever is asked to decide about a role of hers.
        View.OFFICER_APPROVING: (
            "name",
            "employee_id",
            "unit",
            "role_title",
            "active",
            "role",
            "role_request",
            "role_reason",
        ),
        View.AUDITOR: ("name", "initials", "role", "role_request", *_REASONS),
        View.ADMINISTRATOR: (
            "name",
            "initials",
            "employee_id",
            "unit",
            "role_title",
            "active",
            *_ROLES,
        ),
        View.SOURCE: (),
    }
)

# Nobody sees more than the person does: there is nothing to give a ground for.
GROUNDS: tuple[Ground, ...] = ()

# Columns that stand on no page: a key that means nothing outside the database.
UNSEEN = frozenset({"id"})


def of(view: View, person: Person) -> Mapping[str, Any]:
    """What this view shows of a person's own record, and nothing more."""
    return MappingProxyType(
        {field: getattr(person, field) for field in VIEWS[view] if field not in _DERIVED}
    )


def excess(
    views: Mapping[View, tuple[str, ...]], grounds: tuple[Ground, ...] = ()
) -> set[tuple[View, str]]:
    """What some view shows of a person that she cannot see herself, and no ground excuses."""
    excused = {(ground.view, ground.field) for ground in grounds}
    own = set(views[View.SELF])
    return {
        (view, field)
        for view, fields in views.items()
        for field in fields
        if field not in own and (view, field) not in excused
    }
