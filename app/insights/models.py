"""What was published of each quarter."""

from datetime import datetime
from typing import Any

from sqlmodel import Field

from app.core.db.base import Json, Table, UTCDateTime


class QuarterReport(Table, table=True):
    """The figures of one quarter, as they were counted once. Insert-only.

    ``given`` is what they were counted with beside the events: the thresholds, the reasons that
    the register knew, the moment. ``tables`` are ``rules.Table``. No person is in either.
    """

    __tablename__ = "quarter_report"

    quarter: str = Field(unique=True, max_length=7, description="such as 2026-Q3")
    counted_at: datetime = Field(sa_type=UTCDateTime)
    given: dict[str, Any] = Field(sa_type=Json)
    tables: list[Any] = Field(sa_type=Json)
