"""What a representative may read of what she asked for others: its stage, and a shared answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core.errors import NotFoundError
from app.identity.people.models import Person
from app.subject_requests import queries
from app.subject_requests.models import Channel, Kind, SubjectRequest
from app.subject_requests.on_behalf import rules
from app.subject_requests.outcomes import queries as outcomes
from app.subject_requests.progress.rules import Status
from app.subject_requests.queries import Story


@dataclass(frozen=True)
class Filed:
    """A request as its representative sees it: no word of it, no message.

    ``is_shared``: the person lets her read the words of the answer.
    """

    reference: str
    kind: Kind
    filed_on: date
    status: Status
    is_late: bool
    is_shared: bool


@dataclass(frozen=True)
class Shared:
    """An answer that somebody lets her representative read: its words, and none of its files."""

    story: Story
    person: Person
    decided: Sequence[tuple[str, str]]


def filed_for_others(session: Session, representative: Person) -> list[Filed]:
    """What this person asked for others in the portal, the newest first."""
    newest = session.exec(
        _filed(representative).order_by(col(SubjectRequest.filed_at).desc())
    ).all()
    return [
        Filed(
            reference=story.request.reference,
            kind=story.request.kind,
            filed_on=story.request.received_on,
            status=story.standing.status,
            is_late=story.is_late,
            is_shared=rules.is_shared(story.events),
        )
        for story in queries.stories(session, newest, with_messages=False)
    ]


def shared(session: Session, representative: Person, reference: str) -> Shared:
    """An answer that the person lets this representative read, or NotFoundError."""
    wanted = _filed(representative).where(SubjectRequest.reference == reference)
    request = session.exec(wanted).one_or_none()
    story = queries.story(session, request) if request else None
    if story is None or not rules.is_shared(story.events):
        raise NotFoundError
    person = session.get_one(Person, story.request.person_id)
    return Shared(story, person, outcomes.lines(session, outcomes.answered(story)))


def _filed(representative: Person) -> SelectOfScalar[SubjectRequest]:
    return select(SubjectRequest).where(
        SubjectRequest.filed_by_id == representative.id,
        SubjectRequest.person_id != representative.id,
        SubjectRequest.channel == Channel.PORTAL,
    )
