"""Which entries are unusual, and what the rules need to know to say so."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlmodel import Session, col, select

from app.access_log.queries import Look
from app.access_log.unusual.models import EntryFlag
from app.access_log.unusual.rules import Flag

AT_ONCE = 400  # values in one IN (…)
_ORDER = {flag.value: place for place, flag in enumerate(Flag)}


def with_flags(session: Session, looks: Iterable[Look]) -> list[Look]:
    """The looks, each with its flags in the order of the rules."""
    held = list(looks)
    flags = flags_of(session, [look.seq for look in held])
    return [replace(look, flags=flags[look.seq]) if look.seq in flags else look for look in held]


def flags_of(session: Session, seqs: list[int]) -> dict[int, tuple[str, ...]]:
    """The flags of those of these entries that have any."""
    found: dict[int, list[str]] = {}
    for start in range(0, len(seqs), AT_ONCE):
        some = col(EntryFlag.seq).in_(seqs[start : start + AT_ONCE])
        for seq, flag in session.exec(select(EntryFlag.seq, EntryFlag.flag).where(some)):
            found.setdefault(seq, []).append(flag)
    return {seq: tuple(sorted(flags, key=_place)) for seq, flags in found.items()}


def _place(flag: str) -> Any:
    return _ORDER.get(flag, len(_ORDER)), flag
