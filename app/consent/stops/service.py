"""Beginning stops, and the life of one: called, confirmed, given up, overtaken."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col, select

from app.consent.models import ConsentEvent, ConsentNotice
from app.consent.stops import queries, rules
from app.consent.stops.models import ConsentStop
from app.core import clock
from app.core.secrets import derive
from app.identity.sources import queries as sources
from app.identity.sources.models import SourceSystem


def begin(session: Session, event: ConsentEvent, notice: ConsentNotice, due_at: datetime) -> None:
    """A stop for each source of the system whose data the yes was about."""
    for source in sources.everything(session, revoked=False):
        if source.system == notice.system:
            session.add(
                ConsentStop(
                    event_id=event.id,
                    record_id=event.record_id,
                    source_id=source.id,
                    begun_at=event.at,
                    due_at=due_at,
                    next_at=clock.now() if source.webhook_url else None,
                )
            )
    session.flush()


def overtake(session: Session, record_id: UUID, holds: ConsentNotice) -> None:
    """The person said yes again: what that permits is not to be stopped any more.

    What she had said yes to elsewhere, or for a purpose that is gone, still is.
    """
    waiting = queries.open_of_record(session, record_id)
    ended = [stop.id for stop, said_yes_to in waiting if not rules.to_stop(said_yes_to, holds)]
    if ended:
        mine = update(ConsentStop).where(col(ConsentStop.id).in_(ended), queries.is_open())
        session.exec(mine.values(overtaken_at=clock.now(), next_at=None, leased_until=None))


def confirm(session: Session, stop: ConsentStop) -> bool:
    """The system says that it has stopped. Said twice it is as if said once."""
    mine = update(ConsentStop).where(col(ConsentStop.id) == stop.id, queries.is_open())
    ended = mine.values(confirmed_at=clock.now(), next_at=None, leased_until=None, last_error=None)
    return session.exec(ended).rowcount == 1


def claim(session: Session) -> ConsentStop | None:
    """Take the webhook that has waited longest, under a lease. Two workers never get the same."""
    now = clock.now()
    due = select(ConsentStop).where(queries.to_call(now)).order_by(col(ConsentStop.next_at))
    stop = session.exec(due.limit(1).with_for_update(skip_locked=True)).first()
    if stop is None:
        return None
    stop.attempts += 1
    stop.leased_until = now + rules.LEASE
    session.flush()
    return stop


def put_off(session: Session, stop: ConsentStop, error: str) -> None:
    """The webhook did not take it: call again later, and after a day not any more."""
    now = clock.now()
    later: dict[str, Any] = {"next_at": now + rules.back_off(stop.attempts)}
    if now >= stop.begun_at + rules.GIVEN_UP_AFTER:
        later = {"next_at": None, "failed_at": now}
    mine = update(ConsentStop).where(col(ConsentStop.id) == stop.id, queries.is_open())
    session.exec(mine.values(leased_until=None, last_error=error, **later))


def secret(source: SourceSystem) -> str:
    """What signs calls to a source's webhook. It changes with the source's key."""
    derived = derive(f"webhook {source.id} {source.key_hash}")
    return f"dlw_{derived.hex()}"
