"""Surveys; who is asked; and, apart from them, what was answered.

Nothing joins a person to an answer: ``survey_invitation`` knows who took part, and the one row
of ``survey_tally`` holds sums and texts, sealed, both without a moment; when a survey closes, that
row is gone, and who took part with it. ``survey_words`` are the texts from then on, written
together, until one officer edited them. What stays is ``survey_result``: the numbers that
everybody may read, made once (migration 0044).
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, LargeBinary, Text
from sqlmodel import Field, SQLModel

from app.core.db.base import EnumText, Json, Table, UTCDateTime


class Status(StrEnum):
    """How far a survey has come. One that is open takes answers to the end of its last day."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Answered(StrEnum):
    """How a question is answered: on a scale of five, by one of its options, or in words."""

    SCALE = "scale"
    OPTIONS = "options"
    WORDS = "words"


class Survey(Table, table=True):
    """What is asked, of whom, and in which tables its answers are counted.

    ``questions`` are pairs of ``rules.Question``'s fields, ``crosses`` pairs of their numbers
    from one, 0 being the workplace. ``k`` and ``places`` are as they were at the opening.
    """

    __tablename__ = "survey"
    __table_args__ = (
        CheckConstraint("(status = 'draft') = (opened_on IS NULL)", name="opened_has_day"),
        CheckConstraint("(opened_on IS NULL) = (closes_on IS NULL)", name="open_ends"),
        CheckConstraint("k >= 5", name="k_has_floor"),
    )

    slug: str = Field(unique=True, max_length=60)
    title: str = Field(max_length=120)
    lead: str = Field(sa_type=Text, description="why it is asked, and what the answers are for")
    questions: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    crosses: list[list[int]] = Field(default_factory=list, sa_type=Json)
    place: str = Field(default="", max_length=40, description="one establishment; empty: everyone")
    days: int = Field(description="how long it is open")
    every_months: int = Field(default=0, description="asked again after as many; 0: once")
    due_on: date | None = Field(default=None, description="when a repeated one is to open")
    follows_id: UUID | None = Field(default=None, foreign_key="survey.id", unique=True)
    status: Status = Field(default=Status.DRAFT, sa_type=EnumText[Any](Status), index=True)
    k: int = Field(default=10, description="the fewest people that are shown together")
    places: list[str] = Field(default_factory=list, sa_type=Json)
    opened_on: date | None = None
    closes_on: date | None = Field(default=None, description="the last day of answers")
    written_by: UUID = Field(foreign_key="person.id", description="who wrote it last")
    written_at: datetime = Field(sa_type=UTCDateTime)
    editor_id: UUID | None = Field(default=None, foreign_key="person.id")
    words_on: date | None = Field(default=None, description="when the words were published")


class SurveyInvitation(SQLModel, table=True):
    """Who is asked, fixed at the opening, and whether she took part: nothing else, no moment.

    Kept by key and not by arrival, where the database can. ``answered`` is forgotten when the
    survey closes, the rest once no new survey is held against it (``service``).
    """

    __tablename__ = "survey_invitation"
    __table_args__ = {"sqlite_with_rowid": False}

    survey_id: UUID = Field(foreign_key="survey.id", primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", primary_key=True, index=True)
    place: str = Field(max_length=40, description="where she works, as it was at the opening")
    answered: bool = False


class SurveyTally(SQLModel, table=True):
    """The sums and texts of an open survey as one sealed row, so that no row is anybody's.

    See ``counting.rules``; deleted when it closes.
    """

    __tablename__ = "survey_tally"

    survey_id: UUID = Field(foreign_key="survey.id", primary_key=True)
    sealed: bytes = Field(sa_type=LargeBinary)


class SurveyWords(SQLModel, table=True):
    """One text of a closed survey, sealed until it was edited. The id is random."""

    __tablename__ = "survey_words"
    __table_args__ = (
        CheckConstraint("(sealed IS NULL) <> (text IS NULL)", name="sealed_or_edited"),
        {"sqlite_with_rowid": False},
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    survey_id: UUID = Field(foreign_key="survey.id", index=True)
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    text: str | None = Field(default=None, sa_type=Text, description="as an officer edited it")


class SurveyResult(SQLModel, table=True):
    """What everybody may read of a closed survey: all that is left of its answers. Insert-only."""

    __tablename__ = "survey_result"

    survey_id: UUID = Field(foreign_key="survey.id", primary_key=True)
    made_on: date
    shown: dict[str, Any] = Field(sa_type=Json, description="counting.rules.Shown")


class SurveyChange(Table, table=True):
    """What was changed because of a survey. Insert-only."""

    __tablename__ = "survey_change"

    survey_id: UUID = Field(foreign_key="survey.id", index=True)
    text: str = Field(sa_type=Text)
    practice_id: str | None = Field(default=None, foreign_key="practice.id", max_length=60)
    form_key: UUID = Field(unique=True, description="one per form shown: a double click says once")
    written_by: UUID = Field(foreign_key="person.id")
    written_at: datetime = Field(sa_type=UTCDateTime)
