"""Open objections, and what ended requests still keep out of use, as an officer may see them."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlmodel import Session

from app.desk.requests import queries as desk
from app.identity.viewer import Viewer
from app.subject_requests import queries as requests
from app.subject_requests.asking.rules import scope_of
from app.subject_requests.models import Kind
from app.subject_requests.outcomes import queries as outcomes
from app.subject_requests.restrictions import queries as restrictions
from app.subject_requests.restrictions.rules import Flag


class Row(NamedTuple):
    """A request without whose it is; ``flags`` are those that outlived it."""

    case: desk.Row
    titles: list[str]
    flags: Sequence[Flag] = ()


def rows(session: Session, officer: Viewer) -> list[Row]:
    """Open objections this officer may handle, what is due first at the top."""
    waiting = [
        story
        for story in requests.open_at_the_desk(session, officer.person)
        if story.request.kind is Kind.OBJECTION
    ]
    return [
        Row(row, outcomes.titles(session, scope_of(row.story.request.scope).practices))
        for row in desk.rows(session, officer, waiting)
    ]


def still_kept(session: Session, officer: Viewer) -> list[Row]:
    """Ended requests of every kind that still keep something out of use, the oldest first."""
    standing = restrictions.standing(session)
    ended = requests.ended_at_the_desk(session, officer.person, standing.keys())
    found = []
    for row in desk.rows(session, officer, ended):
        flags = standing[row.story.request.id]
        titles = outcomes.titles(session, [flag.practice_id for flag in flags])
        found.append(Row(row, titles, flags))
    return found
