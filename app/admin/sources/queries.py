"""How sources report, as those who run them need it: nothing of what was in their reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from babel.dates import format_timedelta
from sqlmodel import Session

from app.access_log.completeness import queries as completeness
from app.access_log.completeness.rules import Coverage
from app.access_log.models import RefusedBatch
from app.access_log.sentences import LOCALE
from app.core import clock
from app.core.errors import NotFoundError
from app.identity.sources import queries as known
from app.identity.sources import rules
from app.identity.sources.models import SourceSystem
from app.register.systems import queries as systems

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Source:
    """One system that reports. ``refused``: how many of its batches in the last 24 hours."""

    source: SourceSystem
    title: str
    coverage: Coverage
    refused: int

    @property
    def is_revoked(self) -> bool:
        return self.source.revoked_at is not None

    @property
    def needs_looking_at(self) -> bool:
        """Whether something of it may be missing, now or for good."""
        return not self.is_revoked and (self.coverage.silent or self.coverage.missing > 0)

    @property
    def often(self) -> str:
        """“24 hours”; empty where it promised nothing."""
        every = self.coverage.every
        return format_timedelta(every, "minute", threshold=1.5, locale=LOCALE) if every else ""

    @property
    def heard_at(self) -> datetime | None:
        """When anything last came; None as long as nothing has."""
        heard = self.coverage.heard_at
        return heard if heard > self.source.created_at else None


@dataclass(frozen=True)
class Details:
    """One source with its last refused batches, the newest first."""

    source: Source
    refusals: Sequence[RefusedBatch]


def sources(session: Session) -> list[Source]:
    """Those in use by name, then those that were revoked; the portal's own is none."""
    found = [each for each in known.everything(session) if each.name != rules.PORTAL]
    return sorted(_described(session, found), key=lambda source: source.is_revoked)


def details(session: Session, name: str) -> Details:
    """NotFoundError."""
    found = known.by_name(session, name) if rules.NAME.fullmatch(name) else None
    if found is None or found.name == rules.PORTAL:
        raise NotFoundError
    (source,) = _described(session, [found])
    return Details(source, completeness.refused_batches(session, found.id))


def _described(session: Session, found: Sequence[SourceSystem]) -> list[Source]:
    called = systems.names(session)
    refused = completeness.refused_by_source(session, clock.now() - DAY)
    covered = completeness.of_sources(session, found)
    return [
        Source(source, called(source.system), coverage, refused.get(source.id, 0))
        for source, coverage in zip(found, covered, strict=True)
    ]
