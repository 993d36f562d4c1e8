"""What a bundle is made of, as values, and the list of the files in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.answers.documents.attached.rules import Span
from app.answers.documents.schemas import Covered
from app.answers.letters.schemas import Parts
from app.subject_requests.models import Format, Kind


@dataclass(frozen=True)
class Rows:
    """The records of one table of one source; ``files`` hold them, a JSON object a line.

    ``columns`` has each column's ``title`` and ``codes``. ``by_day`` and ``by_practice``: it holds
    no other than those asked for.
    """

    source: str
    source_title: str
    name: str
    title: str
    columns: Mapping[str, Mapping[str, Any]]
    files: Sequence[UUID]
    records: int
    by_day: bool = True
    by_practice: bool = True


@dataclass(frozen=True)
class Copy:
    """A document to be given as a covered copy; ``number`` counts those that are given.

    Passages ``cut`` or ``covered`` are counted in its text; what is cut leaves no mark.
    """

    number: int
    source_title: str
    kind: str
    text_id: UUID
    covered: Sequence[Covered]
    cut: Sequence[Span]
    note: str


@dataclass(frozen=True)
class Searched:
    """One line of the search record (RSP-5).

    ``skipped`` counts what could not be read: its names may tell of others, so they stay here.
    ``by_hand`` says what an officer searched herself, and on which day; ``apart`` what the source
    has that no officer reads, the same to everybody.
    """

    title: str
    run_by: str
    found: int
    terms: Sequence[str]
    left_out: str
    skipped: int
    by_hand: Sequence[str] = ()
    apart: str = ""


@dataclass(frozen=True)
class Facts:
    """Everything that stands in a bundle. ``kept_back`` counts covered passages and
    whole documents for each reason; ``chosen``: only some practices were asked for."""

    reference: str
    kind: Kind
    name: str
    employee_id: str
    address: Sequence[str]
    organisation: str
    language: str
    zone: str
    received_on: date
    day: date
    made_at: datetime
    terms: Sequence[str]
    since: date | None
    until: date | None
    chosen: bool
    parts: Parts
    tables: Sequence[Rows]
    copies: Sequence[Copy]
    searched: Sequence[Searched]
    kept_back: Mapping[str, int]
    format: Format | None = None

    @property
    def undated(self) -> list[str]:
        """The titles of records that are given whatever days were asked for."""
        return [] if self.since is self.until is None else _titles(self.tables, "by_day")

    @property
    def of_no_practice(self) -> list[str]:
        """The titles of records that are given whatever practices were asked for."""
        return _titles(self.tables, "by_practice") if self.chosen else []


def _titles(tables: Sequence[Rows], narrowed: str) -> list[str]:
    return [rows.title for rows in tables if not getattr(rows, narrowed)]


@dataclass(frozen=True)
class File:
    """One file of the zip: its size in bytes, its SHA-256, and how many passages it covers.

    ``kept_back``, of the letter: covered passages and whole documents by reason, as it says.
    """

    name: str
    size: int
    sha256: str
    title: str = ""
    covered: int = 0
    kept_back: Mapping[str, int] = field(default_factory=dict)
