"""Consultations, their documents and comments, and starts without one.

What representatives answered and what was decided is never changed; a start without
consultation stays recorded (migration 0018).
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Text, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from app.core.db.base import EnumText, Json, Table, UTCDateTime, partial_index
from app.register.terms.schemas import Consulted


class Status(StrEnum):
    """How far a consultation has come. One that is open takes comments between its two days."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    DECIDED = "decided"


class Response(StrEnum):
    """What the representatives formally answered. None of them: they did not answer."""

    AGREED = "agreed"
    DISSENT = "dissent"


class Theme(StrEnum):
    """What a comment is mainly about, as an officer reads it."""

    NEED = "need"
    OTHER_WAYS = "other-ways"
    TIME = "time"
    READERS = "readers"
    PRIVATE_LIFE = "private-life"
    FAIRNESS = "fairness"
    HOW_IT_WORKS = "how-it-works"
    SOMETHING_ELSE = "something-else"


_UNDECIDED = "decided_at IS NULL AND dropped_at IS NULL"


class Consultation(Table, table=True):
    """What is planned for one practice, and what became of it; at most one is undecided for each.

    ``proposed`` are the practice's words as they were when it opened, so that what people
    commented on stays what they commented on; ``digest`` is of all that was opened with them.
    ``dropped_at``: the proposal was given up before it was decided.
    """

    __tablename__ = "consultation"
    __table_args__ = (
        CheckConstraint("closes_on >= opens_on", name="closes_after_opening"),
        CheckConstraint(
            "status = 'draft' OR (opens_on IS NOT NULL AND closes_on IS NOT NULL)",
            name="has_days",
        ),
        CheckConstraint(
            "(response IS NULL) = (responded_at IS NULL)"
            " AND (response IS NULL) = (responded_by IS NULL)",
            name="response_is_whole",
        ),
        CheckConstraint(
            "response IS NULL OR response <> 'dissent' OR response_text <> ''",
            name="dissent_has_words",
        ),
        CheckConstraint(
            "(status = 'decided') = (decided_at IS NOT NULL)"
            " AND (decided_at IS NULL) = (decided_by IS NULL)"
            " AND (decided_at IS NULL) = (result IS NULL)",
            name="decision_is_whole",
        ),
        CheckConstraint(
            "result IS NULL OR result = 'imposed' OR result = COALESCE(response, '')",
            name="result_follows_response",
        ),
        CheckConstraint(
            "status NOT IN ('closed', 'decided') OR closed_at IS NOT NULL", name="closed_has_moment"
        ),
        partial_index(
            "uq_consultation_undecided",
            "practice_id",
            unique=True,
            where=_UNDECIDED,
        ),
    )

    slug: str = Field(unique=True, max_length=60)
    practice_id: str = Field(foreign_key="practice.id", max_length=60)
    title: str = Field(max_length=120)
    proposal: str = Field(default="", sa_type=Text, description="in three sentences")
    options: str = Field(default="", sa_type=Text, description="what else was considered")
    questions: list[str] = Field(default_factory=list, sa_type=Json)
    proposed: str | None = Field(
        default=None, sa_type=Text, description="a practice's words without its checks"
    )
    practice_digest: str | None = Field(
        default=None, max_length=64, description="of the practice's words at the opening"
    )
    digest: str | None = Field(
        default=None, max_length=64, description="rules.digest_of_opened, at the opening"
    )
    scope: str = Field(default="{}", sa_type=Text, description="canonical Scope: who is affected")
    status: Status = Field(default=Status.DRAFT, sa_type=EnumText[Any](Status), index=True)
    opens_on: date | None = None
    closes_on: date | None = Field(default=None, description="the last day of comments")
    told_at: datetime | None = Field(
        default=None, sa_type=UTCDateTime, description="when people were told that it is open"
    )
    made_by: UUID = Field(foreign_key="person.id")
    made_at: datetime = Field(sa_type=UTCDateTime)
    response: Response | None = Field(default=None, sa_type=EnumText[Any](Response))
    response_text: str = Field(default="", sa_type=Text)
    responded_by: UUID | None = Field(default=None, foreign_key="person.id")
    responded_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    heard: str = Field(default="", sa_type=Text)
    answer: str = Field(default="", sa_type=Text, description="what we decided")
    why: str = Field(default="", sa_type=Text)
    result: Consulted | None = Field(default=None, sa_type=EnumText[Any](Consulted))
    decided_by: UUID | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    dropped_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class ConsultationDocument(Table, table=True):
    """A text that belongs to a consultation, in the notation of policies."""

    __tablename__ = "consultation_document"
    __table_args__ = (UniqueConstraint("consultation_id", "position"),)

    consultation_id: UUID = Field(foreign_key="consultation.id")
    position: int
    title: str = Field(max_length=120)
    text: str = Field(sa_type=Text)


class ConsultationComment(SQLModel, table=True):
    """What somebody wrote. Without a name there is nothing of her in it: only the day.

    The id is random: a time-ordered one would tell the moment. ``counted``: it is the first one
    its author wrote here, so that as many people as there are of these wrote something.
    """

    __tablename__ = "consultation_comment"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    consultation_id: UUID = Field(foreign_key="consultation.id", index=True)
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    written_on: date
    text: str = Field(sa_type=Text)
    counted: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    theme: Theme | None = Field(default=None, sa_type=EnumText[Any](Theme))


class CommentTally(SQLModel, table=True):
    """How often somebody wrote, under a scrambled mark; deleted when its day is over.

    One mark for a day, and one for all of a consultation that goes when its last day is over.
    """

    __tablename__ = "comment_tally"

    mark: str = Field(primary_key=True, max_length=64)
    counted_on: date = Field(index=True)
    number: int


class UnconsultedStart(Table, table=True):
    """That a practice starts though nobody was consulted, and why. Insert-only."""

    __tablename__ = "unconsulted_start"

    practice_id: str = Field(foreign_key="practice.id", max_length=60, index=True)
    reason: str = Field(sa_type=Text)
    practice_digest: str | None = Field(
        default=None, max_length=64, description="of the practice's words that start"
    )
    recorded_by: UUID = Field(foreign_key="person.id")
    recorded_at: datetime = Field(sa_type=UTCDateTime)
