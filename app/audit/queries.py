"""What needed two people, who tried alone, and what was done from the command line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import Session

from app.access_log import queries as log
from app.access_log.queries import Act
from app.approvals import queries as approvals
from app.approvals.models import Approval, ApprovalAttempt, Decision
from app.audit.forms import Show
from app.cases.emergencies import queries as emergencies
from app.core import clock
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.roles import queries as roles
from app.identity.roles.models import Role
from app.role_requests import queries as role_requests
from app.role_requests.queries import Wanted

AT_ONCE = 25
T = TypeVar("T")


@dataclass(frozen=True)
class Summary:
    """The numbers of the first page, over the last thirteen months."""

    officers: int
    approvals: int
    waiting: int
    attempts: int
    acts: int
    emergencies: int
    to_review: int


@dataclass(frozen=True)
class Decided:
    """One request with everybody it names. ``wanted`` is there when it is for a role."""

    approval: Approval
    state: Decision | None
    asked_by: Person
    asked_of: Person
    decided_by: Person | None
    wanted: Wanted | None


@dataclass(frozen=True)
class Attempt:
    """Somebody tried to decide what another person was asked to."""

    attempt: ApprovalAttempt
    approval: Approval
    by: Person
    asked_of: Person


@dataclass(frozen=True)
class Told:
    """An act of the command line, and whose role it changed if it changed one."""

    act: Act
    person: Person | None


@dataclass(frozen=True)
class Run:
    """One page of a list, the newest first."""

    rows: Sequence[Any]
    page: int
    has_older: bool


def summary(session: Session) -> Summary:
    requests, looks = approvals.lately(session), emergencies.lately(session)
    return Summary(
        officers=officers(session),
        approvals=len(requests),
        waiting=sum(approvals.state(one) is None for one in requests),
        attempts=len(approvals.attempts_lately(session)),
        acts=len(log.command_line_acts(session, since=clock.now() - approvals.AUDITED)),
        emergencies=len(looks),
        to_review=sum(one.review is None for one in looks),
    )


def officers(session: Session) -> int:
    """How many privacy officers there are: with fewer than two, four eyes are refused."""
    return roles.numbers(session).get(Role.OFFICER, 0)


def four_eyes(session: Session, show: Show, page: int) -> Run:
    """One page of one of the lists."""
    runs = {
        Show.APPROVALS: _decided,
        Show.ATTEMPTS: _attempts,
        Show.COMMAND_LINE: _acts,
        Show.EMERGENCIES: _emergencies,
    }
    return runs[show](session, page)


def _decided(session: Session, page: int) -> Run:
    found, older = _cut(approvals.lately(session, **_part(page)))
    known = _people(session, found)
    wanted = role_requests.wanted(session, found)
    return Run([_row(one, known, wanted) for one in found], page, older)


def _row(one: Approval, known: Mapping[UUID, Person], wanted: Mapping[UUID, Wanted]) -> Decided:
    return Decided(
        approval=one,
        state=approvals.state(one),
        asked_by=known[one.requester_id],
        asked_of=known[one.approver_id],
        decided_by=known[one.decided_by] if one.decided_by else None,
        wanted=wanted.get(one.id),
    )


def _attempts(session: Session, page: int) -> Run:
    found, older = _cut(approvals.attempts_lately(session, **_part(page)))
    known = _people(session, [approval for _, approval in found])
    known |= people.people_by_ids(session, {attempt.person_id for attempt, _ in found})
    rows = [
        Attempt(attempt, approval, known[attempt.person_id], known[approval.approver_id])
        for attempt, approval in found
    ]
    return Run(rows, page, older)


def _acts(session: Session, page: int) -> Run:
    since = clock.now() - approvals.AUDITED
    found, older = _cut(log.command_line_acts(session, since=since, **_part(page)))
    grants = {act.seq: UUID(act.what["grant"]) for act in found if "grant" in act.what}
    whose = roles.people_of_grants(session, set(grants.values()))
    rows = [Told(act, whose.get(grants[act.seq]) if act.seq in grants else None) for act in found]
    return Run(rows, page, older)


def _emergencies(session: Session, page: int) -> Run:
    found, older = _cut(emergencies.lately(session, **_part(page)))
    return Run(found, page, older)


def _people(session: Session, found: Sequence[Approval]) -> dict[UUID, Person]:
    ids = {id_ for one in found for id_ in (one.requester_id, one.approver_id, one.decided_by)}
    return people.people_by_ids(session, ids - {None})  # type: ignore[arg-type]


def _part(page: int) -> dict[str, int]:
    return {"offset": (page - 1) * AT_ONCE, "limit": AT_ONCE + 1}


def _cut(found: Sequence[T]) -> tuple[Sequence[T], bool]:
    return found[:AT_ONCE], len(found) > AT_ONCE
