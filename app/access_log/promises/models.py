"""What did not match the register, what an officer found out, and where rechecking stands.

A finding stands beside the log, which is never touched. It is never taken away: when the
register is corrected for the past, ``lifted_at`` says so beside it.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Text
from sqlmodel import Field

from app.access_log.promises.rules import Verdict
from app.core.db.base import EnumText, Table, UTCDateTime, partial_index


class PromiseMatter(Table, table=True):
    """One kind of mismatch, however many accesses show it, until an officer answers it.

    It names no person: a practice (empty where none describes the data), a system, and what
    was not declared, by its code (empty where the source used words of its own, which an
    officer does not need to see). ``findings`` counts those that still hold. At most one
    matter of a kind is open; what is found after its answer opens the next.
    """

    __tablename__ = "promise_matter"
    __table_args__ = (
        CheckConstraint("findings >= 0", name="findings_is_a_count"),
        partial_index(
            "uq_promise_matter_open",
            "flag",
            "system",
            "practice_id",
            "about",
            unique=True,
            where="answered_at IS NULL",
        ),
    )

    reference: str = Field(unique=True, max_length=20)
    flag: str = Field(max_length=40)
    system: str = Field(max_length=60)
    practice_id: str = Field(max_length=60)
    about: str = Field(max_length=120)
    findings: int = 0
    opened_at: datetime = Field(sa_type=UTCDateTime)
    found_at: datetime = Field(sa_type=UTCDateTime, description="when something was last found")
    answered_at: datetime | None = Field(default=None, sa_type=UTCDateTime, index=True)


class PromiseFinding(Table, table=True):
    """That one entry does not match the register in one way.

    ``detail`` is a figure or a word the sentence needs. ``rechecked`` says that it was found
    when the register was corrected, not when the entry was first checked.
    """

    __tablename__ = "promise_finding"
    __table_args__ = (
        partial_index(
            "uq_promise_finding_holds",
            "seq",
            "flag",
            "matter_id",
            unique=True,
            where="lifted_at IS NULL",
        ),
    )

    seq: int = Field(sa_type=BigInteger, index=True)
    flag: str = Field(max_length=40)
    matter_id: UUID = Field(foreign_key="promise_matter.id", index=True)
    detail: str = Field(default="", max_length=40)
    found_at: datetime = Field(sa_type=UTCDateTime)
    rechecked: bool = False
    lifted_at: datetime | None = Field(
        default=None, sa_type=UTCDateTime, description="a correction of the register declared it"
    )


class PromiseAnswer(Table, table=True):
    """What an officer found out, in a sentence the people concerned read. Insert-only."""

    __tablename__ = "promise_answer"

    matter_id: UUID = Field(foreign_key="promise_matter.id", unique=True)
    verdict: Verdict = Field(sa_type=EnumText[Any](Verdict))
    sentence: str = Field(sa_type=Text)
    officer_id: UUID = Field(foreign_key="person.id")
    answered_at: datetime = Field(sa_type=UTCDateTime)


class PromiseRecheck(Table, table=True):
    """Reading again, from ``position`` on, what a change of the register for the past concerns."""

    __tablename__ = "promise_recheck"

    position: int = Field(sa_type=BigInteger)
    corrected_at: datetime = Field(sa_type=UTCDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UTCDateTime, index=True)


class PromiseCorrection(Table, table=True):
    """A publication whose consequences for the past are taken care of; ``id`` is its own."""

    __tablename__ = "promise_correction"
