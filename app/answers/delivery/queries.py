"""An approved answer that is to be sent, or was. Whoever calls has seen to who may read it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app.answers.bundles import queries as bundles
from app.answers.bundles.models import AnswerBundle, Making
from app.core import clock
from app.subject_requests.models import Act, Delivery, SubjectRequestEvent
from app.subject_requests.queries import Story

_AFTER = (Act.LOCKED, Act.TAKEN_OUT)


@dataclass(frozen=True)
class Approved:
    """The bundle that a second officer approved, how it goes out and where to, and what was done.

    ``send_to`` is "" if no address was approved.
    """

    story: Story
    delivery: Delivery
    send_to: str
    bundle: AnswerBundle | None
    approved_on: date
    done: list[SubjectRequestEvent]

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
        """Whether an officer has what she sends: since the last code, where it needs one."""
        return bool(self.done) and self.done[-1].act is Act.TAKEN_OUT

    @property
    def taken_on(self) -> date | None:
        """The day on which it left the portal first, as it can be opened by the last code."""
        days: list[date] = []
        for event in self.done:
            days = [] if event.act is Act.LOCKED else [*days, event.on]
        return days[0] if days else None


def approved(session: Session, story: Story) -> Approved | None:
    """What is to be sent for a request, or was; None if nothing is."""
    found = [event for event in story.events if event.act is Act.APPROVED]
    if not found or not story.standing.delivery:
        return None
    event = found[-1]
    bundle = bundles.with_digest(session, story.request.id, str(event.details["enclosed"]))
    done = [each for each in story.events if each.act in _AFTER]
    send_to = str(event.details.get("send_to", story.request.send_to))
    return Approved(story, Delivery(story.standing.delivery), send_to, bundle, event.on, done)
