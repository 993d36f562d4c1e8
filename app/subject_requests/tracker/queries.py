"""A request with all that its page tells, for the person whose it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from app.core import clock
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.register import queries as register
from app.subject_requests import queries
from app.subject_requests.asking.rules import Scope, scope_of
from app.subject_requests.models import SubjectRequest
from app.subject_requests.on_behalf import rules as on_behalf
from app.subject_requests.outcomes import queries as outcomes
from app.subject_requests.outcomes.queries import Recipient
from app.subject_requests.queries import Story
from app.subject_requests.restrictions import queries as restrictions
from app.subject_requests.restrictions.rules import Flag
from app.subject_requests.tracker import rules
from app.subject_requests.tracker.rules import Bar, Line, State, Step


@dataclass(frozen=True)
class Tracked:
    """A person's own request, as its page shows it. ``people`` are those named in it, by id."""

    story: Story
    bar: Bar | None
    steps: Sequence[tuple[Step, State]]
    history: Sequence[Line]
    people: Mapping[UUID, Person]
    scope: Scope
    titles: Sequence[str]
    about: SubjectRequest | None
    decided: Sequence[tuple[str, str]]
    recipients: Sequence[Recipient]
    flags: Sequence[Flag]
    is_shared: bool

    @property
    def owner(self) -> Person | None:
        """The officer who has it."""
        owner_id = self.story.standing.owner_id
        return self.people.get(owner_id) if owner_id else None


def tracked(session: Session, person: Person, reference: str) -> Tracked:
    """One's own request, or NotFoundError."""
    story = queries.own(session, person, reference)
    request, standing = story.request, story.standing
    scope = scope_of(request.scope)
    known = register.in_force(session, clock.now())
    found = [known.practice(practice_id) for practice_id in scope.practices]
    named = {event.actor_id for event in story.events}
    named |= {message.author_id for message in story.messages}
    named |= {UUID(str(e.details[k])) for e in story.events for k in _NAMES if k in e.details}
    return Tracked(
        story=story,
        bar=rules.bar(request.received_on, standing, story.today),
        steps=list(rules.steps(request, standing)),
        history=rules.history(request, story.events, story.messages, standing, story.today),
        people=people.people_by_ids(session, named),
        scope=scope,
        titles=[practice.title for practice in found if practice],
        about=session.get(SubjectRequest, request.about_id) if request.about_id else None,
        decided=outcomes.lines(session, outcomes.answered(story)),
        recipients=outcomes.recipients(session, story) if standing.result else (),
        flags=restrictions.of_request(session, request.id),
        is_shared=on_behalf.is_shared(story.events),
    )


_NAMES = ("owner_id", "approver_id")
