"""What a source reads of what must not be used."""

from datetime import datetime

from pydantic import BaseModel, Field


class RestrictionOut(BaseModel):
    """One person and one practice. Which right she used, and why, is not said."""

    id: str
    subject: str = Field(description="employee id")
    practice: str
    restricted: bool = Field(description="whether anything keeps it out of use now")
    changed_at: datetime


class RestrictionsOut(BaseModel):
    """The oldest changes first. ``next`` leads on; without it, that is all for now."""

    restrictions: list[RestrictionOut]
    next: str | None = None
