"""A question with all that its page tells, for the person whose it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from app.access_log.errors import KeysUnavailableError, LogUnreadableError
from app.access_log.looks import queries as looks
from app.access_log.looks.display import Display
from app.access_log.looks.views import Row
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.viewer import Viewer
from app.questions import queries, rules
from app.questions.models import Act
from app.questions.queries import Story
from app.questions.rules import Name, Part


@dataclass(frozen=True)
class Tracked:
    """One's own question. ``people`` are the officers named in it, by id.

    ``row`` is the entry, or None while it cannot be opened. ``named`` is who looked, once that
    was decided. ``can_ask_name``: they are shown by role or unit, and nobody asked yet.
    """

    story: Story
    row: Row | None
    people: Mapping[UUID, Person]
    named: Person | None
    can_ask_name: bool

    @property
    def owner(self) -> Person | None:
        """The officer who has it."""
        owner_id = self.story.standing.owner_id
        return self.people.get(owner_id) if owner_id else None


def tracked(session: Session, viewer: Viewer, reference: str) -> Tracked:
    """One's own question, or NotFoundError."""
    story = queries.own(session, viewer.person, reference)
    question, standing = story.question, story.standing
    accessor_id = question.accessor_id
    told = standing.name is Name.TOLD and accessor_id is not None
    by_role = looks.display_for(session, viewer.person) is not Display.NAME
    return Tracked(
        story=story,
        row=_entry(session, viewer, question.seq),
        people=people.people_by_ids(session, _officers(story)),
        named=people.by_id(session, accessor_id) if told and accessor_id else None,
        can_ask_name=by_role and rules.may(Act.NAME_ASKED, Part.ASKER, question, standing),
    )


def _entry(session: Session, viewer: Viewer, seq: int) -> Row | None:
    try:
        return queries.entry(session, viewer, seq)
    except (KeysUnavailableError, LogUnreadableError):
        return None


def _officers(story: Story) -> set[UUID]:
    """Never who looked: they are shown as the display policy has it."""
    acting = {each.actor_id for each in story.events if each.actor_id}
    owners = {UUID(str(e.details["owner_id"])) for e in story.events if "owner_id" in e.details}
    return (acting | owners) - {story.question.accessor_id, story.question.person_id}
