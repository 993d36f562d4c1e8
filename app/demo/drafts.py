"""A change of the register under way: written by one officer, waiting for another."""

from datetime import datetime, timedelta
from uuid import uuid4

from sqlmodel import Session

from app.approvals import service as approvals
from app.approvals.models import Kind
from app.core import clock
from app.core.db.session import writing
from app.demo import people as cast
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.register import queries as register
from app.register.drafting import queries, service
from app.register.drafting.schemas import Proposal
from app.register.models import RegisterDraft, Stage

PRACTICE = "door-entry-leith"
SHORTER = {
    "label": "3 days",
    "then": "then it is deleted automatically",
    "days": 3,
}


def waiting(now: datetime) -> None:
    """Yesterday an officer asked another one to publish a shorter retention."""
    helen, daniel = cast.OFFICERS[:2]
    with clock.set_to(now - timedelta(hours=20)), writing() as session:
        officer, second = _person(session, helen), _person(session, daniel)
        draft = _draft(session, officer)
        approvals.ask(
            session,
            officer,
            second.id,
            kind=Kind.REGISTER_PUBLICATION,
            about=draft.about,
            digest=queries.approved_digest(draft),
            reason="The works council asked for this, and an evacuation needs one day only.",
            form_key=uuid4(),
        )


def _draft(session: Session, officer: Person) -> RegisterDraft:
    practice = register.in_force(session, clock.now()).practice(PRACTICE)
    assert practice is not None
    draft = service.begin_from(session, practice.document)
    values = {"retention": SHORTER}
    service.write_row(session, draft, "retention", values, seen=draft.digest, by=officer)
    service.fill_in_checks(session, draft, by=officer)
    for stage in (Stage.IMPACT_CHECK, Stage.CONSULTATION, Stage.APPROVED):
        service.move(session, draft, stage, by=officer)
    proposal = Proposal(
        headline="is to be kept for 3 days. It is 7 now.",
        reason="Nobody needed an older list in the last year.",
        adds=False,
    )
    service.propose(session, draft, proposal, by=officer)
    return draft


def _person(session: Session, employee_id: str) -> Person:
    found = people.by_employee_id(session, employee_id)
    assert found is not None
    return found
