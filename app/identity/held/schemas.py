"""A part of what is held: its title, its fields in plain words, and its records of one person."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from app.identity.viewer import Whose

Value = str | int | float | bool | date | datetime | list[str] | None
AT_ONCE = 500  # records in one portion: a long history costs no more memory


@dataclass(frozen=True)
class Record:
    """One thing held. ``key`` is its name within its part and stays the same for ever."""

    key: str
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Portion:
    """Some records, and the place after which the next ones come; None at the end of all."""

    records: list[Record]
    after: str | None


@dataclass(frozen=True)
class Part:
    """What one room holds of one kind on the person who asks, and on nobody else.

    ``name`` stands in addresses and names of files. ``fields`` says in plain words what each
    value is, in order. ``covers`` are the columns, as ``table.column``, by which its tables
    refer to a person. ``portion(session, viewer, after, limit)`` gives the viewer's own
    records, the last made first; NotFoundError for a place there is not. ``at`` is the field that
    says when a record was made, or since when it was so and ``until`` the one until when;
    ``practice`` the field with the code or codes of the register's practices that it is about.
    """

    name: str
    title: str
    why: str
    fields: Mapping[str, str]
    covers: frozenset[str]
    portion: Callable[[Session, Whose, str | None, int], Portion]
    count: Callable[[Session, Whose], int]
    at: str = ""
    until: str = ""
    practice: str = ""
