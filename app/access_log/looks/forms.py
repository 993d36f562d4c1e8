"""What a reader may ask of the list of looks."""

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

AT_A_TIME = 25


class Filters(BaseModel):
    """The query of ``/looked``. ``when`` is a month as YYYY-MM, ``show`` how many rows.

    ``before`` is the reference of an entry: only older ones of the month are gone through.
    """

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)

    q: str = Field("", max_length=100)
    when: str = Field("", pattern=r"^((19[7-9]|20[0-9])[0-9]-(0[1-9]|1[0-2]))?$")
    data: str = Field("", max_length=200)
    why: str = Field("", max_length=200)
    unusual: Literal["", "1"] = ""
    by: Literal["date", "person", "reason"] = "date"
    show: int = Field(AT_A_TIME, ge=1, le=10_000)
    before: str = Field("", max_length=20)

    @property
    def narrowing(self) -> bool:
        """Whether anything but the month is asked for."""
        return bool(self.q or self.data or self.why or self.unusual)


class Format(StrEnum):
    """The files a reader may take away."""

    CSV = "csv"
    JSON = "json"


class Taken(BaseModel):
    """The query of ``/looked/download``, and nothing else.

    The file has everything: to leave out a filter in silence would be to hand over more, or
    other, than was asked for.
    """

    model_config = ConfigDict(extra="forbid")

    format: Format | None = None
