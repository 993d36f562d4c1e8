"""What may be about somebody else in a document, and what an officer decided about it.

All of it is insert-only (migration 0027): whoever goes back on a decision makes another. What
is done with a document (decisions, exemptions, what is about others) counts with one number
without a gap across those tables; a check says up to which number it looked. Passages are
counted in the document's text by code points, ``end`` not included.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field

from app.core.db.base import EnumText, Table, UTCDateTime

IN_ORDER = "0 <= start_at AND start_at < end_at"


class Choice(StrEnum):
    """What is to happen to a passage; open: a decision was taken back."""

    COVER = "cover"
    LEAVE = "leave"
    OPEN = "open"


class Outcome(StrEnum):
    """What becomes of a document that is about somebody else too."""

    DISCLOSE = "disclose"
    REDACT = "redact"
    WITHHOLD = "withhold"


class Ground(StrEnum):
    """Why the law lets something be kept back (UK: DPA 2018 Sch 2 and 4, GDPR Art 12, 15(4))."""

    PRIVILEGE = "privilege"
    FORECASTING = "management-forecasting"
    NEGOTIATIONS = "negotiations"
    REFERENCES = "confidential-references"
    CRIME = "crime"
    SELF_INCRIMINATION = "self-incrimination"
    RIGHTS_OF_OTHERS = "rights-of-others"
    UNFOUNDED = "unfounded-or-excessive"


class CoveringReading(Table, table=True):
    """A document was looked through for what may be about somebody else: once."""

    __tablename__ = "covering_reading"

    document_id: UUID = Field(foreign_key="gathered_document.id", unique=True)
    suggestions: int
    made_at: datetime = Field(sa_type=UTCDateTime)


class CoveringSuggestion(Table, table=True):
    """A passage that may be about somebody else. ``same``: a keyed digest of what it says."""

    __tablename__ = "covering_suggestion"
    __table_args__ = (
        UniqueConstraint("document_id", "start_at", "end_at"),
        CheckConstraint(IN_ORDER, name="in_order"),
        Index("ix_covering_suggestion_same", "same"),
    )

    document_id: UUID = Field(foreign_key="gathered_document.id")
    start_at: int
    end_at: int
    kind: str = Field(max_length=40)
    same: str = Field(max_length=64)
    made_at: datetime = Field(sa_type=UTCDateTime)


class CoveringDecision(Table, table=True):
    """A passage is covered, left in, or open again; the latest one for a passage counts.

    ``reason`` is one of ``deciding.rules.READ``, the codes of what the employee reads.
    """

    __tablename__ = "covering_decision"
    __table_args__ = (
        UniqueConstraint("document_id", "number"),
        CheckConstraint(IN_ORDER, name="in_order"),
        CheckConstraint("number >= 1", name="counts_from_one"),
        CheckConstraint("(choice = 'cover') = (reason <> '')", name="cover_has_reason"),
        Index("ix_covering_decision_passage", "document_id", "start_at", "end_at"),
    )

    document_id: UUID = Field(foreign_key="gathered_document.id")
    number: int
    start_at: int
    end_at: int
    choice: Choice = Field(sa_type=EnumText[Any](Choice))
    reason: str = Field(default="", max_length=40)
    decided_by: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UTCDateTime)
    form_key: UUID


class CoveringCheck(Table, table=True):
    """An officer read a document to its end, after ``number`` things were done with it.

    Whatever is done later makes it void. ``not_others``: the suggested passages that were left
    in are about nobody else. ``note`` says what was done with what cannot be read here.
    """

    __tablename__ = "covering_check"
    __table_args__ = (UniqueConstraint("document_id", "number"),)

    document_id: UUID = Field(foreign_key="gathered_document.id")
    number: int
    not_others: bool
    note: str = Field(default="", sa_type=Text)
    checked_by: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UTCDateTime)


class CoveringThirdParty(Table, table=True):
    """What becomes of what is about others, with three steps and five factors (RSP-6).

    The steps: can it be given without saying who the other is, has the other consented, is it
    reasonable without. The factors are those of DPA 2018 Sch 2 para 16(3). The latest counts.
    """

    __tablename__ = "covering_third_party"
    __table_args__ = (UniqueConstraint("document_id", "number"),)

    document_id: UUID = Field(foreign_key="gathered_document.id")
    number: int
    about: str = Field(sa_type=Text, description="who the others are, for officers")
    outcome: Outcome = Field(sa_type=EnumText[Any](Outcome))
    separable: bool = Field(description="can be given without identifying the other")
    consented: bool
    reasonable: bool = Field(description="without consent")
    information: str = Field(sa_type=Text, description="the type of information")
    confidence: str = Field(sa_type=Text, description="any duty of confidentiality owed")
    asking: str = Field(sa_type=Text, description="steps taken to seek consent")
    capacity: str = Field(sa_type=Text, description="whether the other can give consent")
    refusal: str = Field(sa_type=Text, description="any express refusal")
    decided_by: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UTCDateTime)
    form_key: UUID


class CoveringExemption(Table, table=True):
    """One ground for keeping back a passage, or a document (no passage); or its end (RSP-7).

    ``neutral``: the employee reads nothing that tells the ground, for the ground itself would
    tell her what must not be told (RSP-8). A release shows each to the second officer.
    """

    __tablename__ = "covering_exemption"
    __table_args__ = (
        UniqueConstraint("document_id", "number"),
        CheckConstraint(
            "(start_at IS NULL AND end_at IS NULL) OR (" + IN_ORDER + ")", name="in_order"
        ),
        CheckConstraint("test <> '' AND scope <> ''", name="has_its_test"),
    )

    document_id: UUID = Field(foreign_key="gathered_document.id")
    number: int
    start_at: int | None = None
    end_at: int | None = None
    ground: Ground = Field(sa_type=EnumText[Any](Ground))
    holds: bool
    neutral: bool
    test: str = Field(sa_type=Text, description="why the ground's own test is met")
    scope: str = Field(sa_type=Text, description="what is kept back, and why no more")
    decided_by: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UTCDateTime)
    form_key: UUID
