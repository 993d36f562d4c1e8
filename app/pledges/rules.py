"""How a promise stands, told from its events, and what can be written down about it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Protocol

from app.core.errors import ConflictError, ForbiddenError
from app.core.language import gettext as _
from app.pledges.models import Act


class Status(StrEnum):
    """How a promise stands, in the order of lists: what is late comes first."""

    LATE = "late"
    ON_THE_WAY = "on-the-way"
    DROPPED = "dropped"
    KEPT = "kept"


class Happening(Protocol):
    """What is asked of an event."""

    @property
    def number(self) -> int: ...
    @property
    def act(self) -> Act: ...
    @property
    def on(self) -> date: ...


class NotNowError(ConflictError):
    """The promise stands otherwise."""


class OwnPledgeError(ForbiddenError):
    def __init__(self) -> None:
        super().__init__(_("Nobody says of her own promise that it is kept. Ask another officer."))


OPEN: Final = frozenset({Status.LATE, Status.ON_THE_WAY})
UNMET: Final = frozenset({Status.LATE, Status.DROPPED})
_ENDED = frozenset({Status.KEPT, Status.DROPPED})
_ENDS: Mapping[Act, Status] = {Act.KEPT: Status.KEPT, Act.DROPPED: Status.DROPPED}
FROM: Mapping[Act, frozenset[Status]] = {
    Act.PROGRESS: OPEN,
    Act.KEPT: OPEN,
    Act.DROPPED: OPEN,
    Act.REOPENED: _ENDED,
}


@dataclass(frozen=True)
class Standing:
    """How a promise stands on a day. ``number`` is that of its last event, 0 before the first."""

    status: Status
    number: int
    ended_on: date | None = None
    days_late: int = 0

    @property
    def is_open(self) -> bool:
        return self.status in OPEN


def standing(due_on: date, events: Sequence[Happening], today: date) -> Standing:
    """How a promise stands: late from the day after its day, until it is kept or dropped.

    ``events`` are in their order. What was kept late says by how many days.
    """
    number = events[-1].number if events else 0
    last = next((each for each in reversed(events) if each.act is not Act.PROGRESS), None)
    if last is not None and last.act in _ENDS:
        status = _ENDS[last.act]
        late = (last.on - due_on).days if status is Status.KEPT else 0
        return Standing(status, number, last.on, max(late, 0))
    late = max((today - due_on).days, 0)
    return Standing(Status.LATE if late else Status.ON_THE_WAY, number, None, late)


def check(act: Act, stands: Standing, *, is_own: bool) -> None:
    """Raise unless this can be written down now, by who made the promise or by another.

    NotNowError; OwnPledgeError where somebody would call her own promise kept.
    """
    if stands.status not in FROM[act]:
        raise NotNowError(
            _("This promise has ended. Open it again first.")
            if act is not Act.REOPENED
            else _("This promise is open already.")
        )
    if act is Act.KEPT and is_own:
        raise OwnPledgeError


def in_lists(due_on: date, stands: Standing) -> tuple[int, int]:
    """The order of lists: by status; the earliest day first, of what has ended the latest."""
    place = list(Status).index(stands.status)
    return place, due_on.toordinal() if stands.is_open else -due_on.toordinal()
