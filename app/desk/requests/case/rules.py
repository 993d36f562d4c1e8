"""What an officer may do with a request now, and everything that happened to it, as values."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from app.identity.calendars.rules import local_day
from app.subject_requests.models import Act, Kind, SubjectRequestEvent, SubjectRequestMessage
from app.subject_requests.progress.rules import MAY, Part, Standing


class Moment(NamedTuple):
    """An event or a message, with when it was written down; ``as_of`` an earlier day, if one."""

    at: datetime
    as_of: date | None = None
    event: SubjectRequestEvent | None = None
    message: SubjectRequestMessage | None = None


def allowed(part: Part, kind: Kind, standing: Standing) -> set[Act]:
    """What somebody with this part may do at this stage; conditions of the law come on top."""
    return {
        act
        for act, may in MAY.items()
        if part in may.parts and kind in may.kinds and standing.status in may.at
    }


def history(
    jurisdiction: str,
    events: Iterable[SubjectRequestEvent],
    messages: Iterable[SubjectRequestMessage],
) -> list[Moment]:
    """All of it, the newest first; a message that is an answer stands there once."""
    told = [
        Moment(e.at, e.on if e.on != local_day(jurisdiction, e.at) else None, event=e)
        for e in events
        if "message_id" not in e.details
    ]
    told += [Moment(m.at, message=m) for m in messages]
    return sorted(told, key=_in_order, reverse=True)


def _in_order(moment: Moment) -> tuple[datetime, int]:
    return moment.at, moment.event.number if moment.event else 0
