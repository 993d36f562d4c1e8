"""Which entries are unusual, and what the rules need to know to say so."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from app.access_log.models import Entry, Follower
from app.access_log.outcomes import queries as outcomes
from app.access_log.promises import queries as promises
from app.access_log.promises.rules import Told
from app.access_log.queries import Look
from app.access_log.unusual.models import EntryFlag
from app.access_log.unusual.rules import Flag
from app.core.db.session import fetch
from app.identity.people.models import Person

FOLLOWER = "unusual"
AT_ONCE = 400  # values in one IN (…)
# What the register does not say stands before “it is also the first time”.
_NAMES = [*(flag for flag in Flag if flag is not Flag.FIRST_TIME), *promises.ORDER, Flag.FIRST_TIME]
_ORDER = {str(name): place for place, name in enumerate(_NAMES)}

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
    """The person's looks, each with all its flags in the order of the rules, and its findings.

    And with what was found of it when she asked.
    """
    held = list(looks)
    if not held:
        return held
    first, last = min(look.seq for look in held), max(look.seq for look in held)
    findings = promises.told(session, person, first, last)
    hers = fetch(session, _HERS, person=person.id, first=first, last=last)
    flags = _gathered([*((seq, flag) for seq, flag in hers), *_names(findings)])
    found = outcomes.told(session, person, first, last)
    return [
        replace(
            look,
            flags=flags.get(look.seq, ()),
            findings=findings.get(look.seq, ()),
            outcome=found.get(look.seq),
        )
        if look.seq in flags or look.seq in found
        else look
        for look in held
    ]


def _names(findings: Mapping[int, Iterable[Told]]) -> Iterator[tuple[int, str]]:
    return ((seq, told.flag) for seq, those in findings.items() for told in those)


def flags_of(session: Session, seqs: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """All flags of those of these entries that have any: for what follows the log."""
    rows = [
        (seq, flag) for seq, names in promises.flags_of(session, seqs).items() for flag in names
    ]
    for start in range(0, len(seqs), AT_ONCE):
        some = col(EntryFlag.seq).in_(seqs[start : start + AT_ONCE])
        rows += session.exec(select(EntryFlag.seq, EntryFlag.flag).where(some))
    return _gathered(rows)


def _gathered(rows: Iterable[tuple[int, str]]) -> dict[int, tuple[str, ...]]:
    found: dict[int, set[str]] = {}
    for seq, flag in rows:
        found.setdefault(seq, set()).add(flag)
    return {seq: tuple(sorted(flags, key=_place)) for seq, flags in found.items()}


def _place(flag: str) -> tuple[int, str]:
    return _ORDER.get(flag, len(_ORDER)), flag
