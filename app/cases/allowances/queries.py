"""Whom an officer has looked at lately, and how many she may."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.approvals import queries as approvals
from app.approvals.models import Kind
from app.cases import queries as cases
from app.cases.allowances import rules


@dataclass(frozen=True)
class Allowance:
    """``seen`` are the people looked at in the last 24 hours, ``limit`` how many there may be."""

    seen: Set[UUID]
    limit: int


def allowance(session: Session, officer_id: UUID, now: datetime) -> Allowance:
    """The officer's, with what was approved in the last 24 hours."""
    since = now - rules.WITHIN
    approved = approvals.approved_since(session, officer_id, Kind.MORE_PEOPLE, since)
    more = sum(rules.parts(approval.about)[1] for approval in approved)
    seen = cases.people_seen_since(session, officer_id, since)
    return Allowance(seen, rules.SUBJECTS_A_DAY + more)
