"""What sources promised and what came: shown to the people they cover."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, func, select

from app.access_log.completeness import rules
from app.access_log.completeness.rules import Coverage
from app.access_log.models import Event, Heartbeat, RefusedBatch
from app.core import clock
from app.core.db import dialects
from app.identity.people.models import Person
from app.identity.sources import queries as sources
from app.identity.sources.models import SourceSystem
from app.register import queries as register
from app.register.systems import rules as systems

NEWEST = 200  # events that may have come in another order than they happened


def for_person(session: Session, person: Person) -> list[Coverage]:
    """The sources that cover this person, by name: how far, how late, what is missing."""
    return of_sources(session, covering(session, person))


def covering(session: Session, person: Person) -> list[SourceSystem]:
    """The sources that promised to report and whose systems keep something on this person.

    Revoked ones too: what they did not report is missing still.
    """
    in_force = register.in_force_now(session)
    return [
        source
        for source in sources.everything(session)
        if source.every_seconds is not None and systems.covers(in_force, source.system, person)
    ]


def of_sources(session: Session, found: Sequence[SourceSystem]) -> list[Coverage]:
    """What is known of the reporting of each of these."""
    now = clock.now()
    return [_of(session, source, now) for source in found]


def of_source(session: Session, source: SourceSystem) -> Coverage:
    """What is known of one source's reporting."""
    return _of(session, source, clock.now())


def furthest_heartbeat(session: Session, source_id: UUID) -> Heartbeat | None:
    """The heartbeat that covers most, whatever order they came in."""
    beats = select(Heartbeat).where(Heartbeat.source_id == source_id)
    newest = beats.order_by(col(Heartbeat.covers).desc(), col(Heartbeat.seq).desc())
    return session.exec(newest.limit(1)).first()


def last_heartbeat(session: Session, source_id: UUID) -> Heartbeat | None:
    """A source's newest heartbeat."""
    beats = select(Heartbeat).where(Heartbeat.source_id == source_id)
    return session.exec(beats.order_by(col(Heartbeat.seq).desc()).limit(1)).first()


def received(session: Session, source_id: UUID, *, until: int) -> int:
    """How many distinct events of a source occurred up to a Unix second, or are erased by now.

    Reads all its events: for heartbeats, not for pages.
    """
    occurred = col(Event.occurred)
    counted = (
        select(func.count())
        .select_from(Event)
        .where(Event.source_id == source_id, or_(occurred.is_(None), occurred <= until))
    )
    with _as_reader(session):
        return session.exec(counted).one()


def late_so_far(session: Session, last: Heartbeat | None) -> int:
    """How many events came after a heartbeat whose time they lie before, up to now."""
    return 0 if last is None else last.late + _came_after(session, last)[1]


def refused_batches(
    session: Session, source_id: UUID, *, limit: int = 20
) -> Sequence[RefusedBatch]:
    """The newest refused batches of a source, without their content."""
    batches = select(RefusedBatch).where(RefusedBatch.source_id == source_id)
    return session.exec(batches.order_by(col(RefusedBatch.at).desc()).limit(limit)).all()


def refused_since(session: Session, since: datetime) -> int:
    """How many batches were refused since a moment, of all sources: for readiness."""
    counted = select(func.count()).select_from(RefusedBatch).where(col(RefusedBatch.at) >= since)
    return session.exec(counted).one()


def refused_by_source(session: Session, since: datetime) -> dict[UUID, int]:
    """How many batches of each source were refused since a moment; none of most."""
    source, lately = col(RefusedBatch.source_id), col(RefusedBatch.at) >= since
    counted = select(source, func.count()).where(lately).group_by(source)
    return dict(session.exec(counted).all())


def _of(session: Session, source: SourceSystem, now: datetime) -> Coverage:
    every = None if source.every_seconds is None else timedelta(seconds=source.every_seconds)
    heard = max(_heard(session, source))
    last = furthest_heartbeat(session, source.id)
    since, late = (0, 0) if last is None else _came_after(session, last)
    return Coverage(
        source_id=source.id,
        name=source.name,
        system=source.system,
        every=every,
        covers_until=None if last is None else last.covers_until,
        heard_at=heard,
        silent=source.revoked_at is None and rules.is_silent(every, heard, now),
        missing=0 if last is None else rules.missing(last.events_sent, last.received + since),
        late=late + (0 if last is None else last.late),
        added_at=source.created_at,
        stopped_at=source.revoked_at,
    )


def _heard(session: Session, source: SourceSystem) -> Iterator[datetime]:
    """When a source was added and last spoke: a batch cannot come before what is in it."""
    yield source.created_at
    if source.heard_at is not None:
        yield source.heard_at
    beat = last_heartbeat(session, source.id)
    if beat is not None:
        yield beat.recorded_at
    newest = (
        select(Event.occurred)
        .where(Event.source_id == source.id)
        .order_by(col(Event.first_seq).desc())
        .limit(NEWEST)
    )
    with _as_reader(session):
        occurred = session.exec(newest).all()
    yield from (datetime.fromtimestamp(at, UTC) for at in occurred if at is not None)


def _came_after(session: Session, beat: Heartbeat) -> tuple[int, int]:
    """How many events of a heartbeat's source came after it that it covers, and how many late.

    One of the very second up to which it covers was counted in it, so it fills a gap; it is not
    late. Counted in an index of each source's own events, whatever the others report.
    """
    occurred, counted = col(Event.occurred), func.count()
    found = (
        columns(counted, counted.filter(occurred < beat.covers))
        .select_from(Event)
        .where(
            col(Event.source_id) == beat.source_id,
            col(Event.first_seq) > beat.seq,
            occurred <= beat.covers,
        )
    )
    with _as_reader(session):
        covered, late = session.connection().execute(found).one()
    return covered, late


@contextmanager
def _as_reader(session: Session) -> Iterator[None]:
    dialects.set_local(session, "daylight.reader", "log")
    yield
    dialects.set_local(session, "daylight.reader", "")
