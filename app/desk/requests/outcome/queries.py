"""What the page of an outcome shows; whoever calls has written the look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.core.errors import NotFoundError, PortalError
from app.core.language import gettext as _
from app.identity.calendars.rules import BeyondTableError
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.viewer import Viewer
from app.register.in_force.rules import Practice
from app.subject_requests import queries as requests
from app.subject_requests.models import Act
from app.subject_requests.outcomes import queries, rules, words
from app.subject_requests.outcomes.models import Result, SubjectRequestOutcome
from app.subject_requests.outcomes.queries import Recipient
from app.subject_requests.outcomes.rules import Ground, Keeping, Part
from app.subject_requests.progress import service as progress
from app.subject_requests.queries import Story
from app.subject_requests.restrictions import queries as restrictions
from app.subject_requests.restrictions import rules as lifting
from app.subject_requests.restrictions import service as ending
from app.subject_requests.restrictions.rules import Flag


@dataclass(frozen=True)
class Shown:
    """An outcome with all that its forms offer. ``typed`` is what was written down last.

    ``refused`` says why nothing can be written down, ``lacks`` what an answer still waits for,
    ``stays`` why what is kept out of use cannot come to its end now. ``erases``: “deleted” has the
    portal delete what it says of who looked.
    """

    outcome: SubjectRequestOutcome | None
    typed: Mapping[str, str]
    parts: Sequence[Part]
    results: Sequence[Result]
    grounds: Sequence[Ground]
    keepings: Sequence[Keeping]
    labels: Mapping[Part, str]
    needed_for: Mapping[Part, Sequence[Result]]
    codes: Mapping[str, str]
    nameable: Sequence[Practice]
    lines: Sequence[tuple[str, str]]
    recipients: Sequence[Recipient]
    flags: Sequence[Flag]
    refused: str
    lacks: str
    stays: str
    erases: bool
    first: date | None


def may_end(session: Session, officer: Viewer, story: Story) -> bool:
    """Whether this officer may end what an ended request without an officer keeps out of use."""
    if not ending.is_without_officer(session, story):
        return False
    try:
        ending.check_may_end(session, story, officer.person)
    except PortalError:
        return False
    return True


def reached(session: Session, officer: Viewer, reference: str) -> Story:
    """A request whose outcome this officer may open, or NotFoundError.

    Her own; and one that has ended and has no officer left, while it keeps something from use.
    """
    story = requests.at_the_desk(session, officer.person, reference)
    if story.request.kind not in rules.RESULTS:
        raise NotFoundError
    if story.standing.owner_id != officer.id and not may_end(session, officer, story):
        raise NotFoundError
    return story


def shown(session: Session, officer: Viewer, story: Story) -> Shown:
    """The outcome of a request as it stands, for an officer who may open it."""
    request = story.request
    outcome = queries.newest(session, request.id)
    parts, results = rules.parts_of(request.kind), rules.RESULTS[request.kind]
    return Shown(
        outcome=outcome,
        typed=_typed(session, outcome),
        parts=parts,
        results=results,
        grounds=rules.GROUNDS.get(request.kind, ()),
        keepings=tuple(Keeping),
        labels=words.parts(),
        needed_for={p: [r for r in results if p in rules.NEEDS[r]] for p in parts},
        codes=words.codes(),
        nameable=queries.nameable(session, request),
        lines=queries.lines(session, queries.answered(story)),
        recipients=queries.recipients(session, story),
        flags=[flag for flag in restrictions.of_request(session, request.id) if flag.is_open],
        refused=_refused(session, story, officer.person),
        lacks=queries.lacks(session, story),
        stays=_stays(session, story, officer.person),
        erases=queries.may_erase(session, request, outcome),
        first=_first(story),
    )


def person_numbered(session: Session, number: str) -> Person | None:
    """Who works here under an employee number; None for no number. Raises ReviewerError."""
    found = people.by_employee_id(session, number) if number else None
    if number and (found is None or not found.active):
        raise rules.ReviewerError(_("Nobody with that employee number works here."))
    return found


def _typed(session: Session, outcome: SubjectRequestOutcome | None) -> dict[str, str]:
    if outcome is None:
        return {}
    who = {Part.REVIEWER: outcome.reviewer_id, Part.DECIDED_BY: outcome.decided_by_id}
    known = people.people_by_ids(session, {each for each in who.values() if each})
    numbers = {part.value: known[each].employee_id for part, each in who.items() if each in known}
    return {"result": outcome.result or "", **outcome.words, **numbers}


def _refused(session: Session, story: Story, officer: Person) -> str:
    try:
        progress.may(session, story, Act.ANSWERED, officer)
    except PortalError as why:
        return why.message
    return ""


def _stays(session: Session, story: Story, officer: Person) -> str:
    try:
        ending.check_may_end(session, story, officer)
    except PortalError as why:
        return why.message
    return ""


def _first(story: Story) -> date | None:
    """The first day on which what is told today can be lifted."""
    try:
        return lifting.earliest(story.request.jurisdiction, story.today)
    except BeyondTableError:
        return None
