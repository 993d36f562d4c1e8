"""One's own concern with all that stands on its page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from app.concerns import queries
from app.concerns.asking import queries as asking
from app.concerns.models import Act
from app.concerns.progress import rules
from app.concerns.progress.rules import Part
from app.concerns.queries import Story
from app.concerns.tracker.rules import Line, history
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.roles import queries as roles
from app.identity.roles.models import Role


@dataclass(frozen=True)
class Tracked:
    """``people`` are the officers in it, by row id as text; ``title`` is what it is about.

    ``stuck``: it is open, nobody has it, and no officer may have it.
    """

    story: Story
    lines: Sequence[Line]
    people: Mapping[str, Person]
    title: str
    may: set[Act]
    representatives: Sequence[Person]
    stuck: bool

    @property
    def knew(self) -> list[Person]:
        """To whom a confidential reporter's name is or was open, but for who has it, by name."""
        ids = map(str, self.story.standing.knows)
        known = [self.people[each] for each in ids if each in self.people]
        return sorted((one for one in known if one != self.owner), key=lambda one: one.name)

    @property
    def owner(self) -> Person | None:
        return self.people.get(str(self.story.standing.owner_id))


def tracked(session: Session, person: Person, reference: str) -> Tracked:
    """Raises NotFoundError for another's."""
    told = queries.own(session, person, reference)
    return Tracked(
        story=told,
        lines=history(told.events, told.messages),
        people=officers_in(session, told),
        title=asking.title_of(session, told.concern.about, told.concern.object_id),
        may=rules.allowed(Part.REPORTER, told.standing),
        representatives=roles.holders(session, Role.REPRESENTATIVE),
        stuck=queries.is_stuck(session, told),
    )


def officers_in(session: Session, told: Story) -> dict[str, Person]:
    """Whoever did or wrote something or was given it; the reporter is not among them."""
    ids = {event.actor_id for event in told.events} | {m.author_id for m in told.messages}
    for event in told.events:
        named = (event.details.get(name) for name in ("owner_id", "to_id"))
        ids |= {UUID(str(each)) for each in named if each}
    found = people.people_by_ids(session, {each for each in ids if each})
    return {str(each): known for each, known in found.items()}
