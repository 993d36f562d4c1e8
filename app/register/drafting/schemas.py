"""What is proposed beside the words of a draft."""

from datetime import date

from pydantic import Field

from app.register.parts.schemas import CategoryFate
from app.register.schemas import canonical, digest
from app.register.terms.schemas import Part, Text, not_said


class Proposal(Part):
    """How a draft is to be published: what people are told of it, and from when it may hold.

    ``headline`` is read after the title; ``correction``: the words change, not what is done.
    ``since``: they say what has been so since a day that is past.
    """

    headline: Text
    reason: Text
    adds: bool = Field(description="whether it lets us collect or use more than before")
    correction: bool = False
    starts_on: date | None = Field(None, description="not before this day; None: as soon as may be")
    since: date | None = Field(
        None, description="of a correction for the past", exclude_if=not_said
    )


class ProposedEnding(Part):
    """How a practice is to end, and what becomes of the data."""

    on: date
    fate: Text
    reason: Text
    fates: tuple[CategoryFate, ...] = Field((), exclude_if=not_said)
    past: bool = Field(
        False, description="it ended on a day that is past: a correction", exclude_if=not_said
    )


def digest_of(document: str, proposal: Part) -> str:
    """SHA-256 over the exact words and how they are to be published: what is approved."""
    return digest(f"{document}\n{canonical(proposal)}")
