"""Writing down an outcome, and that its recipients were told."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.access_log.erasing import service as erasing
from app.core import clock
from app.identity.people.models import Person
from app.subject_requests.asking.rules import CONTESTS
from app.subject_requests.conditions.rules import check_owner
from app.subject_requests.models import Act, SubjectRequest
from app.subject_requests.outcomes import queries, rules
from app.subject_requests.outcomes.models import (
    Result,
    SubjectRequestNotice,
    SubjectRequestOutcome,
)
from app.subject_requests.outcomes.rules import Part
from app.subject_requests.progress import service as progress
from app.subject_requests.restrictions import service as restrictions


def write(
    session: Session,
    request: SubjectRequest,
    officer: Person,
    *,
    result: Result | None,
    practices: Collection[str] = (),
    words: Mapping[str, str],
    reviewer: Person | None = None,
    decided_by: Person | None = None,
    form_key: UUID,
) -> SubjectRequestOutcome:
    """Write down what is decided so far. A decision that was asked for is void.

    It may be incomplete; ``queries.to_answer`` says what is missing. The same form sent again
    changes nothing. Raises the refusals of ``rules`` and ``conditions.rules.check``.
    """
    rules.check_result(request.kind, result, words)
    if sent := queries.by_form(session, request.id, form_key):
        return sent
    story = progress.begin(session, request, officer)
    progress.may(session, story, Act.ANSWERED, officer)
    if sent := queries.by_form(session, request.id, form_key):
        return sent
    before = queries.newest(session, request.id)
    told = {name: text.strip() for name, text in words.items() if text.strip()}
    outcome = SubjectRequestOutcome(
        request_id=request.id,
        number=before.number + 1 if before else 1,
        result=result,
        practices=_named(session, request, practices),
        words=told | _who(session, request, reviewer, decided_by),
        reviewer_id=reviewer.id if reviewer else None,
        decided_by_id=decided_by.id if decided_by else None,
        written_by=officer.id,
        written_at=clock.now(),
        form_key=form_key,
    )
    session.add(outcome)
    session.flush()
    if request.kind in CONTESTS:
        restrictions.keep_from_use(session, request, outcome.practices, officer)
    return outcome


def delete_record(session: Session, request: SubjectRequest, decided: Mapping[str, Any]) -> None:
    """Have it deleted what the log says of the person, where all of that is to go.

    Of what is deleted in part the officer sees to the rest: no program reads which part.
    """
    if decided["result"] == Result.DELETED and queries.names_the_record(
        session, decided["practices"]
    ):
        erasing.ask(session, request.person_id, request.reference)


def note(
    session: Session,
    request: SubjectRequest,
    officer: Person,
    *,
    recipient: str,
    told_on: date | None = None,
    how: str = "",
    why_not: str = "",
    form_key: UUID,
) -> SubjectRequestNotice:
    """Write down that a recipient was told, or why not (Art 19). It may be said again.

    Raises NotYoursToDoError, NoticeError.
    """
    story = progress.locked(session, request)
    check_owner(progress.part_of(session, story, officer))
    if sent := queries.notice_by_form(session, request.id, form_key):
        return sent
    named = {each.name for each in queries.recipients(session, story)}
    rules.check_notice(recipient, named, told_on, request.received_on, story.today)
    notice = SubjectRequestNotice(
        request_id=request.id,
        recipient=recipient,
        told_on=told_on,
        how=how.strip() if told_on else "",
        why_not="" if told_on else why_not.strip(),
        written_by=officer.id,
        written_at=clock.now(),
        form_key=form_key,
    )
    session.add(notice)
    session.flush()
    return notice


def _named(session: Session, request: SubjectRequest, practices: Collection[str]) -> list[str]:
    offered = {practice.id for practice in queries.nameable(session, request)}
    return sorted(offered & set(practices))


def _who(
    session: Session, request: SubjectRequest, reviewer: Person | None, decided_by: Person | None
) -> dict[str, str]:
    """Who looked again, and who had decided, as the person reads it."""
    if reviewer is not None:
        before = queries.who_decided(session, request)
        before |= {decided_by.id} if decided_by else set()
        rules.check_reviewer(reviewer.id, request.person_id, before)
    people = {Part.REVIEWER: reviewer, Part.DECIDED_BY: decided_by}
    return {part.value: f"{p.name}, {p.role_title}" for part, p in people.items() if p}
