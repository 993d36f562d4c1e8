"""The list of objections, with what each is about."""

from typing import NamedTuple

from sqlmodel import Session

from app.consent.objections import queries as objections
from app.consent.objections.queries import Arrived
from app.core import clock
from app.identity.viewer import Viewer
from app.register import queries as register


class Row(NamedTuple):
    objection: Arrived
    title: str


def rows(session: Session, officer: Viewer) -> list[Row]:
    """Everybody's but the officer's own, the oldest first."""
    in_force = register.in_force(session, clock.now())
    titles = {practice.id: practice.title for practice in in_force.every}
    return [
        Row(each, titles.get(each.practice_id, each.practice_id))
        for each in objections.arrived(session, officer.id)
    ]
