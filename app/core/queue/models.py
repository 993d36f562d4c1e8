"""Jobs, the turns of periodic ones, and the workers that do them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from app.core.db.base import Json, Table, UTCDateTime


class Job(Table, table=True):
    """Something to do at or after ``due_at``, named by room and verb, with ids as arguments.

    A worker that takes it holds it until ``leased_until``. Done and given up exclude one another.
    """

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("done_at IS NULL OR failed_at IS NULL", name="done_or_failed"),
        Index("ix_job_due", "done_at", "failed_at", "due_at"),
    )

    name: str
    arguments: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    key: str | None = Field(default=None, unique=True, description="asked twice, done once")
    due_at: datetime = Field(sa_type=UTCDateTime)
    worker_id: UUID | None = None
    leased_until: datetime | None = Field(default=None, sa_type=UTCDateTime)
    attempts: int = 0
    done_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    failed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    last_error: str | None = Field(default=None, description="the kind of error, never its words")


class PeriodicJob(SQLModel, table=True):
    """When a job that comes round again is next put in the queue."""

    __tablename__ = "periodic_job"

    name: str = Field(primary_key=True)
    due_at: datetime = Field(sa_type=UTCDateTime)


class Worker(Table, table=True):
    """One worker process and when it last said that it is alive."""

    __tablename__ = "worker"

    started_at: datetime = Field(sa_type=UTCDateTime)
    seen_at: datetime = Field(sa_type=UTCDateTime, index=True)
    stopped_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
