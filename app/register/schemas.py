"""A practice as it is published: everything LAW MON-1 says must not be empty.

One document is the words of one version. When it took effect and who approved it stand
beside it (``VersionNote``), so that the same words always have the same digest.
"""

import json
from datetime import date
from hashlib import sha256
from typing import Annotated

from pydantic import Field

from app.register.parts.schemas import (
    Answer,
    Category,
    CategoryFate,
    Checks,
    Choice,
    Owner,
    Performance,
    Purpose,
    Reader,
    Recipient,
    Retention,
    Scope,
)
from app.register.terms.schemas import (
    Area,
    Basis,
    Code,
    Figures,
    Hours,
    Kind,
    Names,
    Part,
    Place,
    Reads,
    Right,
    Short,
    Some,
    Text,
    Use,
    not_said,
)


class PracticeDocument(Part):
    """One practice in full, as everyone it applies to may read it."""

    id: Code
    kind: Kind
    area: Area
    title: Short
    summary: Text
    system: Code
    records: Some
    does_not_record: Some
    reasons: Text
    purposes: Annotated[tuple[Purpose, ...], Field(min_length=1, max_length=20)]
    not_used_for: Some
    tool: Short
    how: Text
    when: Text
    where: Text
    collected_at: Annotated[tuple[Place, ...], Field(max_length=3)] = Field(
        (),
        description="the only places it is collected at; empty: not said, so not checked",
        exclude_if=not_said,
    )
    collected_hours: Hours | None = Field(
        None,
        description="whether only in working hours; not said, so not checked",
        exclude_if=not_said,
    )
    extent: Text
    reads: Reads
    why_content: Text | None = Field(
        None,
        description="why who, when and how much is not enough, where what is said is read",
        exclude_if=not_said,
    )
    private_matters: Text | None = Field(
        None,
        description="how private and union matters are kept out of it",
        exclude_if=not_said,
    )
    at_home: Text | None = Field(
        None,
        description="what is done otherwise where people live",
        exclude_if=not_said,
    )
    emotions: Answer | None = Field(
        None,
        description="whether feelings are guessed from it",
        exclude_if=not_said,
    )
    figures: Figures
    categories: Annotated[tuple[Category, ...], Field(min_length=1, max_length=30)]
    readers: Annotated[tuple[Reader, ...], Field(min_length=1, max_length=30)]
    processors: Annotated[tuple[Recipient, ...], Field(max_length=20)] = ()
    recipients: Annotated[tuple[Recipient, ...], Field(max_length=20)] = ()
    retention: Retention
    used_to_judge: Answer
    automated_decisions: Answer
    challenge: Text
    basis: Basis
    basis_why: Text
    why_not_consent: Text | None = None
    interest: Text | None = None
    balancing: Text | None = None
    special_condition: Text | None = None
    alternative: Text | None = None
    choice: Choice | None = None
    performance: Performance | None = None
    rights: Annotated[tuple[Right, ...], Field(min_length=1)]
    complaints: Text
    checks: Checks
    owner: Owner
    contact: Text
    uses: Annotated[tuple[Use, ...], Field(max_length=4)] = ()
    scope: Scope

    @property
    def bases(self) -> frozenset[Basis]:
        """The practice's own legal reason and those of its purposes."""
        return frozenset({self.basis} | {p.basis for p in self.purposes if p.basis})


class VersionNote(Part):
    """What stands beside a version. ``headline`` is read after the title."""

    number: Annotated[int, Field(ge=1, le=9999)]
    correction: Annotated[int, Field(ge=0, le=999)] = 0
    in_force_from: date
    headline: Text = Field(description="“is now kept for 30 days. It was 90.”")
    reason: Text
    approved_by: Names
    consulted: Text
    adds: bool = Field(description="whether it lets us collect or use more than before")


class EndingNote(Part):
    """How a practice ended, and what became of the data."""

    on: date
    fate: Text = Field(description="“The data we held has been deleted.”")
    reason: Text
    approved_by: Names
    fates: Annotated[tuple[CategoryFate, ...], Field(max_length=30)] = Field(
        (), description="of each kind of data; none of endings before there were receipts"
    )

    def fate_of(self, category: str) -> CategoryFate | None:
        """The receipt for one kind of data, if one was written."""
        return next((each for each in self.fates if each.category == category), None)


class PlannedSystem(Part):
    """A system that will report to this register and does not yet."""

    name: Short
    shows: Text
    expected: Short


class Front(Part):
    """What is said once for the whole register. Its days are civil days of ``time_zone``."""

    time_zone: Short = "Europe/London"
    never: Annotated[tuple[Text, ...], Field(max_length=40)] = ()
    planned_systems: Annotated[tuple[PlannedSystem, ...], Field(max_length=60)] = ()


def canonical(part: Part) -> str:
    """The one spelling of a part as JSON: sorted names, no spaces, nothing left out.

    Except what could not be said yet when older versions were published, and is not said.
    """
    return json.dumps(
        part.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def digest(text: str) -> str:
    """SHA-256 of a canonical document, in hexadecimal."""
    return sha256(text.encode()).hexdigest()
