"""What was sealed, and how far each person's entries are counted."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.db.base import UTCDateTime, Uuid16


class SubjectState(SQLModel, table=True):
    """How many entries are filed under a subject, and the head of their chain.

    A pure function of the entries before the position of the follower ``seals``.
    """

    __tablename__ = "subject_state"
    __table_args__ = (
        CheckConstraint("entries > 0", name="has_entries"),
        CheckConstraint("length(head) = 32", name="head_is_32_bytes"),
    )

    subject: UUID = Field(sa_type=Uuid16, primary_key=True)
    entries: int = Field(sa_type=BigInteger)
    head: bytes = Field(sa_type=LargeBinary)


class Seal(SQLModel, table=True):
    """One seal: its own entry's number, what it covers, and the root over all people."""

    __tablename__ = "seal"
    __table_args__ = (
        CheckConstraint("covers <= seq", name="covers_what_was_before"),
        CheckConstraint("length(root) = 32", name="root_is_32_bytes"),
        UniqueConstraint("covers"),
    )

    seq: int = Field(
        sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    covers: int = Field(sa_type=BigInteger, description="how many entries, from the first on")
    people: int = Field(sa_type=BigInteger, description="for how many subjects they are counted")
    root: bytes = Field(sa_type=LargeBinary)
    made_at: datetime = Field(sa_type=UTCDateTime)


class SealTree(SQLModel, table=True):
    """The tree of a seal, to show each person her place in it; all but the newest two are let go.

    ``places`` are the subjects in the order of that seal, 16 bytes each; ``nodes`` all levels
    one behind the other, from the leaves to the root, 48 bytes a node.
    """

    __tablename__ = "seal_tree"

    seal: int = Field(
        sa_type=BigInteger,
        primary_key=True,
        foreign_key="seal.seq",
        sa_column_kwargs={"autoincrement": False},
    )
    places: bytes = Field(sa_type=LargeBinary)
    nodes: bytes = Field(sa_type=LargeBinary)
