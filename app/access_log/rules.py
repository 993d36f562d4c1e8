"""An access as the log takes it, and what the log answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any
from uuid import UUID

ANSWER_CONCERN = "answer-concern"  # the portal’s purpose of a look at what somebody raised

ACCESS_RECORD = "access-record"  # what the register calls what is kept here


class Retention(IntEnum):
    """How long an entry's content is kept: the log's own classes (LAW LOG-7)."""

    ORDINARY = 0


@dataclass(slots=True)
class Accessor:
    """Who looked, as the source says it. ``kind`` is person, service or external."""

    id: str
    kind: str
    name: str | None = None
    role: str | None = None
    unit: str | None = None
    organisation: str | None = None


@dataclass(slots=True)
class NewEvent:
    """One access, to be appended. ``id`` is the source's own and unique there.

    ``subjects`` are employee ids; ``occurred_at`` is aware; ``data`` says how old the data
    was (``from``, ``to``: ISO days) and where and when it was collected; ``technical`` is
    what is committed to but shown to nobody without a reason (session, ticket, address).
    """

    source_id: UUID
    id: str
    occurred_at: datetime
    accessor: Accessor
    subjects: tuple[str, ...]
    action: str
    system: str
    categories: tuple[str, ...]
    purpose: str
    case: str | None = None
    count: int = 1
    data: Mapping[str, Any] | None = None
    basis: str | None = None
    technical: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Act:
    """What one of us does in the portal with people's data, and why, in the register's codes.

    ``role`` says in which one they look, if it is not their job's title.
    """

    purpose: str
    categories: tuple[str, ...]
    case: str | None = None
    action: str = "view"
    role: str | None = None


@dataclass(slots=True, frozen=True)
class Receipt:
    """What became of a batch. Indexes count entries, one per event and subject.

    They are those of the new events, or, if there is none, of the events known already.
    """

    accepted: int
    duplicates: int
    first_index: int
    last_index: int

    def counts(self) -> dict[str, int]:
        """As sources are answered."""
        return {
            "accepted": self.accepted,
            "duplicates": self.duplicates,
            "first_index": self.first_index,
            "last_index": self.last_index,
        }


def month_of(moment: datetime) -> int:
    """YYYYMM of an aware moment in UTC: the month whose keys seal what is recorded in it."""
    return moment.year * 100 + moment.month
