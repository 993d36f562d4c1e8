"""Which state follows which, how long a yes holds, and by when a no is obeyed."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from app.consent.models import State
from app.register.terms.schemas import Stops

PERMITTING: Final = frozenset({State.GIVEN, State.RENEWED})
REMINDED_BEFORE = timedelta(days=30)

_ENDS = frozenset({State.WITHDRAWN, State.EXPIRED, State.REQUESTED, State.REVOKED})
_AGAIN = frozenset({State.GIVEN, State.REQUESTED, State.REVOKED})
FOLLOWS: Final[Mapping[State, frozenset[State]]] = {
    State.REQUESTED: frozenset({State.GIVEN, State.REFUSED, State.REVOKED}),
    State.GIVEN: _ENDS | {State.RENEWED},
    State.RENEWED: _ENDS | {State.RENEWED},
    State.REFUSED: _AGAIN,
    State.WITHDRAWN: _AGAIN,
    State.EXPIRED: _AGAIN | {State.REFUSED},
    State.REVOKED: frozenset({State.REQUESTED}),
}


def answered(state: State, *, yes: bool, renewing: bool = False) -> State | None:
    """Where an answer leads; None if it is the one that holds already.

    ``renewing``: the yes that holds is about to end, and another yes begins it anew.
    """
    if yes and state in PERMITTING:
        return State.RENEWED if renewing else None
    if yes:
        return State.GIVEN
    if state in PERMITTING:
        return State.WITHDRAWN
    return None if state in {State.REFUSED, State.WITHDRAWN} else State.REFUSED


def valid_until(given_at: datetime) -> datetime:
    """Twelve months later (LAW CON-6); of 29 February, 28 February."""
    try:
        return given_at.replace(year=given_at.year + 1)
    except ValueError:
        return given_at.replace(year=given_at.year + 1, day=28)


def state_at(
    state: State, until: datetime | None, now: datetime, *, changed: bool = False
) -> State:
    """What a record says at a moment, whether or not the worker has come to it.

    An answer is asked for again once what it was given to has ``changed`` (LAW CON-5), and a yes
    has run out from the moment on at which it ends.
    """
    if changed and state is not State.REVOKED:
        return State.REQUESTED
    if state in PERMITTING and until is not None and until <= now:
        return State.EXPIRED
    return state


def is_renewable(until: datetime | None, now: datetime) -> bool:
    """Whether a yes ends soon enough to be asked for again."""
    return until is not None and until - REMINDED_BEFORE <= now


def stopped_by(stops: Stops, at: datetime, zone: str) -> datetime:
    """By when everything stops after a yes has ended: at once, or by the midnight that follows."""
    if stops is Stops.IMMEDIATELY:
        return at
    day = at.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    return datetime.combine(day, time(), ZoneInfo(zone))
