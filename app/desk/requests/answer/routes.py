"""``/desk/requests/{reference}/answer``: write it, read the letter, ask a second officer."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import ConflictError, RejectedError
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.session import SessionDep
from app.desk.requests import queries as queues
from app.desk.requests import service as requests
from app.desk.requests.answer.forms import Answering, Telling
from app.desk.requests.case.pages import part
from app.desk.requests.clock.forms import Step
from app.identity.audiences import Officer
from app.identity.sign_in.step_up import StepUp
from app.identity.viewer import Viewer
from app.subject_requests.deciding import service as deciding
from app.subject_requests.models import Act
from app.subject_requests.outcomes import queries as outcomes
from app.subject_requests.outcomes.rules import RESULTS
from app.subject_requests.progress import service as progress
from app.subject_requests.queries import Story

router = APIRouter(prefix="/desk/requests/{reference}/answer", tags=["desk"])


@router.get("", name="desk.requests.answer:new")
def new(
    request: Request, session: SessionDep, officer: Officer, _fresh: StepUp, reference: str
) -> Response:
    story = requests.owned(session, officer, reference)
    requests.record(officer, story)
    return _page(request, session, officer, story, Filled({}))


@router.post("", name="desk.requests.answer:create")
def create(
    request: Request,
    session: SessionDep,
    officer: Officer,
    _fresh: StepUp,
    reference: str,
    submitted: Submitted,
) -> Response:
    story = requests.owned(session, officer, reference)
    form = _parsed(story, submitted)
    refused = _refused(session, story, officer)
    written = form.value
    if written is None or refused or written.step is not Step.SAVE:
        requests.record_in(session, officer, story.request)
        return _page(request, session, officer, story, form)
    approval = deciding.propose_answer(
        session,
        story.request,
        officer.person,
        outcome=written.outcome if isinstance(written, Answering) else None,
        text=written.text or written.answer,
        reason=written.reason if isinstance(written, Answering) else "",
        approver_id=written.approver,
        form_key=written.form_key,
    )
    return see_other(request.url_for("approvals:show", reference=approval.reference), "asked")


def _parsed(story: Story, submitted: Submitted) -> Filled[Any]:
    if story.request.kind in RESULTS:
        return parse(Telling, submitted)
    return parse(Answering, submitted)


def _refused(session: SessionDep, story: Story, officer: Viewer) -> str:
    """Why it cannot be answered now; asked before anything is written, which voids a decision."""
    try:
        progress.may(session, story, Act.ANSWERED, officer.person)
        outcomes.to_answer(session, story.request)
    except (RejectedError, ConflictError) as why:
        return why.message
    return ""


def _page(
    request: Request, session: SessionDep, officer: Viewer, story: Story, form: Filled[Any]
) -> Response:
    refused = _refused(session, story, officer)
    decided = None if refused else outcomes.to_answer(session, story.request)
    shown = form.value is not None and form.value.step is not Step.EDIT and not refused
    wrong = 422 if form.errors else 409
    return part(
        request,
        session,
        officer,
        story,
        "desk/requests/answer.html",
        here="answer",
        status_code=wrong if form.errors or (refused and form.typed) else 200,
        form=form,
        shown=shown,
        refused=refused,
        decided=decided,
        lines=outcomes.lines(session, decided.as_json()) if decided else (),
        approvers=queues.approvers_for(session, officer, story.request),
    )
