"""A table as a file: the same numbers as the page, covered cells in words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from app.core import spreadsheets
from app.core.language import gettext as _
from app.core.web import dates
from app.desk.requests.statistics.forms import Of
from app.subject_requests.models import Kind
from app.subject_requests.statistics.rules import Figures, K, Table, Went

T = TypeVar("T")


def went_words() -> Mapping[Went, str]:
    """How requests went, as headings."""
    return {
        Went.IN_TIME: _("Answered in time"),
        Went.LATE: _("Late"),
        Went.OPEN: _("Open, not late"),
        Went.ENDED: _("Taken back or closed"),
    }


def kind_words() -> Mapping[Kind, str]:
    """The kinds, as headings."""
    return {
        Kind.ACCESS: _("Access"),
        Kind.RECTIFICATION: _("Correction"),
        Kind.ERASURE: _("Deletion"),
        Kind.RESTRICTION: _("Restriction"),
        Kind.OBJECTION: _("Objection"),
        Kind.PORTABILITY: _("Moving data"),
        Kind.HUMAN_REVIEW: _("Human review"),
        Kind.COMPLAINT: _("Complaint"),
    }


def lines(figures: Figures, of: Of) -> list[list[str]]:
    """The table in words, its heading first and its sums last."""
    if of is Of.KINDS:
        words = kind_words()
        return list(_lines(figures.by_kind, _("Type"), lambda key: words[key]))
    return list(_lines(figures.by_month, _("Received in"), dates.month))


def _lines(table: Table[K], first: str, name: Callable[[K], str]) -> Iterator[list[str]]:
    words = went_words()
    yield [first, *(_alone(column, lambda went: words[went]) for column in table.columns), _("All")]
    for row in table.rows:
        cells = [_("Not shown") if cell is None else str(cell) for cell in row.cells]
        yield [_alone(row.keys, name), *cells, str(row.total)]
    yield [_("All"), *map(str, table.totals), str(sum(table.totals))]


def _alone(keys: Sequence[T], name: Callable[[T], str]) -> str:
    return name(keys[0]) if len(keys) == 1 else _("All others together")


def as_csv(figures: Figures | None, of: Of) -> bytes:
    """In UTF-8 with the mark that spreadsheets look for; opening it runs nothing."""
    told = lines(figures, of) if figures else [[_("There are too few requests to show anything.")]]
    return spreadsheets.MARK + b"".join(spreadsheets.line(each) for each in told)
