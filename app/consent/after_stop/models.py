"""An access that rested on a yes that was not there. What it says is in the log."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from app.core.db.base import UTCDateTime


class ConsentAlarm(SQLModel, table=True):
    """One entry of the log, and which choice it went against. Insert-only."""

    __tablename__ = "consent_alarm"

    seq: int = Field(
        sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    practice_id: str = Field(foreign_key="practice.id", max_length=60)
    system: str = Field(max_length=200)
    raised_at: datetime = Field(sa_type=UTCDateTime, index=True)
