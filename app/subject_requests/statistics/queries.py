"""The figures of the twelve whole months before this one, from events alone.

They are made of what had been written down when this month began, so that they stay the same
for a month: requests and their events are insert-only.
"""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from app.core import clock
from app.subject_requests.models import SubjectRequest, SubjectRequestEvent
from app.subject_requests.statistics import rules
from app.subject_requests.statistics.rules import Figures, Told


def months() -> tuple[date, date]:
    """Which months the figures are of: the first day, and the first one after them."""
    return rules.period(clock.today("UTC"))


def figures(session: Session) -> Figures | None:
    """What may be shown; None where there are too few requests to show anything."""
    since, until = months()
    day = col(SubjectRequest.received_on)
    received = stood(session, datetime.combine(until, time(), UTC), day >= since, day < until)
    return rules.figures([told for _person_id, told in received], (since, until))


def stood(
    session: Session, before: datetime, *which: ColumnElement[bool]
) -> list[tuple[UUID, Told]]:
    """Requests that were filed before a moment, as they stood then; whose each is."""
    events: dict[UUID, list[SubjectRequestEvent]] = defaultdict(list)
    happened = select(SubjectRequestEvent).where(col(SubjectRequestEvent.at) < before)
    for event in session.exec(happened):
        events[event.request_id].append(event)
    filed = select(SubjectRequest).where(col(SubjectRequest.filed_at) < before, *which)
    last = before.date() - timedelta(days=1)
    return [
        (
            each.person_id,
            rules.told(each.kind, each.jurisdiction, each.received_on, events[each.id], last),
        )
        for each in session.exec(filed)
    ]
