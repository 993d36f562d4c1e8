"""What a connector is asked for, and what it gives: the contract that every kind keeps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

Value = str | int | float | bool | None


class DocumentKind(StrEnum):
    """What a document is; a record is a row in which other people may be named."""

    MAIL = "mail"
    PDF = "pdf"
    TEXT = "text"
    RECORD = "record"


@dataclass(frozen=True)
class Asked:
    """Whose data is asked for, and of which days (both included, where the person works).

    ``terms`` are the words she is known by beside her employee id: name, address, former name.
    """

    employee_id: str
    terms: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    time_zone: str = "UTC"


@dataclass(frozen=True)
class Column:
    """A field of a table in plain words; ``codes`` says what each of its codes means."""

    title: str
    codes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """A kind of record that a source has. ``name`` is fit for the name of a file.

    ``by_day`` and ``by_practice``: its rows are given by the days and practices asked for.
    """

    name: str
    title: str
    columns: Mapping[str, Column]
    by_day: bool = True
    by_practice: bool = True


@dataclass(frozen=True)
class Records:
    """Rows of one table, in which nobody but the person asked for is named.

    ``keys`` are the rows' own names in the source, in the same order, the same whenever they are
    asked for; the portal's own rows have theirs among their values.
    """

    table: str
    rows: Sequence[Mapping[str, Value]]
    keys: Sequence[str] = ()


@dataclass(frozen=True)
class Document:
    """Something that has to be read before it is given away, exactly as the source has it.

    ``key`` is its own name in the source, the same whenever it is asked for. ``content`` is a
    message as RFC 5322 has it, a PDF, text, or a JSON object (a row, for a record), as
    ``media_type`` says; ``titles`` are what the fields of a row are called, for people.
    """

    key: str
    kind: DocumentKind
    title: str
    media_type: str
    content: bytes
    at: datetime | None = None
    author: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Portion:
    """Some of what was found, and the place from which the rest goes on; None: that was all.

    A portion fits in memory (a few MiB). ``skipped`` says in a sentence each what could not be
    read (an empty page, a broken file): nothing is left out in silence.
    """

    records: Sequence[Records] = ()
    documents: Sequence[Document] = ()
    after: str | None = None
    skipped: Sequence[str] = ()


class SourceError(Exception):
    """A source did not answer as it should.

    ``message`` is a sentence for officers, without a secret or an address with one. ``again``:
    it may answer if it is asked once more; otherwise somebody has to mend something first.
    ``faults`` are places in the configuration that do not fit the source, each with what is wrong.
    """

    def __init__(
        self,
        message: str,
        *,
        again: bool = True,
        faults: Sequence[tuple[tuple[str | int, ...], str]] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.again = again
        self.faults = tuple(faults)


class NotYet(Exception):  # noqa: N818
    """Nothing is wrong: the source has not sent it yet."""


class Connector(Protocol):
    """A way to one source. It is opened for one portion and holds nothing afterwards."""

    @property
    def tables(self) -> Sequence[Table]:
        """The kinds of record it may give, with their words."""
        ...

    @property
    def terms_used(self) -> Sequence[str]:
        """Which of a person's terms are searched for, in words for the search record."""
        ...

    def check(self) -> None:
        """Reach the source with these settings and look at what is mapped. SourceError if not."""
        ...

    def portion(self, asked: Asked, after: str | None) -> Portion:
        """What is found from a place on: the same again for the same place. SourceError, NotYet."""
        ...
