"""How a list goes on on its next page."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from app.connectors.tables.schemas import Name, Strict

Parameter = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.\[\]-]{1,60}$")]


class OneAnswer(Strict):
    """The whole list is in one answer."""

    by: Literal["none"] = "none"


class ByLinkHeader(Strict):
    """A ``Link`` header with ``rel="next"`` (RFC 8288); none on the last page."""

    by: Literal["link-header"]


class ByLink(Strict):
    """The address of the next page stands in the JSON; null or nothing on the last page."""

    by: Literal["link"]
    field: Name


class ByCursor(Strict):
    """A mark in the JSON is handed back in a parameter; null or nothing on the last page."""

    by: Literal["cursor"]
    field: Name
    parameter: Parameter


class ByNumber(Strict):
    """Pages are counted; the one after the last is empty."""

    by: Literal["page"]
    parameter: Parameter
    first: Annotated[int, Field(ge=0, le=1)] = 1


Paging = Annotated[
    OneAnswer | ByLinkHeader | ByLink | ByCursor | ByNumber, Field(discriminator="by")
]
