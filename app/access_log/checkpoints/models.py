"""The checkpoints that were published, for ever."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, LargeBinary, Text
from sqlmodel import Field, SQLModel

from app.core.db.base import UTCDateTime


class PublishedCheckpoint(SQLModel, table=True):
    """One size of the log, the root over its entries, and the signed note that says so."""

    __tablename__ = "checkpoint"
    __table_args__ = (
        CheckConstraint("size > 0", name="has_entries"),
        CheckConstraint("length(root) = 32", name="root_is_32_bytes"),
    )

    size: int = Field(
        sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    root: bytes = Field(sa_type=LargeBinary)
    note: str = Field(sa_type=Text, description="as published, signed by the log (type 01)")
    made_at: datetime = Field(sa_type=UTCDateTime)
