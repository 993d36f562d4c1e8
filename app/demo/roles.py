"""Roles of Northfold Energy after set-up: reviewed, asked for, granted, and one that waits."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from app.approvals.models import Approval
from app.core import clock
from app.core.db.base import new_id
from app.core.db.session import writing
from app.demo import people as cast
from app.desk.approvals import service as desk
from app.desk.approvals.forms import NewDecision
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.roles.models import Role
from app.role_requests import queries, service

HELEN, DANIEL, NEVER_REVIEWED = cast.OFFICERS[0], cast.OFFICERS[1], cast.OFFICERS[3]
DEPUTY, STANDS_IN = "E1022", "E1033"
GRANTED, REVIEWED = timedelta(days=150), timedelta(days=40)
ASKED = timedelta(hours=3)


def since_set_up(now: datetime) -> None:
    """What happened to roles since the portal was set up: all of it in the portal."""
    with clock.set_to(now - GRANTED - timedelta(hours=4)), writing() as session:
        reason = "Viktor Lang needs a deputy, and somebody who reviews his role."
        asked = _ask(session, DEPUTY, Role.ADMINISTRATOR, DANIEL, reason).id
    with clock.set_to(now - GRANTED), writing() as session:
        _approve(session, asked, DANIEL)
    with clock.set_to(now - REVIEWED), writing() as session:
        _review(session)
    with clock.set_to(now - ASKED), writing() as session:
        reason = "He stands in for Ines Carvalho while she is on leave from December."
        _ask(session, STANDS_IN, Role.AUDITOR, HELEN, reason)


def _ask(session: Session, whom: str, role: Role, officer: str, reason: str) -> Approval:
    return service.ask(
        session,
        _person(session, cast.ADMINISTRATOR),
        employee_id=whom,
        role=role,
        approver_id=_person(session, officer).id,
        reason=reason,
        form_key=new_id(),
    )


def _approve(session: Session, approval_id: UUID, officer: str) -> None:
    approval = session.get(Approval, approval_id)
    assert approval is not None
    decision = NewDecision(digest=approval.digest, decision="approve")
    desk.decide(session, approval, _person(session, officer), decision)


def _review(session: Session) -> None:
    """Everybody's role but one: that one is overdue."""
    viktor, deputy = _person(session, cast.ADMINISTRATOR), _person(session, DEPUTY)
    for held in queries.holdings(session).values():
        for one in held:
            if one.person.employee_id in {NEVER_REVIEWED, DEPUTY}:
                continue
            by = deputy if one.person.id == viktor.id else viktor
            service.review(session, by, one.person, one.grant, "Still does this work.")


def _person(session: Session, employee_id: str) -> Person:
    person = people.by_employee_id(session, employee_id)
    assert person is not None
    return person
