"""What is held on the person who reads, kind by kind."""

from collections.abc import Collection

from sqlmodel import Session

from app.core import clock
from app.identity.sources import queries as sources
from app.identity.viewer import Viewer
from app.register import queries as register
from app.register.in_force.rules import Practice
from app.register.states import rules
from app.register.states.rules import Held, Known, State


def everything(
    session: Session, viewer: Viewer, declined: Collection[str]
) -> list[tuple[State, list[Held]]]:
    """Each kind of data in the register, by its state for the viewer.

    ``declined`` are the practices that need a yes she has not given.
    """
    in_force = register.in_force(session, clock.now())
    known = Known(connected(session), declined)
    return rules.grouped(rules.of_register(in_force, viewer.person, known))


def applying(session: Session, viewer: Viewer) -> int:
    """How many practices apply to her: what “What’s collected” and her first page count."""
    return len(register.in_force_now(session).practices_for(viewer.person))


def of_practice(
    session: Session, viewer: Viewer, practice: Practice, declined: Collection[str]
) -> list[Held]:
    """Each kind of data of one practice, with its state for the viewer."""
    return rules.of_practice(practice, viewer.person, Known(connected(session), declined))


def reports(session: Session, practice: Practice) -> bool:
    """Whether the system of a practice tells this portal who looked."""
    return rules.reports(practice, connected(session))


def connected(session: Session) -> frozenset[str]:
    """The systems that report to this portal who looked."""
    return frozenset(source.system for source in sources.everything(session, revoked=False))
