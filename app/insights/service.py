"""Counting a quarter, publishing it once, and counting it again to hold it against that."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.core.config import settings
from app.core.db import dialects
from app.core.small_numbers import K_COUNTS
from app.insights import queries, rules
from app.insights.counting import rules as counting
from app.insights.counting.rules import Share
from app.insights.gathering import queries as gathering
from app.insights.gathering.queries import Staff
from app.insights.looks import queries as looks
from app.insights.models import QuarterReport
from app.insights.queries import Report
from app.insights.rules import Compared, Name, Quarter, Table


@dataclass(frozen=True)
class Counted:
    """A quarter's tables. ``gone``: entries of the log that do not say any more what they were."""

    tables: list[Table]
    gone: int


@dataclass(frozen=True)
class Recomputed:
    """What was published, line by line, beside what the log and the events come to now.

    ``gone``: entries of the log that were erased since.
    """

    lines: list[Compared]
    gone: int

    @property
    def is_true(self) -> bool:
        return not any(line.verdict is rules.Verdict.DIFFERENT for line in self.lines)


def is_missing(session: Session, quarter: Quarter) -> bool:
    """Whether it is not published, and somebody worked here when it ended."""
    if queries.is_there(session, quarter):
        return False
    return any(gathering.staff(session, quarter.until).sizes)


def due(session: Session, last: Quarter) -> Quarter | None:
    """The oldest that is missing since the newest that is published, up to the last that ended.

    Also one at whose end nothing was counted, because the worker stood still for long.
    """
    names = queries.names(session)
    newest = rules.quarter(names[0]) if names else None
    every = rules.uncounted(newest, last)
    return next((quarter for quarter in every if is_missing(session, quarter)), None)


def is_settled(session: Session, quarter: Quarter) -> bool:
    """Whether all that came in it was held against the rules, the register and the answers."""
    return looks.are_judged(session, quarter)


def given(session: Session, quarter: Quarter) -> dict[str, Any]:
    """What a quarter is counted with, beside what happened in it."""
    return {
        "k": settings().k_small,
        "k_counts": K_COUNTS,
        "reasons": gathering.reasons(session, quarter.until),
    }


def count(session: Session, quarter: Quarter, given: dict[str, Any], at: datetime) -> Counted:
    """The tables of a quarter, as they could be told at a moment. Raises KeysUnavailableError."""
    k, until = given["k"], quarter.until
    staff = gathering.staff(session, until)
    found = looks.read(session, quarter, looks.Known(frozenset(given["reasons"]), at))
    of_leaders = [one for one in found.whom if one in staff.leaders]
    of_others = [one for one in found.whom if one in staff.others]
    covered = {p.id: gathering.covered(p, staff) for p in gathering.practices(session, until)}
    tables = [
        counting.headcount(sum(staff.sizes), k),
        _reach(session, quarter, staff, k, at),
        counting.crossed(Name.LOOKS, found.by_reason, quarter.months, k),
        counting.listed(Name.ODD, found.by_oddness, k),
        counting.listed(Name.DIFFERENCES, found.by_difference, k, found.between),
        counting.listed(
            Name.QUESTIONS, gathering.questions_by_verdict(session, quarter), given["k_counts"]
        ),
        *counting.requests(gathering.requests(session, quarter), given["k_counts"]),
        counting.listed(Name.CONCERNS, gathering.concerns_by_theme(session, quarter), k),
        counting.share(Name.CHOICES, gathering.yes_by_choice(session, quarter), k),
        counting.leaders(of_leaders, of_others, staff.sizes, k),
        counting.coverage(covered, staff.sizes, k),
    ]
    return Counted(tables, found.gone)


def _reach(session: Session, quarter: Quarter, staff: Staff, k: int, at: datetime) -> Table:
    if at >= quarter.until + rules.REACH_BY:
        return counting.share(Name.REACH, {}, k)
    moved = len(gathering.staff(session, quarter.since).everybody ^ staff.everybody)
    came = gathering.came(session, quarter)
    return counting.share(Name.REACH, {"here": Share(came, len(staff.everybody), moved)}, k)


def publish(
    session: Session, quarter: Quarter, given: dict[str, Any], counted: Counted, at: datetime
) -> bool:
    """Put a quarter down, unless it is there; whether it was put down."""
    dialects.serialise(session, "quarter_report")
    if queries.is_there(session, quarter):
        return False
    tables, told = rules.as_json(counted.tables), given | {"gone": counted.gone}
    session.add(QuarterReport(quarter=str(quarter), counted_at=at, given=told, tables=tables))
    session.flush()
    return True


def recompute(session: Session, report: Report) -> Recomputed:
    """Count a published quarter again, with what it was counted with. Changes nothing."""
    row = report.row
    again = count(session, report.quarter, row.given, row.counted_at)
    found = rules.compared(list(report.tables.values()), again.tables)
    return Recomputed(found, again.gone - row.given["gone"])
