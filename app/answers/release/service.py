"""Putting an answer together, putting it to a second officer, and sending what she approved."""

from uuid import UUID

from sqlmodel import Session

from app.answers.bundles import queries as bundles
from app.answers.bundles import service as packing
from app.answers.bundles.models import AnswerBundle
from app.answers.delivery import rules as delivering
from app.answers.release import queries, rules
from app.approvals.models import Approval
from app.identity.people.models import Person
from app.subject_requests import queries as requests
from app.subject_requests.deciding import service as deciding
from app.subject_requests.models import Delivery, Outcome, SubjectRequest, SubjectRequestProposal


def pack(session: Session, sar: SubjectRequest, officer: Person, *, form_key: UUID) -> AnswerBundle:
    """Have the files of the answer put together. NotReadyError while something is missing."""
    answer = queries.answer(session, requests.story(session, sar), exact=True)
    rules.check_may_pack(answer.gate)
    assert answer.gathering is not None
    assert answer.letter is not None
    return packing.ask(
        session,
        sar,
        officer,
        answer.gathering,
        answer.letter,
        version=answer.version,
        fingerprint=answer.fingerprint,
        form_key=form_key,
    )


def propose(
    session: Session,
    sar: SubjectRequest,
    officer: Person,
    *,
    outcome: Outcome,
    reason: str,
    delivery: Delivery = Delivery.PORTAL,
    approver_id: UUID,
    form_key: UUID,
) -> Approval:
    """Put the exact answer to a second officer; the letter's opening is what the person reads.

    Raises NotReadyError, CannotSignInError and what proposing raises.
    """
    answer = queries.answer(session, requests.story(session, sar), exact=True)
    rules.check_open(answer.gate)
    assert answer.bundle is not None
    _check_delivery(session, sar, delivery)
    return deciding.propose_answer(
        session,
        sar,
        officer,
        outcome=outcome,
        text=answer.parts.opening,
        reason=reason,
        enclosed=answer.bundle.sha256,
        delivery=delivery,
        approver_id=approver_id,
        form_key=form_key,
    )


def check_approved(
    session: Session, sar: SubjectRequest, proposal: SubjectRequestProposal
) -> AnswerBundle:
    """The bundle that was approved, if it is still what would be sent now, and can be had.

    Raises NotReadyError, CannotSignInError.
    """
    _check_delivery(session, sar, proposal.delivery or Delivery.PORTAL)
    answer = queries.answer(session, requests.story(session, sar), exact=True)
    rules.check_open(answer.gate)
    bundle = bundles.with_digest(session, sar.id, proposal.enclosed)
    if bundle is None or answer.bundle is None or bundle.id != answer.bundle.id:
        raise rules.NotReadyError(rules.changed())
    return bundle


def _check_delivery(session: Session, sar: SubjectRequest, delivery: Delivery) -> None:
    person = session.get_one(Person, sar.person_id, populate_existing=True)
    delivering.check_delivery(delivery, works_here=person.active)
