"""Every look that was recorded in a quarter, as counts of whom they were at."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, select

from app.access_log import queries as log
from app.access_log.following import queries as following
from app.access_log.models import LOG_SUBJECT
from app.access_log.promises import queries as promises
from app.access_log.promises.models import PromiseFinding, PromiseMatter
from app.access_log.queries import Look
from app.access_log.rules import month_of
from app.access_log.unusual import queries as unusual
from app.access_log.unusual.models import EntryFlag
from app.consent.after_stop import service as after_stop
from app.insights.rules import Quarter

AT_ONCE = 5_000
AS_DECLARED = "as-declared"
UNDECLARED = "undeclared"  # what sources call a reason is shown only where the register knows it
FOLLOWERS = (promises.FOLLOWER, unusual.FOLLOWER, after_stop.NAME)
Whom = list[UUID]


@dataclass
class Looks:
    """Looks by people at others. Each list has a person once for each look at her.

    A reason that the register does not know is a difference from it: of two numbers that are
    published of the same looks the one nearly holds the other. ``between`` has whom the looks are
    at that are a difference for another cause, and those at which no difference was found.
    ``gone`` counts entries that are erased or do not open: what they were cannot be told.
    """

    by_reason: dict[tuple[str, str], Counter[UUID]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    by_oddness: dict[str, Whom] = field(default_factory=lambda: {"unusual": [], "usual": []})
    by_difference: dict[str, Whom] = field(
        default_factory=lambda: {"answered": [], "waiting": [], AS_DECLARED: []}
    )
    between: tuple[set[UUID], set[UUID]] = field(default_factory=lambda: (set(), set()))
    gone: int = 0

    @property
    def whom(self) -> Whom:
        return [*self.by_oddness["unusual"], *self.by_oddness["usual"]]

    def add(self, subject: UUID, reason: str, month: str, *, odd: bool, differs: str) -> None:
        """One look. ``reason``: as the register knows it; ``differs``: answered, waiting or not."""
        self.by_reason[reason, month][subject] += 1
        self.by_oddness["unusual" if odd else "usual"].append(subject)
        self.by_difference[differs].append(subject)
        if (reason == UNDECLARED) != (differs != AS_DECLARED):
            self.between[reason == UNDECLARED].add(subject)


def are_judged(session: Session, quarter: Quarter) -> bool:
    """Whether each look recorded in a quarter was held against rules, register and answers."""
    end = log.end_of_months(session, [_number(month) for month in quarter.months])
    return not following.short_of(session, FOLLOWERS, end)


class Known(NamedTuple):
    """What a quarter is counted with: the reasons of the register, and what was known by when."""

    reasons: Collection[str]
    at: datetime


def read(session: Session, quarter: Quarter, known: Known) -> Looks:
    """All looks that were recorded in a quarter. Raises KeysUnavailableError."""
    found = Looks()
    for reason in (*known.reasons, UNDECLARED):  # none at all must not show either
        found.by_reason[reason, quarter.months[0]] = Counter()
    for month in quarter.months:
        after = -1
        while opened := log.recorded_in(session, _number(month), after, limit=AT_ONCE):
            after = opened[-1].seq
            found.gone += sum(row.body is None for row in opened)
            looks = [(row.subject, log.look(row)) for row in opened if row.body is not None]
            _add(session, found, [e for e in looks if _is_by_somebody_else(*e)], month, known)
    return found


def _number(month: str) -> int:
    return month_of(datetime.fromisoformat(f"{month}-01"))


def _is_by_somebody_else(subject: UUID, look: Look) -> bool:
    return (
        subject != LOG_SUBJECT
        and look.accessor.kind != "service"
        and look.accessor_person_id != subject
    )


def _add(
    session: Session, found: Looks, looks: Sequence[tuple[UUID, Look]], month: str, known: Known
) -> None:
    if not looks:
        return
    between = looks[0][1].seq, looks[-1][1].seq
    odd, differs = _odd(session, *between), _differs(session, *between, known.at)
    for subject, look in looks:
        reason = look.purpose if look.purpose in known.reasons else UNDECLARED
        differing = differs.get(look.seq, AS_DECLARED)
        found.add(subject, reason, month, odd=look.seq in odd, differs=differing)


def _odd(session: Session, first: int, last: int) -> set[int]:
    flagged = select(EntryFlag.seq).where(col(EntryFlag.seq).between(first, last))
    return set(session.exec(flagged))


def _differs(session: Session, first: int, last: int, known_at: datetime) -> dict[int, str]:
    """Which of these the register did not declare, and whether an officer had said why by then."""
    holds = or_(col(PromiseFinding.lifted_at).is_(None), col(PromiseFinding.lifted_at) >= known_at)
    rows = session.exec(
        select(PromiseFinding.seq, PromiseMatter.answered_at)
        .join(PromiseMatter, col(PromiseMatter.id) == col(PromiseFinding.matter_id))
        .where(
            col(PromiseFinding.seq).between(first, last),
            col(PromiseFinding.found_at) < known_at,
            holds,
        )
    )
    found: dict[int, str] = {}
    for seq, answered_at in rows:
        waits = answered_at is None or answered_at >= known_at
        if waits or seq not in found:
            found[seq] = "waiting" if waits else "answered"
    return found
