"""Which entries are unusual, and what the rules need to know to say so."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from app.access_log.models import Entry, Follower
from app.access_log.queries import Look
from app.access_log.unusual.models import EntryFlag
from app.access_log.unusual.rules import Flag
from app.identity.people.models import Person

FOLLOWER = "unusual"
AT_ONCE = 400  # values in one IN (…)
_ORDER = {flag.value: place for place, flag in enumerate(Flag)}

_HERS = (
    select(EntryFlag.seq, EntryFlag.flag)
    .join(Entry, col(Entry.seq) == col(EntryFlag.seq))
    .where(
        Entry.subject == bindparam("person"),
        col(Entry.seq).between(bindparam("first"), bindparam("last")),
    )
)


def has_been_judged(session: Session, look: Look) -> bool:
    """Whether the rules have been asked about an entry yet."""
    position = session.get(Follower, FOLLOWER)
    return position is not None and look.seq < position.position


def with_flags(session: Session, person: Person, looks: Iterable[Look]) -> list[Look]:
    """The person's looks, each with its flags in the order of the rules."""
    held = list(looks)
    if not held:
        return held
    flags = _flags(session, person, min(look.seq for look in held), max(look.seq for look in held))
    return [replace(look, flags=flags[look.seq]) if look.seq in flags else look for look in held]


def _flags(session: Session, person: Person, first: int, last: int) -> dict[int, tuple[str, ...]]:
    """The flags of the person's entries between two, both included."""
    between = {"person": person.id, "first": first, "last": last}
    return _gathered(session.exec(_HERS, params=between))


def flags_of(session: Session, seqs: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The flags of those of these entries that have any: for what follows the log."""
    found: dict[int, tuple[str, ...]] = {}
    for start in range(0, len(seqs), AT_ONCE):
        some = col(EntryFlag.seq).in_(seqs[start : start + AT_ONCE])
        found |= _gathered(session.exec(select(EntryFlag.seq, EntryFlag.flag).where(some)))
    return found


def _gathered(rows: Iterable[tuple[int, str]]) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    for seq, flag in rows:
        found.setdefault(seq, []).append(flag)
    return {seq: tuple(sorted(flags, key=_place)) for seq, flags in found.items()}


def _place(flag: str) -> tuple[int, str]:
    return _ORDER.get(flag, len(_ORDER)), flag
