"""What a practice is made of. A part that rules ask more of is whole without it here, so that words
published under earlier rules can still be read.
"""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from app.register.terms.schemas import (
    Basis,
    Became,
    CategoryKind,
    Code,
    Consulted,
    Country,
    Language,
    Names,
    Part,
    Relation,
    Short,
    Some,
    Stops,
    Text,
    not_said,
)

# The United Kingdom and the European Economic Area: data may go there without further safeguards.
AT_HOME = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IE",
    "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
})  # fmt: skip


class Purpose(Part):
    """What data is used for. ``phrase`` ends the sentence “… opened your absence record …”."""

    id: Code
    text: Text = Field(description="in the data facts: “To send help if you press the alarm”")
    label: Short = Field(description="in a table: “Preparing your return-to-work meeting”")
    phrase: Short = Field(description="in a sentence: “to prepare your return-to-work meeting”")
    needs_case: bool = Field(False, description="an access must name a case")
    basis: Basis | None = Field(None, description="if it is not the practice's own")


class Category(Part):
    """A kind of data, called what the person it is about would call it: “absence record”."""

    id: Code
    label: Short
    kind: CategoryKind


class Reader(Part):
    """Who may look. Role and unit as the sources report them; an empty one means any."""

    label: Short
    when: Text
    role: Short | None = None
    unit: Short | None = None
    relation: Relation | None = Field(None, description="the person's own manager, or the person")
    organisation: Short | None = Field(None, description="of somebody else's staff")
    service: Short | None = Field(None, description="the id of an automatic job")

    @model_validator(mode="after")
    def _names_someone(self) -> Self:
        if not (self.role or self.unit or self.relation or self.organisation or self.service):
            raise ValueError("names nobody: give a role, unit, relation, organisation or service")
        return self


class Recipient(Part):
    """Another organisation that stores or receives the data."""

    name: Short
    does: Text = Field(description="what it does with the data: “Stores it for us”")
    country: Country
    safeguard: Text | None = Field(None, description="what protects it outside the UK and the EEA")

    @model_validator(mode="after")
    def _is_safe(self) -> Self:
        if self.country not in AT_HOME and self.safeguard is None:
            raise ValueError(f"sends data to {self.country} without naming a safeguard")
        return self


class Retention(Part):
    """How long. ``days`` is a number where it is counted from the moment of collection."""

    label: Short
    then: Text = Field(description="what happens next: “then it is deleted automatically”")
    days: Annotated[int, Field(ge=0, le=36525)] | None = None


class Answer(Part):
    """A yes or no, and what it means."""

    answer: bool
    text: Text


class ChoiceTranslation(Part):
    """The words of a choice in one more language. Who reads in it is asked in no other."""

    language: Language
    question: Text
    yes: Text
    no: Text
    alternative: Text
    held: Text


class Choice(Part):
    """Something a person may say yes or no to. LAW CON-1: only where no is a real answer.

    Its own words are in the register's language, English. What ``rules`` asks of a choice may
    be missing here, so that words published under earlier rules can still be read.
    """

    question: Text
    yes: Text
    no: Text
    alternative: Text | None = Field(None, description="what those get who say no: as good")
    held: Text | None = Field(None, description="what becomes of data held when a yes ends")
    optional: bool = Field(False, description="attested: nobody has to say yes")
    no_detriment: bool = Field(False, description="attested: no is never held against anybody")
    apart_from_job_and_pay: bool = Field(False, description="attested: neither depends on it")
    stops: Stops | None = Field(None, description="when it stops after a no")
    translations: Annotated[tuple[ChoiceTranslation, ...], Field(max_length=40)] = ()


class Assessment(Part):
    reference: Short
    signed_on: date
    summary: Text


class Consultation(Part):
    result: Consulted
    text: Text = Field(description="who, when and what came of it; or why nobody was asked")
    ended_on: date | None = None


class Checks(Part):
    assessment: Assessment
    consultation: Consultation
    checked_on: date
    next_review: date


class Owner(Part):
    name: Short
    role: Short


class Performance(Part):
    """What LAW and Acas ask to be said where work is measured."""

    targets: Some
    how: Text
    meetings: Text
    record: Text
    seen_by: Text | None = Field(
        None, description="who sees the record, the person among them", exclude_if=not_said
    )
    support: Text
    missed: Text


class CategoryFate(Part):
    """The receipt for one kind of data: deleted on a day or kept until one, and by which rule."""

    category: Code
    became: Became
    on: date = Field(description="the day of deletion, or the last day on which it is kept")
    rule: Text = Field(description="“90 days after it was recorded”; the law that asks for it")


class Scope(Part):
    """To whom it applies. An empty list means all; lists narrow one another."""

    units: Names = ()
    roles: Names = ()
    establishments: Annotated[tuple[Code, ...], Field(max_length=200)] = ()
    work_settings: Names = ()
    devices: Names = ()
