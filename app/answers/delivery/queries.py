"""An approved answer that is to be sent, or was. Whoever calls has seen to who may read it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app.answers.bundles import queries as bundles
from app.answers.bundles.models import AnswerBundle, Making
from app.core import clock
from app.subject_requests import queries as requests
from app.subject_requests.models import (
    Act,
    Delivery,
    SubjectRequestEvent,
    SubjectRequestProposal,
)
from app.subject_requests.queries import Story

_AFTER = (Act.LOCKED, Act.TAKEN_OUT, Act.ANSWERED, Act.SENT_AGAIN)


@dataclass(frozen=True)
class Approved:
    """What a second officer approved, how it goes out and where to, and what was done since.

    ``send_to`` is "" if no address was approved. ``words``: of an answer without files.
    """

    story: Story
    delivery: Delivery
    send_to: str
    bundle: AnswerBundle | None
    approved_on: date
    done: list[SubjectRequestEvent]
    words: SubjectRequestProposal | None = None

    @property
    def is_there(self) -> bool:
        """Whether it can be taken out: words always can."""
        return self.words is not None or self.file_id is not None

    @property
    def file_id(self) -> UUID | None:
        """What is to be had; None once its time is over."""
        bundle = self.bundle
        if bundle is None or bundle.making is not Making.MADE:
            return None
        over = bundle.expires_at is not None and bundle.expires_at <= clock.now()
        return None if over else bundle.file_id

    @property
    def code_hash(self) -> str:
        """That of the code that counts: the last one made; empty if none was."""
        made = [event for event in self.done if event.act is Act.LOCKED]
        return str(made[-1].details["code_hash"]) if made else ""

    @property
    def was_taken(self) -> bool:
        """Whether an officer has what she sends: since the last code and the last sending."""
        return bool(self.done) and self.done[-1].act is Act.TAKEN_OUT

    @property
    def taken_on(self) -> date | None:
        """The day on which it left the portal first, since the last code and the last sending."""
        days: list[date] = []
        for event in self.done:
            days = [*days, event.on] if event.act is Act.TAKEN_OUT else []
        return days[0] if days else None


def approved(session: Session, story: Story) -> Approved | None:
    """What is to be sent for a request, or was; None if nothing is."""
    found = [event for event in story.events if event.act is Act.APPROVED]
    if not found or not story.standing.delivery:
        return None
    event = found[-1]
    enclosed = event.details.get("enclosed")
    bundle = bundles.with_digest(session, story.request.id, str(enclosed)) if enclosed else None
    words = None if enclosed else requests.newest_proposal(session, story.request.id)
    done = [each for each in story.events if each.act in _AFTER]
    send_to = str(event.details.get("send_to", story.request.send_to))
    delivery = Delivery(story.standing.delivery)
    return Approved(story, delivery, send_to, bundle, event.on, done, words)
