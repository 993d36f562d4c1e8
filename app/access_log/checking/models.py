"""What each check of the log found."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field

from app.core.db.base import Table, UTCDateTime


class LogCheck(Table, table=True):
    """One recomputation of the whole log, and the first position that is not as it was signed."""

    __tablename__ = "log_check"
    __table_args__ = (
        CheckConstraint("ended_at >= began_at", name="ends_after_it_began"),
        Index("ix_log_check_ended_at", "ended_at"),
    )

    began_at: datetime = Field(sa_type=UTCDateTime)
    ended_at: datetime = Field(sa_type=UTCDateTime)
    size: int = Field(sa_type=BigInteger, description="how many entries were looked at")
    first_bad: int | None = Field(default=None, sa_type=BigInteger)
    why: str = Field(max_length=200, description="empty: nothing was changed or removed")

    @property
    def ok(self) -> bool:
        return not self.why
