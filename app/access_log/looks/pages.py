"""What the list of “who looked” shows, put together from looks and what was asked. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from app.access_log.completeness.rules import Coverage
from app.access_log.looks import numbering, silences
from app.access_log.looks.forms import AT_A_TIME, Filters
from app.access_log.looks.months import Month, back_to
from app.access_log.looks.silences import Reporting
from app.access_log.looks.summaries import Tally
from app.access_log.looks.views import PATH, Group, Row, Teller, by_date, by_person, by_reason
from app.access_log.queries import Look
from app.core.language import gettext as _
from app.core.language import ngettext
from app.core.web import dates
from app.core.web.forms import Filled

Option = tuple[str, str]


@dataclass(frozen=True)
class Loaded:
    """A month's looks, newest first. ``total`` counts all it has; fewer may have been opened.

    ``older`` are those after the opened ones; ``continued`` says that there are newer ones too.
    ``ahead`` is the month the log is in already, with what it has, while the reader's goes on.
    """

    month: Month
    looks: Sequence[Look]
    total: int
    before: tuple[Month, int] | None
    oldest: Month
    newest: Month
    keys_away: bool = False
    log_away: bool = False
    sources: Sequence[Coverage] = ()
    older: int = 0
    continued: bool = False
    ahead: tuple[Month, int] | None = None


@dataclass(frozen=True)
class View:
    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Job:
    """An automatic job, and how often it read this person's data."""

    name: str
    times: int
    why: str


class Page:
    """The list of one month as it was asked for."""

    def __init__(self, teller: Teller, loaded: Loaded, filters: Filters, today: date) -> None:
        self.filters = filters
        self.loaded = loaded
        self.month = loaded.month
        self.today = today
        every = [teller.row(look) for look in loaded.looks if look.state == "shown"]
        self.unopened = [look for look in loaded.looks if look.state == "unreadable"]
        self.deleted = [teller.row(look) for look in loaded.looks if look.state == "erased"]
        # Jobs are folded away; one that there is something to say about is listed as well.
        self.automatic = [row for row in every if row.who.automatic]
        self._listed = [row for row in every if not row.who.automatic or row.unusual]
        self.teller = teller
        self.rows = [row for row in self._listed if matches(row, filters)]
        self.tally = Tally.of(self.rows)
        self.form = Filled[Filters]()

    @property
    def keys_away(self) -> bool:
        """Whether there are entries that cannot be opened at the moment."""
        return self.loaded.keys_away and self.loaded.total > 0

    @property
    def unreadable(self) -> bool:
        """Whether the log itself cannot be read at the moment."""
        return self.loaded.log_away

    @cached_property
    def silences(self) -> list[str]:
        """What systems have not reported, a sentence each."""
        return silences.missing(self.loaded.sources, self.teller)

    @cached_property
    def reporting(self) -> list[Reporting]:
        """How often the systems report, and when they last did."""
        return silences.reporting(self.loaded.sources, self.teller)

    @property
    def complete(self) -> bool:
        """Whether every entry of the month still says something, so that people can be counted."""
        part = self.loaded.older or self.loaded.continued or self.unopened or self.deleted
        return not part and not self.keys_away

    @cached_property
    def automatic_groups(self) -> list[Group]:
        return list(by_date(self.automatic[: self.filters.show], self.today))

    @cached_property
    def shown(self) -> list[Row]:
        return self.rows[: self.filters.show]

    @cached_property
    def groups(self) -> list[Group]:
        return grouped(self.shown, self.filters.by, self.today)

    @cached_property
    def jobs(self) -> list[Job]:
        """The automatic jobs of the month, the busiest first."""
        found: dict[tuple[str, str], int] = {}
        for row in self.automatic:
            found[row.who.name, row.why] = found.get((row.who.name, row.why), 0) + 1
        jobs = [Job(name, times, why) for (name, why), times in found.items()]
        return sorted(jobs, key=lambda job: (-job.times, job.name))

    @cached_property
    def kinds(self) -> list[Option]:
        codes = {code for row in self._listed for code in row.look.categories}
        named = _named(codes | {self.filters.data}, self.teller.category)
        return [("", _("Everything")), *named]

    @cached_property
    def reasons(self) -> list[Option]:
        codes = {row.look.purpose for row in self._listed} | {self.filters.why}
        return [("", _("Every reason")), *_named(codes, self.teller.why)]

    @cached_property
    def groupings(self) -> list[View]:
        labels = {"date": _("By date"), "person": _("By person"), "reason": _("By reason")}
        return [View(label, self.url(by=by), by == self.filters.by) for by, label in labels.items()]

    @cached_property
    def months(self) -> list[Option]:
        """The months there can be entries in; this one is the usual one."""
        every = back_to(self.loaded.newest, min(self.loaded.oldest, self.month))
        return [(month.name, dates.month(month.first)) for month in every]

    @property
    def before(self) -> View | None:
        """The link to the last month before this one that has entries."""
        return _month_view(self.loaded.before)

    @property
    def ahead(self) -> View | None:
        """The link to the month the log is in already."""
        return _month_view(self.loaded.ahead)

    @property
    def everything_url(self) -> str:
        return f"{PATH}?when={self.month.name}"

    @property
    def older(self) -> View | None:
        """The link to the rows of this month that are not shown yet."""
        return _older(len(self.rows) - self.filters.show, self.url(show=self._more))

    @property
    def older_automatic(self) -> View | None:
        """The same link on the page of the automatic jobs."""
        url = f"{self.automatic_url}&show={self._more}"
        return _older(len(self.automatic) - self.filters.show, url)

    @property
    def _more(self) -> int:
        return self.filters.show + AT_A_TIME

    @property
    def next_page(self) -> View | None:
        """The link to the entries of this month that were not gone through for this page."""
        return None if self.older else self._further(PATH, **self._asked())

    @property
    def automatic_url(self) -> str:
        """The page of each time a job read this person's data, of the entries gone through."""
        before = {"before": self.filters.before} if self.filters.before else {}
        return f"{PATH}/automatic?{urlencode({'when': self.month.name} | before)}"

    @property
    def next_automatic(self) -> View | None:
        """The same link on the page of the automatic jobs."""
        return None if self.older_automatic else self._further(f"{PATH}/automatic")

    def _further(self, path: str, **asked: object) -> View | None:
        older, month = self.loaded.older, dates.month(self.month.first)
        if not older:
            return None
        last = min(look.seq for look in self.loaded.looks)
        before = numbering.reference(last, self.teller.subject)
        query = {**asked, "when": self.month.name, "before": before}
        label = ngettext(
            "Older in %(month)s (%(num)d entry)", "Older in %(month)s (%(num)d entries)", older
        )
        url = f"{path}?{urlencode(query)}"
        return View(label % {"month": month, "num": older}, url, current=False)

    def _asked(self) -> dict[str, object]:
        """What is asked for beside the month and the place in it; what is usual is left out."""
        usual = Filters().model_dump(exclude={"when", "show", "before"})
        asked = self.filters.model_dump(include=set(usual))
        return {name: value for name, value in asked.items() if value != usual[name]}

    def url(self, **changed: object) -> str:
        """This page with something else asked for; what is usual is left out."""
        asked = self.filters.model_dump() | changed
        usual = Filters().model_dump()
        query = {name: value for name, value in asked.items() if value != usual[name]}
        return f"{PATH}?{urlencode(query)}" if query else PATH


