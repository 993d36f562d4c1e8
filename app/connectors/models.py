"""Sources as they are connected, in numbered versions, so that what was searched can be told."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, LargeBinary, UniqueConstraint
from sqlmodel import Field

from app.connectors.heads.schemas import Head
from app.core.db.base import Json, Table, UTCDateTime


class Connected(Table, table=True):
    """A source under the name it keeps. One that has ended is asked for nothing any more."""

    __tablename__ = "connector"
    __table_args__ = (
        CheckConstraint("ended_at IS NULL OR ended_at >= connected_at", name="ends_after_start"),
    )

    name: str = Field(unique=True, max_length=60)
    kind: str = Field(max_length=40)
    connected_at: datetime = Field(sa_type=UTCDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class ConnectorVersion(Table, table=True):
    """How a source was asked from a moment on. Insert-only.

    ``configuration`` has nothing where a secret stood; ``sealed`` holds the secrets, under a key
    of the installation's and bound to this row. ``secrets_set`` says since when each is the same.
    """

    __tablename__ = "connector_version"
    __table_args__ = (
        UniqueConstraint("connector_id", "number"),
        CheckConstraint("number >= 1", name="counts_from_one"),
    )

    connector_id: UUID = Field(foreign_key="connector.id")
    number: int
    configuration: dict[str, Any] = Field(sa_type=Json)
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    secrets_set: dict[str, str] = Field(default_factory=dict, sa_type=Json)
    made_by: UUID | None = Field(
        default=None, foreign_key="person.id", description="null: the command line"
    )
    made_at: datetime = Field(sa_type=UTCDateTime)

    @property
    def head(self) -> Head:
        """Its name, title, kind, who runs it and what it gives."""
        fields = Head.model_fields
        said = {name: self.configuration[name] for name in fields if name in self.configuration}
        return Head.model_validate(said)
