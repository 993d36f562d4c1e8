"""Grants of roles."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from app.core.db.base import EnumText, Table, UTCDateTime


class Role(StrEnum):
    """What a person may be beside an employee. Managers are not here: the tree says who."""

    OFFICER = "officer"
    REPRESENTATIVE = "representative"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    AUTHORISER = "authoriser"


_HELD = "revoked_at IS NULL"
_APART = f"{_HELD} AND role IN ('officer', 'auditor', 'administrator')"


class RoleGrant(Table, table=True):
    """One person's role, from the moment it was granted until it is revoked.

    ``granted_by`` and ``revoked_by`` are null for an act of the command line. No two of
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
        Index(
            "uq_role_grant_held",
            "person_id",
            "role",
            unique=True,
            sqlite_where=text(_HELD),
            postgresql_where=text(_HELD),
        ),
        Index(
            "uq_role_grant_kept_apart",
            "person_id",
            unique=True,
            sqlite_where=text(_APART),
            postgresql_where=text(_APART),
        ),
    )

    person_id: UUID = Field(foreign_key="person.id", index=True)
    role: Role = Field(sa_type=EnumText[Any](Role))
    granted_at: datetime = Field(sa_type=UTCDateTime)
    granted_by: UUID | None = Field(default=None, foreign_key="person.id")
    revoked_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    revoked_by: UUID | None = Field(default=None, foreign_key="person.id")