def matches(row: Row, filters: Filters) -> bool:
    """Whether a row is asked for. Only what the reader may see is searched."""
    if filters.unusual and not row.unusual:
        return False
    if filters.data and filters.data not in row.look.categories:
        return False
    if filters.why and row.look.purpose != filters.why:
        return False
    if not filters.q:
        return True
    seen = (row.who.name, row.who.beside, row.what, row.why, row.case, row.system)
    words = filters.q.casefold().split()
    text = " ".join(seen).casefold()
    return all(word in text for word in words)


def grouped(rows: Sequence[Row], by: str, today: date) -> list[Group]:
    return list(by_date(rows, today) if by == "date" else _GROUPS[by](rows))


_GROUPS = {"person": by_person, "reason": by_reason}


def _older(left: int, url: str) -> View | None:
    if left <= 0:
        return None
    more = min(left, AT_A_TIME)
    label = ngettext("Show %(num)d older", "Show %(num)d older", more) % {"num": more}
    return View(label, url, current=False)


def _month_view(counted: tuple[Month, int] | None) -> View | None:
    if counted is None:
        return None
    month, entries = counted
    label = ngettext("%(month)s (%(num)d entry)", "%(month)s (%(num)d entries)", entries)
    words = {"month": dates.month(month.first), "num": entries}
    return View(label % words, f"{PATH}?when={month.name}", current=False)


def _named(codes: Iterable[str], name: Callable[[str], str]) -> list[Option]:
    pairs = [(code, name(code)) for code in codes if code]
    return sorted(((code, text[:1].upper() + text[1:]) for code, text in pairs), key=lambda p: p[1])
