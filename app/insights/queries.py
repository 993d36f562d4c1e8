"""What was published of each quarter, for everybody alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlmodel import Session, col, select

from app.core.errors import NotFoundError
from app.insights import rules
from app.insights.models import QuarterReport
from app.insights.rules import ALL, Name, Quarter, Table
from app.register import queries as register


@dataclass(frozen=True)
class Report:
    """One quarter as everybody reads it."""

    row: QuarterReport
    quarter: Quarter
    tables: Mapping[Name, Table]

    @property
    def k(self) -> int:
        return int(self.row.given["k"])

    def number(self, name: str, row: str = "", column: str = "") -> float | None:
        """One number by the codes of its place, the sum by none; None where it is not shown."""
        return self.tables[Name(name)].cell((row,) if row else ALL, (column,) if column else ALL)


class Titles(NamedTuple):
    """What reasons and practices are called, by their codes. One may have the other's code."""

    reasons: Mapping[str, str]
    practices: Mapping[str, str]


def names(session: Session) -> Sequence[str]:
    """Every quarter that was published, the newest first."""
    newest = col(QuarterReport.quarter).desc()
    return session.exec(select(QuarterReport.quarter).order_by(newest)).all()


def is_there(session: Session, quarter: Quarter) -> bool:
    there = select(QuarterReport.id).where(QuarterReport.quarter == str(quarter))
    return session.exec(there).first() is not None


def newest(session: Session) -> Report | None:
    """The report of the last quarter; None before the first."""
    found = names(session)
    return read(session, found[0]) if found else None


def read(session: Session, name: str) -> Report:
    """The report of one quarter, or NotFoundError."""
    quarter = rules.quarter(name)
    row = session.exec(select(QuarterReport).where(QuarterReport.quarter == name)).one_or_none()
    if quarter is None or row is None:
        raise NotFoundError
    return Report(row, quarter, rules.from_json(row.tables))


def titles(session: Session) -> Titles:
    """What the reasons and the practices of the register are called now."""
    every = register.in_force_now(session).every
    versions = [version for one in every for version in one.versions]
    versions += [one.version for one in every]  # the words in force are those that are read
    reasons = {each.id: each.label for one in versions for each in one.document.purposes}
    return Titles(reasons, {one.id: one.title for one in every})
