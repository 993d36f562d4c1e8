"""What the page of one entry and that of one accessor show. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from app.access_log.looks.display import Who
from app.access_log.looks.pages import View
from app.access_log.looks.views import Group, Row, by_date
from app.access_log.queries import place
from app.cases.emergencies.queries import Known
from app.core.language import ngettext
from app.register.in_force.rules import Practice
from app.register.parts.schemas import Reader
from app.register.rules import is_reader

OF_ONE_PERSON = 200  # rows on one page about an accessor


@dataclass
class Theirs:
    """What one accessor did, gathered in the order of the log: counted all, kept for a page."""

    after: tuple[int, int] | None = None
    total: int = 0
    rows: list[Row] = field(default_factory=list)
    older: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    seen: set[tuple[str, str]] = field(default_factory=set)
    latest: Row | None = None

    def add(self, row: Row) -> None:
        self.total += 1
        self.latest = self.latest or row
        self.reasons[row.why] += 1
        self.seen |= row.seen
        if self.after is not None and place(row.look) >= self.after:
            return
        if len(self.rows) < OF_ONE_PERSON:
            self.rows.append(row)
        else:
            self.older += 1


@dataclass(frozen=True)
class Allowed:
    """A practice whose data they saw, and as which of its readers they may.

    ``readers`` is None where the reader of the page is not shown enough of them to say.
    """

    practice: Practice
    readers: Sequence[Reader] | None


def allowed(practice: Practice, row: Row) -> Allowed:
    """As whom the accessor of this look may see a practice's data, by what it says now."""
    looker = row.teller.looker(row.look)
    if looker is None:
        return Allowed(practice, None)
    readers = practice.document.readers
    return Allowed(practice, [reader for reader in readers if is_reader(reader, looker)])


@dataclass(frozen=True)
class PersonPage:
    """What one accessor did, a page of it, the newest first."""

    latest: Row
    theirs: Theirs
    practices: Sequence[Allowed]
    today: date

    @property
    def who(self) -> Who:
        return self.latest.who

    @property
    def beside(self) -> str:
        return self.latest.beside

    @property
    def total(self) -> int:
        return self.theirs.total

    @property
    def groups(self) -> list[Group]:
        rows = sorted(self.theirs.rows, key=lambda row: (row.at, row.look.seq), reverse=True)
        return list(by_date(rows, self.today))

    @property
    def next_page(self) -> View | None:
        """The link to what they did before what is shown."""
        older = self.theirs.older
        if not older:
            return None
        label = ngettext("%(num)d older entry", "%(num)d older entries", older) % {"num": older}
        url = f"{self.latest.who_url}?before={self.theirs.rows[-1].key}"
        return View(label, url, current=False)

    @property
    def how_often(self) -> list[tuple[str, str]]:
        """Why they looked, and how often, the most frequent first."""
        reasons = sorted(self.theirs.reasons.items(), key=lambda pair: (-pair[1], pair[0]))
        return [(why, _times(times)) for why, times in reasons]


def _times(times: int) -> str:
    return ngettext("Once", "%(num)d times", times) % {"num": times}


@dataclass(frozen=True)
class EntryPage:
    """One entry, and the latest other entries of the same accessor.

    ``emergency`` is there for a look without a case: why it was, and what its review found. Of
    an entry whose content was deleted there is the row alone.
    """

    row: Row
    others: Sequence[Row]
    practices: Sequence[Allowed]
    today: date
    judged: bool
    emergency: Known | None

    @property
    def is_deleted(self) -> bool:
        return self.row.look.state == "erased"

    @property
    def groups(self) -> list[Group]:
        return list(by_date(self.others, self.today))
