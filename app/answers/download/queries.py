"""The files of one's own answered request."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from sqlmodel import Session

from app.answers.bundles import queries as bundles
from app.answers.bundles.models import AnswerBundle, BundleDownload, Making
from app.core import clock
from app.core.errors import NotFoundError
from app.identity.people.models import Person
from app.subject_requests import queries as requests
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
    def asking_key(self) -> UUID:
        """Under which the person asks once for these files to be made again."""
        return uuid5(self.bundle.id, "make them again")

    @property
    def asked_again_at(self) -> datetime | None:
        """When she asked for that."""
        written = self.story.messages
        return next((each.at for each in written if each.form_key == self.asking_key), None)


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
