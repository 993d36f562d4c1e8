"""Campaigns, and how far each of their reminders has come."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from app.core.db.base import EnumText, Table, UTCDateTime, partial_index


class Stage(StrEnum):
    """When people are told: at the start, and then as the due day comes near."""

    START = "start"
    WEEK_BEFORE = "week-before"
    DAY_BEFORE = "day-before"
    DUE_DAY = "due-day"


class PolicyCampaign(Table, table=True):
    """That people are asked to read one version of a policy by a day.

    At most one campaign of a version is open. It is over when a newer version is in force.
    """

    __tablename__ = "policy_campaign"
    __table_args__ = (
        CheckConstraint("due_on >= started_on", name="due_after_start"),
        partial_index(
            "uq_policy_campaign_open",
            "version_id",
            unique=True,
            where="ended_at IS NULL",
        ),
    )

    version_id: UUID = Field(foreign_key="policy_version.id")
    started_on: date = Field(description="a civil day of the register's time zone")
    due_on: date
    started_by: UUID = Field(foreign_key="person.id")
    started_at: datetime = Field(sa_type=UTCDateTime)
    ended_by: UUID | None = Field(default=None, foreign_key="person.id")
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class PolicyReminder(Table, table=True):
    """One telling of a campaign. ``position`` is the last person dealt with, by id."""

    __tablename__ = "policy_reminder"
    __table_args__ = (UniqueConstraint("campaign_id", "stage"),)

    campaign_id: UUID = Field(foreign_key="policy_campaign.id")
    stage: Stage = Field(sa_type=EnumText[Any](Stage))
    position: UUID | None = None
    begun_at: datetime = Field(sa_type=UTCDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
