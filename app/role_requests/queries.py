"""Who holds a role and how it was granted, what is asked for, and what a request is about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session

from app.approvals import queries as approvals
from app.approvals.models import Approval, ApprovalAttempt, Decision, Kind
from app.core import clock
from app.core.errors import NotFoundError
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.roles import queries as roles
from app.identity.roles.models import Role, RoleGrant
from app.role_requests import rules


@dataclass(frozen=True)
class Holding:
    """One person's role as the page shows it. Without ``asked_by``: from the command line."""

    grant: RoleGrant
    person: Person
    asked_by: Person | None
    approved_by: Person | None
    note: str

    @property
    def review_on(self) -> date:
        return self.grant.review_on

    @property
    def is_overdue(self) -> bool:
        return self.review_on <= clock.today("UTC")


class Wanted(NamedTuple):
    """What a request asks for: a role, for a person."""

    person: Person
    role: Role


def holdings(session: Session) -> Mapping[Role, Sequence[Holding]]:
    """Every role with those who hold it, by name."""
    held = roles.held_grants(session)
    acted = {by for grant, _ in held for by in (grant.granted_by, grant.approved_by) if by}
    known, notes = people.people_by_ids(session, acted), roles.last_notes(session)
    found: dict[Role, list[Holding]] = {role: [] for role in Role}
    for grant, person in held:
        asked_by = known.get(grant.granted_by) if grant.granted_by else None
        approved_by = known.get(grant.approved_by) if grant.approved_by else None
        note = notes.get(grant.id, "")
        found[grant.role].append(Holding(grant, person, asked_by, approved_by, note))
    return found


def holding(session: Session, employee_id: str, role: str) -> Holding:
    """One person's role, by the words of its address. Raises NotFoundError."""
    if role in set(Role):
        for one in holdings(session)[Role(role)]:
            if one.person.employee_id == employee_id:
                return one
    raise NotFoundError


@dataclass(frozen=True)
class Asked:
    """A role that was asked for somebody, as she reads it: who asked whom, why, what came of it."""

    approval: Approval
    role: Role
    asked_by: Person
    asked_of: Person
    state: Decision | None


@dataclass(frozen=True)
class Own:
    """All that administrators and auditors can read of one person's roles."""

    holdings: Sequence[Holding]
    asked: Sequence[Asked]
    attempts: Sequence[tuple[ApprovalAttempt, Approval]]

    @property
    def is_empty(self) -> bool:
        return not (self.holdings or self.asked or self.attempts)


def own(session: Session, person_id: UUID) -> Own:
    """What is on record of this person's own roles."""
    held = [one for each in holdings(session).values() for one in each]
    requests = approvals.about_person(session, person_id, Kind.ROLE_GRANT)
    acting = {id_ for one in requests for id_ in (one.requester_id, one.approver_id)}
    known = people.people_by_ids(session, acting)
    return Own(
        holdings=[one for one in held if one.person.id == person_id],
        asked=[
            Asked(
                approval=one,
                role=rules.parts(one.about)[1],
                asked_by=known[one.requester_id],
                asked_of=known[one.approver_id],
                state=approvals.state(one),
            )
            for one in requests
        ],
        attempts=approvals.attempts_by(session, person_id),
    )


def wanted(session: Session, approvals: Iterable[Approval]) -> Mapping[UUID, Wanted]:
    """What those of these requests that are about roles ask for, by the request's row id."""
    named = {one.id: rules.parts(one.about) for one in approvals if one.kind is Kind.ROLE_GRANT}
    known = people.people_by_ids(session, {person_id for person_id, _ in named.values()})
    return {id_: Wanted(known[person_id], role) for id_, (person_id, role) in named.items()}


def waiting(session: Session) -> Sequence[Approval]:
    """The requests for roles that wait for an officer, the newest first."""
    asked = approvals.lately(session)
    return [one for one in asked if one.kind is Kind.ROLE_GRANT and approvals.state(one) is None]
