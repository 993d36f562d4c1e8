"""What the rules found of an entry. It stands beside the log, which is never touched."""

from sqlalchemy import BigInteger, CheckConstraint
from sqlmodel import Field, SQLModel


class EntryFlag(SQLModel, table=True):
    """One rule that an entry meets, by its name in INTERFACES.

    ``detail`` is a figure the sentence needs, never anything personal: erasing an entry
    leaves its flags behind, and they say nothing by themselves.
    """

    __tablename__ = "flag"
    __table_args__ = (CheckConstraint("flag <> ''", name="is_named"),)

    seq: int = Field(
        sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    flag: str = Field(primary_key=True, max_length=40)
    detail: str = Field(default="", max_length=40)
