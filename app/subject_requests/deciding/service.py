"""Proposing an answer or an extension to a second officer, and saying it once she approved."""

from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.approvals import queries as approved
from app.approvals import service as approvals
from app.approvals.models import Approval
from app.approvals.models import Kind as Matter
from app.core import clock
from app.core.errors import ForbiddenError
from app.core.language import gettext as _
from app.identity.people.models import Person
from app.subject_requests import queries
from app.subject_requests.apart import queries as apart
from app.subject_requests.conditions import rules
from app.subject_requests.conditions.rules import ExtensionGround
from app.subject_requests.deciding.rules import digest
from app.subject_requests.models import (
    Act,
    Delivery,
    Outcome,
    SubjectRequest,
    SubjectRequestEvent,
    SubjectRequestProposal,
)
from app.subject_requests.outcomes import queries as outcomes
from app.subject_requests.outcomes import service as outcome_service
from app.subject_requests.outcomes.models import Result
from app.subject_requests.outcomes.rules import MEANS
from app.subject_requests.outcomes.rules import reason as reason_of
from app.subject_requests.progress import service as progress
from app.subject_requests.progress.rules import Standing
from app.subject_requests.queries import Story
from app.subject_requests.restrictions import service as restrictions


class ApproverTooCloseError(ForbiddenError):
    def __init__(self) -> None:
        super().__init__(
            _("This officer works directly with the person. Another one has to decide this.")
        )


class ApproverConcernedError(ForbiddenError):
    def __init__(self) -> None:
        super().__init__(
            _("This is about how that officer handled a request. Another one has to decide it.")
        )


def propose_answer(
    session: Session,
    request: SubjectRequest,
    officer: Person,
    *,
    outcome: Outcome | None = None,
    text: str,
    reason: str = "",
    enclosed: str = "",
    delivery: Delivery = Delivery.PORTAL,
    approver_id: UUID,
    form_key: UUID,
) -> Approval:
    """Ask another officer to approve the exact answer. An earlier proposal is void.

    A right that has outcomes of its own takes ``outcome`` and ``reason`` from what was written
    down of it; ``enclosed`` is the digest of the files that go with it. Whoever has left reads
    nothing in the portal: what they are answered in words goes on paper. Raises
    OutcomeIncompleteError and ConditionError where words are missing, ApproverTooCloseError, and
    what asking raises.
    """
    if sent := approved.by_form(session, officer.id, form_key):
        return sent
    if decided := outcomes.to_answer(session, request):
        outcome, reason = MEANS[decided.result], reason_of(decided)
    rules.check_answer(outcome, text, reason, is_copied=bool(enclosed), kind=request.kind)
    story = _may_propose(session, request, Act.ANSWERED, officer)
    words = _words(story, Act.ANSWERED, officer, text, reason, outcome=outcome, enclosed=enclosed)
    words.decided = decided.as_json() if decided else None
    words.delivery = _sent_by(session, request, delivery)
    return _ask(session, story, officer, words, approver_id=approver_id, form_key=form_key)


def propose_extension(
    session: Session,
    request: SubjectRequest,
    officer: Person,
    *,
    ground: ExtensionGround,
    text: str,
    reason: str,
    approver_id: UUID,
    form_key: UUID,
) -> Approval:
    """Ask another officer to approve that it takes up to two months longer (SAR-6).

    ``text`` is the letter. It counts from the day on which it is approved, and is refused then
    if the first month is over.
    """
    if sent := approved.by_form(session, officer.id, form_key):
        return sent
    story = _may_propose(session, request, Act.EXTENDED, officer)
    rules.check_extension(story.standing, story.today, ground, reason)
    words = _words(story, Act.EXTENDED, officer, text, reason, ground=ground.value)
    return _ask(session, story, officer, words, approver_id=approver_id, form_key=form_key)


def preview_extension(story: Story) -> Standing:
    """Where a request would stand if the extension were approved today."""
    return story.foreseen((Act.EXTENDED, story.today))


