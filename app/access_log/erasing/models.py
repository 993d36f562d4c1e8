"""Of whom everything that entries say is to be deleted."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from app.core.db.base import Table, UTCDateTime


class AskedErasure(Table, table=True):
    """It was decided that what the log says of somebody is deleted (GDPR Art 17).

    Whatever is written down of her until ``done_at`` goes; from ``begun_at`` on her keys may be
    gone before her entries are emptied. That it went stands in a public
    notice, which names numbers of entries and nobody.
    """

    __tablename__ = "asked_erasure"

    person_id: UUID = Field(foreign_key="person.id", index=True)
    reference: str = Field(unique=True, max_length=40, description="of the request it follows")
    asked_at: datetime = Field(sa_type=UTCDateTime)
    begun_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
