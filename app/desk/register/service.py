"""What officers do with drafts at the workbench."""

from typing import Any

from sqlmodel import Session

from app.approvals import service as approvals
from app.approvals.models import Approval, Kind
from app.core import clock
from app.core.errors import NotFoundError
from app.desk.register.forms import Ending, NewPractice, Publication
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.register import queries as register
from app.register.drafting import queries, service
from app.register.drafting.endings import service as endings
from app.register.drafting.rows import rules as rows
from app.register.drafting.rows.rules import ROWS
from app.register.drafting.schemas import Proposal, ProposedEnding
from app.register.in_force.rules import Practice
from app.register.models import RegisterDraft
from app.register.parts.schemas import CategoryFate


def begin(session: Session, new: NewPractice) -> RegisterDraft:
    """Begin the draft of a new practice."""
    owner = people.by_employee_id(session, new.owner) if new.owner else None
    values = {"title": new.title, "kind": new.kind.value, "area": new.area.value}
    return service.begin(session, new.code, values, owner_id=owner.id if owner else None)


def faults(session: Session, new: NewPractice) -> dict[str, str]:
    """What keeps a new practice from being begun, by field."""
    found: dict[str, str] = {}
    owner = people.by_employee_id(session, new.owner) if new.owner else None
    if new.owner and (owner is None or not owner.active):
        found["owner"] = "Nobody with that employee number works here."
    if register.is_known(session, new.code):
        found["code"] = "This code is taken."
    return found


def with_row(words: dict[str, Any], row: str, values: dict[str, Any]) -> dict[str, Any]:
    """The words of a draft with one row as typed."""
    return {name: value for name, value in words.items() if name not in ROWS[row]} | values


def to_write(session: Session, draft: RegisterDraft, row: str) -> dict[str, str]:
    """What the controls of a row hold; the checks as they are on record."""
    checks = row == "checks"
    return rows.written(
        row, queries.with_checks(session, draft) if checks else queries.words(draft)
    )


def proposed(draft: RegisterDraft) -> dict[str, str]:
    """What the form of publication holds: what was proposed before, in the same words."""
    proposal = queries.proposal(draft)
    if proposal is None:
        return {}
    return {
        "headline": proposal.headline,
        "why": proposal.reason,
        "adds": "yes" if proposal.adds else "no",
        "correction": _kind_of(proposal),
        "since": proposal.since.isoformat() if proposal.since else "",
        "starts_on": proposal.starts_on.isoformat() if proposal.starts_on else "",
    }


def _kind_of(proposal: Proposal) -> str:
    if proposal.since is not None:
        return "past"
    return "yes" if proposal.correction else "no"


def ask_to_publish(
    session: Session, officer: Person, draft: RegisterDraft, wanted: Publication
) -> Approval:
    """Write how it is to be published, and ask a second officer for exactly that."""
    proposal = Proposal(
        headline=wanted.headline,
        reason=wanted.why,
        adds=wanted.adds,
        correction=wanted.correction != "no",
        since=wanted.since,
        starts_on=wanted.starts_on,
    )
    service.propose(session, draft, proposal, by=officer)
    return approvals.ask(
        session,
        officer,
        wanted.approver,
        kind=Kind.REGISTER_PUBLICATION,
        about=draft.about,
        digest=queries.approved_digest(draft),
        reason=wanted.reason,
        form_key=wanted.form_key,
    )


def ask_to_end(
    session: Session,
    officer: Person,
    practice_id: str,
    wanted: Ending,
    fates: tuple[CategoryFate, ...],
) -> Approval:
    """Keep how the practice is to end, and ask a second officer for exactly that."""
    assert wanted.on is not None
    ending = ProposedEnding(
        on=wanted.on, fate=wanted.fate, reason=wanted.why, fates=fates, past=wanted.past
    )
    draft = endings.propose(session, practice_id, ending)
    return approvals.ask(
        session,
        officer,
        wanted.approver,
        kind=Kind.REGISTER_ENDING,
        about=practice_id,
        digest=draft.digest,
        reason=wanted.reason,
        form_key=wanted.form_key,
    )


def to_end(session: Session, practice_id: str) -> Practice:
    """A practice that is in use and so can end, or NotFoundError."""
    practice = register.in_force(session, clock.now()).practice(practice_id)
    if practice is None or not practice.in_use:
        raise NotFoundError
    return practice


def title(session: Session, practice_id: str) -> str:
    """What a draft or a practice is called."""
    draft = register.open_draft(session, practice_id)
    practice = register.in_force(session, clock.now()).practice(practice_id)
    if draft is not None and practice is None:
        return queries.title(draft)
    return practice.title if practice else practice_id
