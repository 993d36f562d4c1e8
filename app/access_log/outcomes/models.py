"""What was found of an entry. Insert-only, and beside the log, which is never touched."""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Text
from sqlmodel import Field

from app.access_log.outcomes.rules import Verdict
from app.core.db.base import EnumText, Table


class EntryOutcome(Table, table=True):
    """The verdict on one entry and its reasons; ``reference`` is that of the question."""

    __tablename__ = "entry_outcome"

    seq: int = Field(sa_type=BigInteger, unique=True)
    verdict: Verdict = Field(sa_type=EnumText[Any](Verdict))
    reasons: str = Field(sa_type=Text)
    decided_on: date
    reference: str = Field(max_length=20)
