"""What the page of a request shows; whoever calls has written the look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.answers.covering import queries as covering
from app.answers.covering.queries import Totals
from app.answers.gathering import queries as gathered
from app.answers.release import queries as answers
from app.answers.release.queries import Answer
from app.approvals import queries as approvals
from app.approvals.models import Approval
from app.core import clock
from app.desk.requests import queries
from app.desk.requests.case import rules
from app.desk.requests.codes import rules as codes
from app.desk.requests.queries import MATTER, Row
from app.identity.establishments import queries as establishments
from app.identity.parity import rules as parity
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.viewer import Viewer
from app.register import queries as register
from app.subject_requests.asking.rules import Scope, scope_of
from app.subject_requests.models import Act, SubjectRequest, SubjectRequestEvent
from app.subject_requests.outcomes import queries as outcomes
from app.subject_requests.outcomes.rules import RESULTS
from app.subject_requests.progress.rules import COPIED, Part, unsent
from app.subject_requests.queries import Story
from app.subject_requests.restrictions import queries as restrictions
from app.subject_requests.restrictions.rules import Flag
from app.subject_requests.tracker import rules as tracking
from app.subject_requests.tracker.rules import Line


@dataclass(frozen=True)
class Opened:
    """A request with whose it is, for the officer who has it. ``has_left``: she cannot sign in."""

    story: Story
    row: Row
    may: set[Act]
    person: Mapping[str, Any]
    has_left: bool
    place: str
    named: Mapping[str, Person]
    history: Sequence[Line]
    scope: Scope
    titles: Sequence[str]
    decision: Approval | None
    about: SubjectRequest | None
    answer: Answer | None
    documents: Totals
    offers_code: bool
    works_here: bool
    flags: Sequence[Flag]
    lacks: str

    @property
    def has_outcome(self) -> bool:
        """Whether its right has outcomes of its own."""
        return self.request.kind in RESULTS

    @property
    def unsent(self) -> Sequence[SubjectRequestEvent]:
        """Letters that she cannot read here, and that nobody wrote down as sent."""
        return unsent(self.story.events) if self.has_left else ()

    @property
    def request(self) -> SubjectRequest:
        return self.story.request


_NAMES = ("owner_id", "approver_id")


def opened(session: Session, officer: Viewer, story: Story) -> Opened:
    """Everything about it, as it is now."""
    request = story.request
    subject = people.by_id(session, request.person_id)
    assert subject is not None
    place = establishments.by_code(session, subject.establishment)
    ids = {request.filed_by_id} | {event.actor_id for event in story.events}
    ids |= {message.author_id for message in story.messages}
    ids |= {UUID(str(e.details[n])) for e in story.events for n in _NAMES if n in e.details}
    scope = scope_of(request.scope)
    return Opened(
        story=story,
        row=queries.row(session, officer, story),
        may=rules.allowed(Part.OWNER, request.kind, story.standing),
        person=parity.of(parity.View.OFFICER_WITH_CASE, subject),
        has_left=not subject.active,
        place=place.name if place else subject.establishment,
        named={str(each): known for each, known in people.people_by_ids(session, ids).items()},
        history=tracking.history(
            request, story.events, story.messages, story.standing, story.today
        ),
        scope=scope,
        titles=_titles(session, scope),
        decision=approvals.newest_about(session, MATTER, request.reference),
        about=session.get(SubjectRequest, request.about_id) if request.about_id else None,
        answer=answers.answer(session, story) if request.kind in COPIED else None,
        documents=covering.totals(session, gathered.newest(session, request.id)),
        works_here=subject.active,
        offers_code=codes.is_offered(subject.active, request.channel),
        flags=[flag for flag in restrictions.of_request(session, request.id) if flag.is_open],
        lacks=outcomes.lacks(session, story),
    )


def _titles(session: Session, scope: Scope) -> list[str]:
    known = register.in_force(session, clock.now())
    found = [known.practice(each) for each in scope.practices]
    return [practice.title for practice in found if practice]
