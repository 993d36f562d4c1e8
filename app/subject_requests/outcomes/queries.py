"""The outcome of a request as it stands now, and who has to be told of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from app.access_log.rules import ACCESS_RECORD
from app.core import clock
from app.identity.people.models import Person
from app.identity.sources.rules import PORTAL
from app.register import queries as register
from app.register.in_force.rules import Practice
from app.subject_requests.asking import queries as asking
from app.subject_requests.asking.rules import What, scope_of
from app.subject_requests.models import Act, Kind, SubjectRequest
from app.subject_requests.outcomes import rules, words
from app.subject_requests.outcomes.models import (
    Result,
    SubjectRequestNotice,
    SubjectRequestOutcome,
)
from app.subject_requests.outcomes.rules import Decided
from app.subject_requests.queries import Story


@dataclass(frozen=True)
class Recipient:
    """Somebody outside who receives data of these practices; ``notice``: the newest, if any."""

    name: str
    does: str
    notice: SubjectRequestNotice | None

    @property
    def is_open(self) -> bool:
        return self.notice is None


def newest(session: Session, request_id: UUID) -> SubjectRequestOutcome | None:
    """What was written down last."""
    written = select(SubjectRequestOutcome).where(SubjectRequestOutcome.request_id == request_id)
    last = written.order_by(col(SubjectRequestOutcome.number).desc()).limit(1)
    return session.exec(last).first()


def by_form(session: Session, request_id: UUID, form_key: UUID) -> SubjectRequestOutcome | None:
    sent = select(SubjectRequestOutcome).where(
        SubjectRequestOutcome.request_id == request_id, SubjectRequestOutcome.form_key == form_key
    )
    return session.exec(sent).one_or_none()


def about(request: SubjectRequest, outcome: SubjectRequestOutcome | None) -> tuple[str, ...]:
    """The practices a request is about: those it names, or those an officer named for it."""
    scope = scope_of(request.scope)
    if scope.what is What.CHOSEN:
        return scope.practices
    return tuple(outcome.practices) if outcome else ()


def nameable(session: Session, request: SubjectRequest) -> Sequence[Practice]:
    """What an officer may name for a person who was not sure; empty where she named it herself."""
    person = session.get(Person, request.person_id)
    if person is None or scope_of(request.scope).what is What.CHOSEN:
        return ()
    return asking.offered(session, person, request.kind)


def to_answer(session: Session, request: SubjectRequest) -> Decided | None:
    """The outcome for an answer; None of a right that is answered in words alone.

    Raises OutcomeIncompleteError, which names what is missing.
    """
    if request.kind not in rules.RESULTS:
        return None
    outcome = newest(session, request.id)
    if outcome is None or outcome.result is None:
        raise rules.OutcomeIncompleteError([])
    practices = about(request, outcome)
    lacking = rules.missing(outcome.result, practices, outcome.words)
    if lacking:
        raise rules.OutcomeIncompleteError([words.inside(part) for part in lacking])
    return rules.decided(outcome.result, practices, outcome.words)


def lacks(session: Session, story: Story) -> str:
    """What an answer still waits for, in words; nothing where it can be written."""
    if not story.standing.is_open:
        return ""
    try:
        to_answer(session, story.request)
    except rules.OutcomeIncompleteError as missing:
        return missing.message
    return ""


def answered(story: Story) -> Mapping[str, Any]:
    """The outcome that stands in the answer the person reads; empty while there is none."""
    if story.standing.outcome is None:
        return {}
    last = [event for event in story.events if event.act is Act.ANSWERED][-1]
    found: Mapping[str, Any] = last.details.get("decided") or {}
    return found


def lines(session: Session, decided: Mapping[str, Any]) -> list[tuple[str, str]]:
    """An outcome (``rules.Decided`` as it is kept) part by part, in words."""
    return words.lines(decided, titles(session, decided.get("practices", ())))


def recipients(session: Session, story: Story) -> list[Recipient]:
    """Who has to be told of the outcome, by name; nobody while it calls for nothing."""
    outcome = newest(session, story.request.id)
    result = answered(story).get("result") or (outcome.result if outcome else None)
    if result not in rules.TOLD_ON:
        return []
    told = {notice.recipient: notice for notice in _notices(session, story.request.id)}
    named = outsiders(session, about(story.request, outcome))
    return [Recipient(name, does, told.get(name)) for name, does in sorted(named.items())]


def notice_by_form(
    session: Session, request_id: UUID, form_key: UUID
) -> SubjectRequestNotice | None:
    sent = select(SubjectRequestNotice).where(
        SubjectRequestNotice.request_id == request_id, SubjectRequestNotice.form_key == form_key
    )
    return session.exec(sent).one_or_none()


def who_decided(session: Session, request: SubjectRequest) -> set[UUID]:
    """Who looked at this person's decisions before, in her other requests of this kind."""
    earlier = (
        select(SubjectRequestOutcome)
        .join(SubjectRequest, col(SubjectRequest.id) == col(SubjectRequestOutcome.request_id))
        .where(
            SubjectRequest.person_id == request.person_id,
            SubjectRequest.kind == Kind.HUMAN_REVIEW,
            SubjectRequest.id != request.id,
        )
        .order_by(col(SubjectRequestOutcome.number))
    )
    last = {each.request_id: each for each in session.exec(earlier)}
    return {each.reviewer_id for each in last.values() if each.reviewer_id and _ended(each)}


def names_the_record(session: Session, practices: Iterable[str]) -> bool:
    """Whether one of these is what the portal keeps of who looked."""
    known = register.in_force(session, clock.now())
    documents = [each.document for each in map(known.practice, practices) if each]
    return any(
        document.system == PORTAL and ACCESS_RECORD in {each.id for each in document.categories}
        for document in documents
    )


def may_erase(
    session: Session, request: SubjectRequest, outcome: SubjectRequestOutcome | None
) -> bool:
    """Whether the portal itself deletes the record of who looked, if that is what is decided."""
    return request.kind is Kind.ERASURE and names_the_record(session, about(request, outcome))


def titles(session: Session, practices: Iterable[str]) -> list[str]:
    """What these practices are called."""
    known = register.in_force(session, clock.now())
    found = [(each, known.practice(each)) for each in practices]
    return [practice.title if practice else name for name, practice in found]


def _ended(outcome: SubjectRequestOutcome) -> bool:
    return outcome.result in {Result.CHANGED, Result.CONFIRMED}


def _notices(session: Session, request_id: UUID) -> Sequence[SubjectRequestNotice]:
    """The oldest first."""
    hers = select(SubjectRequestNotice).where(SubjectRequestNotice.request_id == request_id)
    return session.exec(hers.order_by(col(SubjectRequestNotice.id))).all()


def outsiders(session: Session, practices: Iterable[str]) -> dict[str, str]:
    """Processors, recipients and readers outside of these practices, and what each does."""
    known = register.in_force(session, clock.now())
    found: dict[str, str] = {}
    for document in (p.document for p in map(known.practice, practices) if p):
        for each in (*document.processors, *document.recipients):
            found.setdefault(each.name, each.does)
        for reader in document.readers:
            if reader.organisation:
                found.setdefault(reader.organisation, reader.when)
    return found
