"""What the systems that report about a person have and have not reported, in her words. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from babel.dates import format_timedelta

from app.access_log.completeness.rules import Coverage
from app.access_log.looks.views import Teller
from app.access_log.sentences import LOCALE
from app.core.language import gettext as _
from app.core.language import ngettext
from app.core.web import dates
from app.register.systems import rules as systems


@dataclass(frozen=True)
class Reporting:
    """How one system reports: how often, when it last did, and what came late, if anything.

    ``complete`` is up to when it says that it sent everything, if all of that is here.
    """

    system: str
    often: str
    heard: str
    late: str
    silent: bool
    complete: str


def missing(coverages: Sequence[Coverage], teller: Teller) -> list[str]:
    """What the reader has to know before she trusts the list: silence and gaps."""
    said = []
    for source, system in _named(coverages, teller):
        if source.stopped_at and systems.is_in_use(teller.register, source.system):
            said += _stopped(source.stopped_at, system, _next(source, coverages), teller.zone)
        if source.silent and source.every:
            silence = _(
                "Nothing has come from %(system)s since %(when)s. A report is due at least every "
                "%(every)s, so entries may be missing."
            )
            when, every = dates.moment_inside(source.heard_at, teller.zone), _every(source.every)
            said.append(silence % {"system": system, "when": when, "every": every})
        if source.missing:
            gap = ngettext(
                "%(num)d entry that was sent by %(system)s has not arrived here.",
                "%(num)d entries that were sent by %(system)s have not arrived here.",
                source.missing,
            )
            said.append(gap % {"system": system, "num": source.missing})
    return said


def _next(stopped: Coverage, coverages: Sequence[Coverage]) -> datetime | None:
    """Since when another source reports of the same system; None if none does."""
    others = [
        each.added_at
        for each in coverages
        if each.stopped_at is None and each.system == stopped.system
    ]
    return min(others, default=None)


def _stopped(at: datetime, system: str, then: datetime | None, zone: str) -> list[str]:
    """That a system stopped reporting, unless another source did it from then on."""
    days = {"system": system, "day": dates.day_year(at, zone)}
    if then is None:
        stop = _("%(system)s stopped reporting on %(day)s. Who looked since is not known.")
        return [stop % days]
    if then <= at:
        return []
    hole = _(
        "%(system)s stopped reporting on %(day)s. Who looked from then until %(then)s is not known."
    )
    return [hole % {**days, "then": dates.day_year(then, zone)}]


def reporting(coverages: Sequence[Coverage], teller: Teller) -> list[Reporting]:
    """How each system that promised to report keeps to it."""
    return [
        Reporting(
            system,
            _often(source, source.every, teller.zone),
            dates.moment_near(source.heard_at, teller.zone),
            _late(source.late),
            source.silent,
            _complete(source, teller.zone),
        )
        for source, system in _named(coverages, teller)
        if source.every is not None
    ]


def _often(source: Coverage, every: timedelta, zone: str) -> str:
    if source.stopped_at is not None:
        return _("Stopped reporting on %(day)s") % {"day": dates.day_year(source.stopped_at, zone)}
    return _("At least every %(every)s") % {"every": _every(every)}


def _complete(source: Coverage, zone: str) -> str:
    if source.covers_until is None:
        return _("Not said yet")
    return _("Not complete") if source.missing else dates.moment_near(source.covers_until, zone)


def _named(coverages: Sequence[Coverage], teller: Teller) -> list[tuple[Coverage, str]]:
    """Each source with its system's name, by that; with its own too where several share one."""
    times = Counter(source.system for source in coverages)
    named = []
    for source in coverages:
        system = teller.system(source.system)
        if times[source.system] > 1:
            both = {"system": system, "source": source.name}
            system = _("%(system)s (%(source)s)") % both
        named.append((source, system))
    return sorted(named, key=lambda pair: pair[1].casefold())


def _late(entries: int) -> str:
    if not entries:
        return ""
    words = ngettext(
        "%(num)d entry came late. It says when it was reported.",
        "%(num)d entries came late. Each says when it was reported.",
        entries,
    )
    return words % {"num": entries}


def _every(interval: timedelta) -> str:
    return format_timedelta(interval, granularity="minute", threshold=1.5, locale=LOCALE)
