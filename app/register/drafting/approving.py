"""What a second person sees of a draft, and what happens once she approves it."""

from datetime import date
from typing import Any

from sqlmodel import Session

from app.approvals.matters import Matter
from app.approvals.models import Approval, Kind
from app.core import clock
from app.core.db import dialects
from app.core.errors import NotFoundError
from app.core.queue import service as queue
from app.identity.establishments import queries as establishments
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.register import queries as register
from app.register import service as publishing
from app.register.comparison.rules import compare
from app.register.drafting import queries, rules, service
from app.register.drafting.endings import service as endings
from app.register.drafting.schemas import Proposal, ProposedEnding
from app.register.in_force.rules import Practice
from app.register.models import Origin, RegisterDraft, Stage
from app.register.risks.rules import turn
from app.register.schemas import EndingNote, PracticeDocument, VersionNote, digest

TELL = "register:tell_of_change"


def matter(session: Session, approval: Approval) -> Matter:
    """The exact words as they are now, beside those in force. NotFoundError if none wait."""
    if approval.kind is Kind.REGISTER_ENDING:
        return _ending(session, approval)
    draft = _waiting(session, approval.about, Stage.APPROVED)
    document = PracticeDocument.model_validate_json(draft.document)
    proposal = queries.proposal(draft)
    practice = _practice(session, approval.about)
    values = {
        "document": document,
        "proposal": proposal,
        "starts_on": rules.starts(proposal, _today(session), practice) if proposal else None,
        "practice": practice,
        "places": establishments.by_codes(session),
        "compare": compare,
    }
    return Matter(
        title=document.title,
        url=f"/desk/register/{draft.about}",
        digest=queries.approved_digest(draft),
        template="register/drafting/_matter.html",
        values=values,
    )


def carry_out(session: Session, approval: Approval, approver: Person) -> None:
    """Publish the words, or end the practice, and have everyone concerned told."""
    known = people.people_by_ids(session, {approval.requester_id})
    both = (known[approval.requester_id].name, approver.name)
    if approval.kind is Kind.REGISTER_ENDING:
        draft = _waiting(session, approval.about, Stage.ENDING)
        proposed = queries.ending(draft)
        endings.check(session, approval.about, proposed)
        note = EndingNote(**_ended(proposed), approved_by=both)
        publishing.end(session, approval.about, note, Origin.PORTAL)
        told = f"ended-{note.on.isoformat()}"
    else:
        draft = _waiting(session, approval.about, Stage.APPROVED)
        told = _publish(session, draft, both)
    service.close_as_done(session, draft)
    queue.enqueue(session, TELL, practice=approval.about, change=told)


def _ended(proposed: ProposedEnding) -> dict[str, Any]:
    names = ProposedEnding.model_fields.keys() & EndingNote.model_fields.keys()
    return {name: getattr(proposed, name) for name in names}


def _publish(session: Session, draft: RegisterDraft, both: tuple[str, str]) -> str:
    dialects.serialise(session, turn(draft.about))
    document = PracticeDocument.model_validate_json(draft.document)
    proposal = queries.proposal(draft)
    if proposal is None:
        raise service.NotAStepError
    service.check(session, draft, proposal)
    number, correction = _numbers(session, draft.about, proposal)
    note = VersionNote(
        number=number,
        correction=correction,
        in_force_from=rules.starts(proposal, _today(session), _practice(session, draft.about)),
        headline=proposal.headline,
        reason=proposal.reason,
        approved_by=both,
        consulted=document.checks.consultation.text,
        adds=proposal.adds,
    )
    publishing.publish(session, document, note, Origin.PORTAL)
    return f"{number}.{correction}"


def _numbers(session: Session, practice_id: str, proposal: Proposal) -> tuple[int, int]:
    number, correction = register.newest_number(session, practice_id)
    return (number, correction + 1) if proposal.correction and number else (number + 1, 0)


def _ending(session: Session, approval: Approval) -> Matter:
    draft = _waiting(session, approval.about, Stage.ENDING)
    practice = _practice(session, approval.about)
    if practice is None:
        raise NotFoundError
    return Matter(
        title=practice.title,
        url=f"/collected/{approval.about}",
        digest=digest(draft.document),
        template="register/drafting/_ending_matter.html",
        values={"ending": queries.ending(draft), "practice": practice},
    )


def _waiting(session: Session, practice_id: str, stage: Stage) -> RegisterDraft:
    draft = queries.open_again(session, practice_id, stage)
    if draft is None:
        raise NotFoundError
    return draft


def _practice(session: Session, practice_id: str) -> Practice | None:
    return register.in_force(session, clock.now()).practice(practice_id)


def _today(session: Session) -> date:
    return register.in_force(session, clock.now()).day
