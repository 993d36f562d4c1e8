"""What a representative may read of what she asked for others: that it is there, and its stage."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from app.identity.people.models import Person
from app.subject_requests import queries
from app.subject_requests.models import Channel, Kind, SubjectRequest
from app.subject_requests.progress.rules import Status


@dataclass(frozen=True)
class Filed:
    """A request as its representative sees it: no word of it, no message, no answer."""

    reference: str
    kind: Kind
    filed_on: date
    status: Status
    is_late: bool


def filed_for_others(session: Session, representative: Person) -> list[Filed]:
    """What this person asked for others in the portal, the newest first."""
    hers = select(SubjectRequest).where(
        SubjectRequest.filed_by_id == representative.id,
        SubjectRequest.person_id != representative.id,
        SubjectRequest.channel == Channel.PORTAL,
    )
    newest = session.exec(hers.order_by(col(SubjectRequest.filed_at).desc())).all()
    return [
        Filed(
            reference=story.request.reference,
            kind=story.request.kind,
            filed_on=story.request.received_on,
            status=story.standing.status,
            is_late=story.is_late,
        )
        for story in queries.stories(session, newest, with_messages=False)
    ]
