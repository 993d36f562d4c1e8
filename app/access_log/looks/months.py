"""Months, as the list of looks is divided: those in which an entry was written down (UTC)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, order=True)
class Month:
    """``number`` is YYYYMM, as entries keep it."""

    number: int

    @classmethod
    def of(cls, moment: datetime | date) -> "Month":
        return cls(moment.year * 100 + moment.month)

    @classmethod
    def named(cls, text: str) -> "Month":
        """From YYYY-MM."""
        return cls(int(text[:4]) * 100 + int(text[5:]))

    @property
    def name(self) -> str:
        """YYYY-MM, as it stands in addresses."""
        return f"{self.number // 100:04}-{self.number % 100:02}"

    @property
    def first(self) -> date:
        return date(self.number // 100, self.number % 100, 1)

    @property
    def before(self) -> "Month":
        year, month = divmod(self.number, 100)
        return Month(self.number - 1 if month > 1 else (year - 1) * 100 + 12)


def back_to(newest: Month, oldest: Month) -> Iterator[Month]:
    """The months from the newest to the oldest, both included."""
    month = newest
    while month >= oldest:
        yield month
        month = month.before
