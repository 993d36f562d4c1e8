"""The files of one's own answered request."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from app.answers.bundles import queries as bundles
from app.answers.bundles.models import AnswerBundle, BundleDownload, Making
from app.core import clock
from app.core.errors import NotFoundError
from app.identity.people.models import Person
from app.subject_requests import queries as requests
from app.subject_requests.asking.rules import scope_of
from app.subject_requests.models import Act
from app.subject_requests.queries import Story


@dataclass(frozen=True)
class Offered:
    """The bundle that answered a request, and who took it so far."""

    story: Story
    bundle: AnswerBundle
    taken: Sequence[BundleDownload]

    @property
    def file_id(self) -> UUID | None:
        """What is to be had; None once its time is over."""
        until = self.bundle.expires_at
        here = self.bundle.making is Making.MADE and until is not None and until > clock.now()
        return self.bundle.file_id if here else None

    @property
    def again(self) -> dict[str, str]:
        """What a new request for the same begins with, as far as a link can say it."""
        sar = self.story.request
        practices = scope_of(sar.scope).practices
        about = {"practice": practices[0]} if len(practices) == 1 else {}
        return {"type": sar.kind.value, **about}


def own(session: Session, person: Person, reference: str) -> Offered:
    """Of one's own request, or NotFoundError: another's, or one that nothing came with."""
    story = requests.own(session, person, reference)
    bundle = answered_with(session, story)
    if bundle is None:
        raise NotFoundError
    return Offered(story, bundle, bundles.downloads(session, bundle))


def answered_with(session: Session, story: Story) -> AnswerBundle | None:
    """The bundle that went out with the last answer, if one did and it still stands."""
    answers = [event for event in story.events if event.act is Act.ANSWERED]
    digest = answers[-1].details.get("enclosed", "") if answers else ""
    found = bundles.with_digest(session, story.request.id, str(digest))
    return found if found is not None and found.expires_at is not None else None
