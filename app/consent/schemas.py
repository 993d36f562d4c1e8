"""What a source reads and says about people's answers."""

from datetime import datetime

from pydantic import BaseModel, Field


class StopOut(BaseModel):
    purposes: list[str] = Field(description="what is to be stopped, as it was consented to")
    by: datetime = Field(description="when we promised that it stops")
    applied_at: datetime | None = Field(description="when you confirmed it")


class ConsentOut(BaseModel):
    """One person and one choice. Why it is not permitted is not said."""

    id: str
    subject: str = Field(description="employee id")
    practice: str
    purposes: list[str]
    permitted: bool
    changed_at: datetime
    stop: StopOut | None = Field(description="the stop you were given, if any")


class ConsentsOut(BaseModel):
    """The oldest changes first. ``next`` leads on; without it, that is all for now."""

    consents: list[ConsentOut]
    next: str | None = None
