"""Where the tree's hashes lie. All of it can be made again from the leaves."""

from sqlalchemy import BigInteger, CheckConstraint, LargeBinary, SmallInteger
from sqlmodel import Field, SQLModel


class Tile(SQLModel, table=True):
    """256 hashes of one level, for ever (c2sp.org/tlog-tiles)."""

    __tablename__ = "tile"
    __table_args__ = (CheckConstraint("length(hashes) = 8192", name="is_full"),)

    level: int = Field(
        sa_type=SmallInteger, primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    number: int = Field(
        sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    hashes: bytes = Field(sa_type=LargeBinary)


class Edge(SQLModel, table=True):
    """The growing end of one level: the hashes that fill no tile yet, at most 255."""

    __tablename__ = "edge"
    __table_args__ = (CheckConstraint("length(hashes) < 8192", name="is_not_full"),)

    level: int = Field(
        sa_type=SmallInteger, primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    number: int = Field(sa_type=BigInteger, description="of the tile it will be")
    hashes: bytes = Field(sa_type=LargeBinary)
