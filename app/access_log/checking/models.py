"""What each check of the log found."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field

from app.access_log.checking.rules import Looked
from app.core.db.base import Table, UTCDateTime


class LogCheck(Table, table=True):
    """One recomputation of the log, and the first position that is not as it was signed.

    ``first`` is 0 if all of it was looked at; else a check before had found well what comes
    before that position, and this one went on from there.
    """

    __tablename__ = "log_check"
    __table_args__ = (
        CheckConstraint("ended_at >= began_at", name="ends_after_it_began"),
        CheckConstraint("first >= 0 AND first <= size", name="begins_within"),
        Index("ix_log_check_ended_at", "ended_at"),
    )

    began_at: datetime = Field(sa_type=UTCDateTime)
    ended_at: datetime = Field(sa_type=UTCDateTime)
    size: int = Field(sa_type=BigInteger, description="how many entries were sealed")
    first: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
    first_bad: int | None = Field(default=None, sa_type=BigInteger)
    why: str = Field(max_length=200, description="empty: nothing was changed or removed")

    @property
    def ok(self) -> bool:
        return not self.why

    @property
    def looked(self) -> Looked:
        return Looked(self.began_at, self.ended_at, self.why)