def carry_out(
    session: Session,
    request: SubjectRequest,
    words: SubjectRequestProposal,
    *,
    officer: Person,
    approver: Person,
    reference: str,
) -> SubjectRequestEvent:
    """Tell the person what was approved, in exactly these words; or that it is sent to her.

    Every condition is asked again, of the officer who wrote it too. Raises
    ApproverTooCloseError and the refusals of ``conditions.rules``.
    """
    story = progress.locked(session, request)
    check_approver(session, approver, request)
    progress.may(session, story, words.act, officer)
    details: dict[str, Any] = {"approver_id": str(approver.id), "approval": reference}
    if words.act is Act.EXTENDED:
        ground = ExtensionGround(words.ground)
        rules.check_extension(story.standing, story.today, ground, words.reason)
        details["ground"] = words.ground
    elif words.outcome is not None:
        _check_reached(session, request, words)
        details |= _outcome(session, request, words)
    if words.enclosed:
        details["enclosed"] = words.enclosed
    if words.decided and words.decided["result"] == Result.RESTRICTED:
        restrictions.keep_from_use(session, request, words.decided["practices"], officer)
    if words.decided:
        outcome_service.delete_record(session, request, words.decided)
    if words.delivery:
        details |= {"delivery": words.delivery.value, "send_to": request.send_to}
        return _to_be_sent(session, story, officer, details)
    event = progress.append(
        session, story, words.act, officer, text=words.text, reason=words.reason, details=details
    )
    progress.tell(session, request, words.act.value, event.number)
    return event


def _to_be_sent(
    session: Session, story: Story, officer: Person, details: dict[str, Any]
) -> SubjectRequestEvent:
    """Approved, and given only once it is sent: until then the clock runs."""
    progress.may(session, story, Act.APPROVED, officer)
    event = progress.append(session, story, Act.APPROVED, officer, details=details)
    progress.tell(session, story.request, Act.APPROVED.value, event.number)
    return event


def _sent_by(session: Session, request: SubjectRequest, delivery: Delivery) -> Delivery | None:
    """How an answer goes that the portal does not give."""
    if delivery is not Delivery.PORTAL:
        return delivery
    return None if _works_here(session, request) else Delivery.PAPER


def _check_reached(
    session: Session, request: SubjectRequest, words: SubjectRequestProposal
) -> None:
    """That nobody who has left since is answered where they cannot read it."""
    if words.delivery is None and not _works_here(session, request):
        raise rules.NotNowError(
            _("They have left and cannot sign in. Ask again: then it is sent to them.")
        )


def _works_here(session: Session, request: SubjectRequest) -> bool:
    return session.get_one(Person, request.person_id, populate_existing=True).active


def _outcome(
    session: Session, request: SubjectRequest, words: SubjectRequestProposal
) -> dict[str, Any]:
    """What the answer says was decided, if nothing else was written down meanwhile."""
    assert words.outcome is not None
    decided = outcomes.to_answer(session, request)
    if (decided.as_json() if decided else None) != words.decided:
        raise rules.NotNowError(_("The outcome was changed. Another officer has to approve it."))
    told = {"outcome": words.outcome.value}
    return told | ({"decided": words.decided} if words.decided else {})


def _may_propose(session: Session, request: SubjectRequest, act: Act, officer: Person) -> Story:
    story = progress.begin(session, request, officer)
    progress.may(session, story, act, officer)
    return story


def _words(
    story: Story,
    act: Act,
    officer: Person,
    text: str,
    reason: str,
    *,
    outcome: Outcome | None = None,
    ground: str = "",
    enclosed: str = "",
) -> SubjectRequestProposal:
    return SubjectRequestProposal(
        request_id=story.request.id,
        number=story.standing.number,
        act=act,
        outcome=outcome,
        ground=ground,
        text=text.strip(),
        reason=reason.strip(),
        enclosed=enclosed,
        made_by=officer.id,
        made_at=clock.now(),
    )


def _ask(
    session: Session,
    story: Story,
    officer: Person,
    words: SubjectRequestProposal,
    *,
    approver_id: UUID,
    form_key: UUID,
) -> Approval:
    approver = session.get(Person, approver_id)
    if approver is not None:
        check_approver(session, approver, story.request)
    session.add(words)
    session.flush()
    return approvals.ask(
        session,
        officer,
        approver_id,
        kind=Matter.SUBJECT_REQUEST,
        about=story.request.reference,
        digest=digest(story.request.reference, story.standing.number, words, story.request.send_to),
        reason=words.reason,
        form_key=form_key,
        subject_id=story.request.person_id,
    )


def check_approver(session: Session, approver: Person, request: SubjectRequest) -> None:
    """That she may decide about this person: ApproverTooCloseError, ApproverConcernedError."""
    if request.person_id in queries.too_close(session, approver):
        raise ApproverTooCloseError
    if apart.is_kept_from(session, approver.id, request):
        raise ApproverConcernedError
