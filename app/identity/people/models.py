"""People now, people as they were, and what each chose for herself."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from app.core.db.base import EnumText, Json, Table, UTCDateTime, partial_index


class Person(Table, table=True):
    """Somebody who works here, or did. Rows are never deleted by an import.

    ``manager_employee_id`` names the manager as the HR system does; it is no foreign key,
    so that a file can be taken in in any order. ``establishment`` is a code that the
    register may come to know later.
    """

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("employee_id <> ''", name="has_employee_id"),
        CheckConstraint(
            "manager_employee_id IS NULL OR manager_employee_id <> employee_id",
            name="is_not_own_manager",
        ),
    )

    employee_id: str = Field(unique=True, max_length=64)
    name: str = Field(max_length=200, index=True)
    email: str = Field(default="", max_length=254)
    unit: str = Field(max_length=120, index=True)
    role_title: str = Field(max_length=120)
    manager_employee_id: str | None = Field(default=None, max_length=64, index=True)
    establishment: str = Field(max_length=64)
    work_setting: str = Field(max_length=40)
    devices: list[str] = Field(default_factory=list, sa_type=Json)
    active: bool = True

    @property
    def initials(self) -> str:
        """The first letters of the first and the last name, for the sign beside it."""
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


class PersonVersion(Table, table=True):
    """What was true of a person from ``valid_from`` up to, not including, ``valid_to``.

    Each person has exactly one open version, and it says what the person's row says. The
    e-mail address is no part of the history: nothing is decided by it.
    """

    __tablename__ = "person_version"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="ends_after_start"),
        partial_index(
            "uq_person_version_open",
            "person_id",
            unique=True,
            where="valid_to IS NULL",
        ),
        Index("ix_person_version_person_from", "person_id", "valid_from", unique=True),
    )

    person_id: UUID = Field(foreign_key="person.id")
    valid_from: datetime = Field(sa_type=UTCDateTime)
    valid_to: datetime | None = Field(default=None, sa_type=UTCDateTime)
    name: str = Field(max_length=200)
    unit: str = Field(max_length=120)
    role_title: str = Field(max_length=120)
    manager_employee_id: str | None = Field(default=None, max_length=64, index=True)
    establishment: str = Field(max_length=64)
    work_setting: str = Field(max_length=40)
    devices: list[str] = Field(default_factory=list, sa_type=Json)
    active: bool


class Theme(StrEnum):
    DEVICE = "device"
    LIGHT = "light"
    DARK = "dark"


class TextSize(StrEnum):
    NORMAL = "normal"
    LARGE = "large"
    LARGER = "larger"


class EmailDigest(StrEnum):
    """How often a person wants to hear by e-mail that somebody looked."""

    EACH = "each"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    UNUSUAL = "unusual"
    NEVER = "never"


class Preference(SQLModel, table=True):
    """What a person chose on the settings page. No row: everything as it comes."""

    __tablename__ = "preference"

    person_id: UUID = Field(primary_key=True, foreign_key="person.id")
    theme: Theme = Field(default=Theme.DEVICE, sa_type=EnumText[Any](Theme))
    text_size: TextSize = Field(default=TextSize.NORMAL, sa_type=EnumText[Any](TextSize))
    language: str = Field(default="en", max_length=20)
    time_zone: str | None = Field(default=None, max_length=64)
    email_digest: EmailDigest = Field(
        default=EmailDigest.WEEKLY, sa_type=EnumText[Any](EmailDigest)
    )
    every_change: bool = Field(
        default=False,
        description="whether to be told of changes to what is collected about others only",
    )


class VisitMark(SQLModel, table=True):
    """The last day on which a person came, and nothing else about her visits."""

    __tablename__ = "visit_mark"

    person_id: UUID = Field(primary_key=True, foreign_key="person.id")
    last_day: date = Field(index=True)
