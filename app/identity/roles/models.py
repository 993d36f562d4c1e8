"""Grants of roles, and the reviews that say that one is still needed."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field

from app.core.db.base import EnumText, Table, UTCDateTime, partial_index


class Role(StrEnum):
    """What a person may be beside an employee. Managers are not here: the tree says who."""

    OFFICER = "officer"
    REPRESENTATIVE = "representative"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    AUTHORISER = "authoriser"


def a_year_after(day: date) -> date:
    """The same day next year; of 29 February, the last day of that month."""
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if leap else day.day)


_HELD = "revoked_at IS NULL"
_APART = f"{_HELD} AND role IN ('officer', 'auditor', 'administrator')"


class RoleGrant(Table, table=True):
    """One person's role, from the moment it was granted until it is revoked.

    While it is suspended it is held, and gives nothing.

    ``granted_by`` and ``revoked_by`` are null for an act of the command line. One granted in
    the portal was asked for by ``granted_by`` and approved by ``approved_by``. No two of
    officer, auditor and administrator are ever held by one person: the pairs that SECURITY
    forbids are exactly those three, so that one partial unique index holds them all.
    """

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint(
            "role IN ('officer', 'representative', 'auditor', 'administrator', 'authoriser')",
            name="is_a_role",
        ),
        CheckConstraint("revoked_by IS NULL OR revoked_at IS NOT NULL", name="revoked_has_moment"),
        CheckConstraint(
            "granted_by IS NULL OR granted_by <> person_id", name="is_not_granted_to_oneself"
        ),
        CheckConstraint(
            "approved_by IS NULL OR (granted_by IS NOT NULL AND approved_by <> granted_by"
            " AND approved_by <> person_id)",
            name="is_approved_by_another",
        ),
        partial_index(
            "uq_role_grant_held",
            "person_id",
            "role",
            unique=True,
            where=_HELD,
        ),
        partial_index(
            "uq_role_grant_kept_apart",
            "person_id",
            unique=True,
            where=_APART,
        ),
    )

    person_id: UUID = Field(foreign_key="person.id", index=True)
    role: Role = Field(sa_type=EnumText[Any](Role))
    granted_at: datetime = Field(sa_type=UTCDateTime)
    granted_by: UUID | None = Field(default=None, foreign_key="person.id")
    revoked_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    revoked_by: UUID | None = Field(default=None, foreign_key="person.id")
    approved_by: UUID | None = Field(default=None, foreign_key="person.id")
    reviewed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    suspended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)

    @property
    def review_on(self) -> date:
        """When somebody has to look again whether it is needed: a year after the last look."""
        return a_year_after((self.reviewed_at or self.granted_at).date())


class RoleReview(Table, table=True):
    """Somebody looked at a role and found it still needed. Insert-only (migration 0016)."""

    __tablename__ = "role_review"

    grant_id: UUID = Field(foreign_key="role_grant.id", index=True)
    reviewed_by: UUID = Field(foreign_key="person.id")
    reviewed_at: datetime = Field(sa_type=UTCDateTime)
    note: str = Field(sa_type=Text)
