"""``/approvals``: what waits for a second person, and what became of one's own requests."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from app.approvals import queries
from app.approvals import service as approvals
from app.approvals.models import Approval, Decision, Kind
from app.core.errors import ForbiddenError
from app.core.language import gettext as _
from app.core.web.errors import refuse
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.headers import INERT
from app.core.web.session import SessionDep
from app.core.web.streams import Streamed
from app.desk.approvals import service
from app.desk.approvals.forms import NewDecision
from app.desk.pages import workbench
from app.identity.audiences import Employee
from app.identity.people import queries as people
from app.identity.sign_in.step_up import StepUp
from app.identity.viewer import Viewer

router = APIRouter(prefix="/approvals", tags=["approvals"])


@router.get("", name="approvals:index")
def index(request: Request, session: SessionDep, viewer: Employee) -> Response:
    waiting = queries.waiting_for(session, viewer.id)
    asked = queries.asked_by(session, viewer.id)
    lists = {"waiting": _rows(session, waiting), "asked": _rows(session, asked)}
    return _page(request, session, viewer, "desk/approvals/index.html", **lists)


@router.get("/{reference}", name="approvals:show")
def show(request: Request, session: SessionDep, viewer: Employee, reference: str) -> Response:
    service.record(session, viewer, reference)
    approval = service.own(session, viewer.person, reference)
    return _record(request, session, viewer, approval, "desk/approvals/show.html")


@router.get("/{reference}/files/{number}", name="approvals.files:show")
def show_file(
    session: SessionDep,
    viewer: Employee,
    _fresh: StepUp,
    reference: str,
    number: Annotated[int, Path(le=10**6)],
) -> Response:
    """Any file of the exact object, for who is to approve it; the look is in the log first."""
    approval = _to_decide(session, viewer, reference)
    opened = service.file(session, approval, number)
    service.record(session, viewer, reference)
    headers = {"content-disposition": "inline", "content-length": str(opened.size)}
    if opened.media_type != "application/pdf":
        headers["content-security-policy"] = INERT
    return Streamed(opened.blocks, media_type=opened.media_type, headers=headers)


@router.get("/{reference}/decision", name="approvals.decision:new")
def new_decision(
    request: Request, session: SessionDep, viewer: Employee, _fresh: StepUp, reference: str
) -> Response:
    approval = _to_decide(session, viewer, reference)
    service.record(session, viewer, reference)
    form = Filled[NewDecision]()
    return _record(request, session, viewer, approval, "desk/approvals/decide.html", form=form)


@router.post("/{reference}/decision", name="approvals.decision:create")
def create_decision(
    request: Request,
    session: SessionDep,
    viewer: Employee,
    _fresh: StepUp,
    reference: str,
    submitted: Submitted,
) -> Response:
    approval = service.own(session, viewer.person, reference)
    if not approvals.is_for(approval, viewer.person):
        approvals.note_attempt(session, approval, viewer.person)
        return refuse(request, NotYoursToDecideError())
    form = parse(NewDecision, submitted)
    if form.value is None:
        page = "desk/approvals/decide.html"
        service.record_in(session, viewer, approval)
        return _record(request, session, viewer, approval, page, status_code=422, form=form)
    service.decide(session, approval, viewer.person, form.value)
    return see_other(request.url_for("approvals:show", reference=reference), "decided")


@router.post("/{reference}/withdrawal", name="approvals.withdrawal:create")
def create_withdrawal(
    request: Request, session: SessionDep, viewer: Employee, reference: str
) -> Response:
    approval = service.own(session, viewer.person, reference)
    approvals.withdraw(session, approval, viewer.person)
    return see_other(request.url_for("approvals:show", reference=reference), "withdrawn")


class NotYoursToDecideError(ForbiddenError):
    def __init__(self) -> None:
        super().__init__(_("You asked for this, so another person decides it."))


def _to_decide(session: SessionDep, viewer: Viewer, reference: str) -> Approval:
    approval = service.own(session, viewer.person, reference)
    if not approvals.is_for(approval, viewer.person):
        raise NotYoursToDecideError
    if queries.state(approval) is not None:
        raise approvals.NotOpenError(approval)
    return approval


def _rows(session: SessionDep, found: Any) -> list[dict[str, Any]]:
    return [
        {
            "approval": approval,
            "state": queries.state(approval),
            "matter": service.matter(session, approval),
        }
        for approval in found
    ]


def _record(
    request: Request,
    session: SessionDep,
    viewer: Viewer,
    approval: Approval,
    template: str,
    **context: Any,
) -> Response:
    known = people.people_by_ids(session, {approval.requester_id, approval.approver_id})
    return _page(
        request,
        session,
        viewer,
        template,
        approval=approval,
        state=queries.state(approval),
        matter=service.matter(session, approval),
        requester=known[approval.requester_id],
        approver=known[approval.approver_id],
        mine_to_decide=approvals.is_for(approval, viewer.person),
        **context,
    )


def _page(
    request: Request, session: SessionDep, viewer: Viewer, template: str, **context: Any
) -> Response:
    return workbench(
        request,
        session,
        viewer,
        template,
        kinds=Kind,
        ends=Decision,
        **context,
    )
