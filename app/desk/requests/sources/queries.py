"""What an officer sees of the sources of her request; whoever calls has written the look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from app.answers.covering import queries as covering
from app.answers.covering.queries import Totals
from app.answers.gathering import queries as gathered
from app.answers.gathering import rules as gathering_rules
from app.answers.gathering.models import Gathering, GatheringSource
from app.answers.gathering.rules import Candidate
from app.answers.gathering.service import Search
from app.identity import queries as identity
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.subject_requests.asking.rules import scope_of
from app.subject_requests.queries import Story


@dataclass(frozen=True)
class Sources:
    """The newest gathering of a request, and what could be asked."""

    gathering: Gathering | None
    sources: Sequence[GatheringSource]
    totals: Mapping[UUID, Totals]
    candidates: Sequence[Candidate]
    search: Search

    @property
    def is_over(self) -> bool:
        """Whether nothing is on its way."""
        return gathering_rules.is_over(self.sources)

    def counts(self, source: GatheringSource) -> Totals:
        return self.totals.get(source.id, Totals())


def sources(session: Session, story: Story) -> Sources:
    """Of one request."""
    gathering = gathered.newest(session, story.request.id)
    person = session.get_one(Person, story.request.person_id)
    return Sources(
        gathering=gathering,
        sources=gathered.sources(session, gathering),
        totals=covering.by_source(session, gathering) if gathering else {},
        candidates=gathered.candidates(session, scope_of(story.request.scope), story.request.kind),
        search=_search(session, story, person, gathering),
    )


def by_hand(found: Sources) -> list[GatheringSource]:
    """Places of the gathering that nothing is connected to: an officer searches them herself."""
    return [
        each
        for each in found.sources
        if each.version_id is None and not gathering_rules.is_portal(each.name)
    ]


def _search(session: Session, story: Story, person: Person, gathering: Gathering | None) -> Search:
    """By what was searched last; before that, all the names she ever had here."""
    known = [person.name, person.email, *(v.name for v in people.history(session, person))]
    first = list(dict.fromkeys(term for term in known if term))
    return Search(
        employee_id=person.employee_id,
        terms=gathering.terms if gathering else first,
        since=gathering.since if gathering else story.request.since,
        until=gathering.until if gathering else story.request.until,
        time_zone=identity.zone_of(session, person),
    )
