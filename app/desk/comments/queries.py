"""The list of comments, with what each is about."""

from typing import NamedTuple

from sqlmodel import Session

from app.core import clock
from app.register import queries as register
from app.register.comments import queries as comments
from app.register.comments.queries import Heard


class Row(NamedTuple):
    comment: Heard
    title: str


def rows(session: Session) -> list[Row]:
    """Everybody's, the newest first."""
    in_force = register.in_force(session, clock.now())
    titles = {practice.id: practice.title for practice in in_force.every}
    return [
        Row(each, titles.get(each.practice_id, each.practice_id))
        for each in comments.heard(session)
    ]
