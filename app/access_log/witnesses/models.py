"""What witnesses signed, what each of them holds, and the seals that left the house by mail."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.db.base import Table, UTCDateTime, partial_index


class Cosignature(SQLModel, table=True):
    """A witness's line below a checkpoint (c2sp.org/tlog-cosignature), and the time it signed."""

    __tablename__ = "cosignature"

    size: int = Field(sa_type=BigInteger, foreign_key="checkpoint.size", primary_key=True)
    witness: str = Field(max_length=500, primary_key=True, description="its verifier key")
    signed_at: int = Field(
        sa_type=BigInteger,
        primary_key=True,
        sa_column_kwargs={"autoincrement": False},
        description="in Unix seconds, by its own clock",
    )
    line: str = Field(sa_type=Text)
    received_at: datetime = Field(sa_type=UTCDateTime)


class WitnessStanding(SQLModel, table=True):
    """How many entries a witness holds, when it is asked next, and why it did not sign."""

    __tablename__ = "witness_standing"

    witness: str = Field(max_length=500, primary_key=True, description="its verifier key")
    size: int = Field(default=0, sa_type=BigInteger)
    due_at: datetime = Field(sa_type=UTCDateTime)
    answered_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    failures: int = 0
    why: str = Field(default="", max_length=40, description="empty: it signed when asked last")


class CheckpointMail(Table, table=True):
    """The checkpoint of a day on its way to a representative."""

    __tablename__ = "checkpoint_mail"
    __table_args__ = (
        UniqueConstraint("person_id", "day"),
        partial_index("ix_checkpoint_mail_open", "next_at", where="sent_at IS NULL"),
    )

    person_id: UUID = Field(foreign_key="person.id")
    day: date
    size: int = Field(sa_type=BigInteger)
    written_at: datetime = Field(sa_type=UTCDateTime)
    next_at: datetime = Field(sa_type=UTCDateTime)
    attempts: int = 0
    sent_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
