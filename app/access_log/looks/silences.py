"""What the systems that report about a person have not reported, a sentence each. Pure."""

from collections.abc import Iterable
from datetime import timedelta

from babel.dates import format_timedelta

from app.access_log.completeness.rules import Coverage
from app.access_log.sentences import LOCALE, ngettext
from app.access_log.sentences import gettext as _
from app.core.web import dates


def missing(coverages: Iterable[Coverage], zone: str) -> list[str]:
    """What the reader has to know before she trusts the list: silence and gaps."""
    said = []
    for source in coverages:
        named = {"source": source.name, "when": dates.moment_near(source.heard_at, zone)}
        if source.silent and source.every:
            promised = named | {"every": _every(source.every)}
            said.append(
                _(
                    "“%(source)s” has sent nothing since %(when)s. It promised to report at "
                    "least every %(every)s. Entries may be missing."
                )
                % promised
            )
        if source.missing:
            gap = ngettext(
                "“%(source)s” says it sent %(num)d entry that has not arrived.",
                "“%(source)s” says it sent %(num)d entries that have not arrived.",
                source.missing,
            )
            said.append(gap % (named | {"num": source.missing}))
    return said


def coverage(coverages: Iterable[Coverage], zone: str) -> list[str]:
    """How often each system reports, when it last did, and whether anything came late."""
    said = []
    for source in coverages:
        if source.every is None:
            continue
        named = {"source": source.name, "every": _every(source.every)}
        named["when"] = dates.moment_near(source.heard_at, zone)
        said.append(
            _("“%(source)s” reports at least every %(every)s. Last received: %(when)s.") % named
        )
        if source.late:
            late = ngettext(
                "%(num)d entry of it came late. It says when it was reported.",
                "%(num)d entries of it came late. They say when they were reported.",
                source.late,
            )
            said[-1] += " " + late % {"num": source.late}
    return said


def _every(interval: timedelta) -> str:
    return format_timedelta(interval, granularity="minute", threshold=1.5, locale=LOCALE)
