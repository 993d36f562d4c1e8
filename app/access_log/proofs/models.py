"""Which proofs people took with them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from app.core.db.base import Table, UTCDateTime


class TakenProof(Table, table=True):
    """How long the log was that a person took the proof of: her next file goes on from there."""

    __tablename__ = "taken_proof"
    __table_args__ = (UniqueConstraint("person_id", "size"),)

    person_id: UUID = Field(foreign_key="person.id")
    size: int = Field(sa_type=BigInteger)
    taken_at: datetime = Field(sa_type=UTCDateTime)
