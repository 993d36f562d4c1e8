"""When what waited was handed over: one row for each time, and nothing of what it was."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint
from sqlmodel import Field

from app.core.db.base import Table, UTCDateTime


class ConcernRelease(Table, table=True):
    """A release from the spool. Insert-only.

    ``slot`` counts half days since 1970, so that each has one release; None is one that an
    operator asked for. ``leaf`` is the batch's index in the log; None if nothing had come.
    """

    __tablename__ = "concern_release"
    __table_args__ = (CheckConstraint("leaf >= 0", name="leaf_is_an_index"),)

    slot: int | None = Field(default=None, unique=True)
    at: datetime = Field(sa_type=UTCDateTime)
    leaf: int | None = Field(default=None, sa_type=BigInteger)
