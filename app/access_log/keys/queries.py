"""Which keys there are."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import select

from app.access_log.keys.models import subject_key
from app.access_log.keys.rules import Drawer
from app.core.db import dialects
from app.core.db.session import keys_engine

_AT_ONCE = 500  # values in one IN (…)


class Kept(NamedTuple):
    """A key as it lies there, in the order in which ``rules.unwrap`` asks for it."""

    drawer: Drawer
    subject: bytes
    wrapped: bytes


def wrapped(drawer: Drawer, subjects: Sequence[bytes]) -> dict[bytes, bytes]:
    """The wrapped keys of these subjects; whose key was erased or never made is left out."""
    key = subject_key.c
    found: dict[bytes, bytes] = {}
    with dialects.for_reading(keys_engine()).begin() as connection:
        for start in range(0, len(subjects), _AT_ONCE):
            some = select(key.subject, key.wrapped).where(
                key.subject.in_(subjects[start : start + _AT_ONCE]),
                key.month == drawer.month,
                key.retention == drawer.retention,
            )
            found |= {bytes(subject): sealed for subject, sealed in connection.execute(some)}
    return found


def every(limit: int | None = None) -> Iterator[Kept]:
    """All keys, or some of them, in no order."""
    key = subject_key.c
    stored = select(key.month, key.retention, key.subject, key.wrapped).limit(limit)
    with dialects.for_reading(keys_engine()).begin() as connection:
        for month, retention, subject, wrapped in connection.execute(stored).yield_per(_AT_ONCE):
            yield Kept(Drawer(month, retention), subject, wrapped)


def until(month: int) -> list[tuple[int, bytes]]:
    """Which keys there are of this month (YYYYMM) and earlier ones, by month: whose they are."""
    key = subject_key.c
    asked = select(key.month, key.subject).where(key.month <= month).distinct()
    with dialects.for_reading(keys_engine()).begin() as connection:
        rows = connection.execute(asked.order_by(key.month))
        return [(found, bytes(subject)) for found, subject in rows]


def of(subjects: Sequence[bytes], before: int) -> Iterator[tuple[int, bytes]]:
    """Which keys there are of these subjects before a month (YYYYMM): of which, and whose."""
    key = subject_key.c
    with dialects.for_reading(keys_engine()).begin() as connection:
        for start in range(0, len(subjects), _AT_ONCE):
            theirs = key.subject.in_(subjects[start : start + _AT_ONCE])
            asked = select(key.month, key.subject).where(theirs, key.month < before).distinct()
            for month, subject in connection.execute(asked):
                yield month, bytes(subject)
