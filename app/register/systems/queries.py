"""The names of systems by the register of now."""

from collections.abc import Callable
from functools import partial

from sqlmodel import Session

from app.core import clock
from app.register import queries as register
from app.register.systems import rules


def names(session: Session) -> Callable[[str], str]:
    """What each system is called, by its code."""
    return partial(rules.name, register.in_force(session, clock.now()))
