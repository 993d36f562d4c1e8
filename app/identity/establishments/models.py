"""A place of work."""

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from app.core.db.base import Json


class Establishment(SQLModel, table=True):
    """A place of work, as the register names it.

    ``working_hours`` maps ``mon`` … ``sun`` to ``HH:MM-HH:MM`` of the local clock; a day that
    is not there is not worked. ``jurisdiction`` is ISO-like: GB-EAW, GB-SCT, GB-NIR, EU-DE ….
    """

    __tablename__ = "establishment"
    __table_args__ = (CheckConstraint("code <> ''", name="has_code"),)

    code: str = Field(primary_key=True, max_length=64)
    name: str = Field(max_length=200)
    jurisdiction: str = Field(max_length=12)
    time_zone: str = Field(max_length=64)
    working_hours: dict[str, str] = Field(default_factory=dict, sa_type=Json)
