"""What sources promised and what came: shown to the people they cover."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, func, select

from app.access_log.completeness import rules
from app.access_log.completeness.rules import Coverage
from app.access_log.models import Event, Heartbeat, RefusedBatch
from app.core import clock
from app.core.db import dialects
from app.identity.people.models import Person
from app.identity.sources import queries as sources
from app.identity.sources.models import SourceSystem
from app.identity.viewer import Viewer

EXAMINED = 2000


def for_person(session: Session, person: Person | Viewer) -> list[Coverage]:
    """The sources that cover this person, by name: how far, how late, what is missing."""
    covering = [
        source
        for source in sources.everything(session, revoked=False)
        if source.every_seconds is not None
        and (source.covers is None or person.unit in source.covers)
    ]
    return _coverage(session, covering)


def of_source(session: Session, source: SourceSystem) -> Coverage:
    """What is known of one source's reporting."""
    return _coverage(session, [source])[0]


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
    if last is None:
        return 0
    counted = (
        select(func.count())
        .select_from(Event)
        .where(
            Event.source_id == last.source_id,
            col(Event.first_seq) > last.seq,
            col(Event.occurred) < last.covers,
        )
    )
    with _as_reader(session):
        return last.late + session.exec(counted).one()


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


def _coverage(session: Session, covering: Sequence[SourceSystem]) -> list[Coverage]:
    newest = _newest(session)
    now = clock.now()
    return [
        _of(
            source,
            furthest_heartbeat(session, source.id),
            [beat.recorded_at] if (beat := last_heartbeat(session, source.id)) else [],
            newest.get(source.id, []),
            now,
        )
        for source in covering
    ]


def _of(
    source: SourceSystem,
    last: Heartbeat | None,
    spoke: Sequence[datetime],
    newest: list[tuple[int, int]],
    now: datetime,
) -> Coverage:
    every = None if source.every_seconds is None else timedelta(seconds=source.every_seconds)
    heard = [source.created_at, *spoke, *(datetime.fromtimestamp(at, UTC) for _seq, at in newest)]
    since: list[int] = []
    if last is not None:
        since = [at for seq, at in newest if seq > last.seq and at < last.covers]
    return Coverage(
        source_id=source.id,
        name=source.name,
        system=source.system,
        every=every,
        covers_until=None if last is None else last.covers_until,
        heard_at=max(heard),
        silent=rules.is_silent(every, max(heard), now),
        missing=0 if last is None else rules.missing(last.events_sent, last.received + len(since)),
        late=len(since) + (0 if last is None else last.late),
    )


def _newest(session: Session) -> dict[UUID, list[tuple[int, int]]]:
    """Number and Unix second of the newest events, by source.

    Only so many: pages stay fast however long the log is, and each heartbeat counts exactly.
    """
    newest = (
        select(Event.source_id, Event.first_seq, Event.occurred)
        .order_by(col(Event.first_seq).desc())
        .limit(EXAMINED)
    )
    found: dict[UUID, list[tuple[int, int]]] = {}
    with _as_reader(session):
        for source_id, seq, occurred in session.exec(newest):
            if occurred is not None:
                found.setdefault(source_id, []).append((seq, occurred))
    return found


@contextmanager
def _as_reader(session: Session) -> Iterator[None]:
    dialects.set_local(session, "daylight.reader", "log")
    yield
    dialects.set_local(session, "daylight.reader", "")
