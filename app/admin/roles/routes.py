"""“Roles”: who holds which, asking for one, reviewing and revoking one."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.admin.roles import service as asking
from app.admin.roles.forms import NewRole, Review
from app.approvals import queries as approvals
from app.core.db.base import new_id
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.identity.audiences import Administrator
from app.identity.people import queries as people
from app.identity.roles import queries as roles
from app.identity.roles.models import Role
from app.identity.sign_in.step_up import StepUp
from app.identity.viewer import Viewer
from app.role_requests import queries, service

router = APIRouter(prefix="/admin/roles", tags=["admin"])


def _held(session: SessionDep, employee_id: str, role: str) -> queries.Holding:
    return queries.holding(session, employee_id, role)


Held = Annotated[queries.Holding, Depends(_held)]


@router.get("", name="admin.roles:index")
def index(request: Request, session: SessionDep, viewer: Administrator) -> Response:
    waiting = queries.waiting(session)
    acting = {id_ for one in waiting for id_ in (one.requester_id, one.approver_id)}
    return render(
        request,
        "admin/roles/index.html",
        viewer=viewer,
        holdings=queries.holdings(session),
        officers=roles.numbers(session).get(Role.OFFICER, 0),
        waiting=waiting,
        wanted=queries.wanted(session, waiting),
        known=people.people_by_ids(session, acting),
    )


@router.get("/new", name="admin.roles:new")
def new(request: Request, session: SessionDep, viewer: Administrator, _fresh: StepUp) -> Response:
    return _new(request, session, viewer, Filled[NewRole]())


@router.post("", name="admin.roles:create")
def create(
    request: Request,
    session: SessionDep,
    viewer: Administrator,
    _fresh: StepUp,
    submitted: Submitted,
) -> Response:
    form = parse(NewRole, submitted)
    if form.value is None:
        return _new(request, session, viewer, form)
    asked = asking.ask(session, viewer.person, form.value)
    if isinstance(asked, asking.Refused):
        return _new(request, session, viewer, Filled(form.typed, asked.errors))
    return see_other(request.url_for("approvals:show", reference=asked.reference), "asked")


@router.get("/{employee_id}/{role}/revocation", name="admin.roles.revocation:new")
def new_revocation(request: Request, viewer: Administrator, _fresh: StepUp, held: Held) -> Response:
    return render(request, "admin/roles/revoke.html", viewer=viewer, held=held)


@router.post("/{employee_id}/{role}/revocation", name="admin.roles.revocation:create")
def create_revocation(
    request: Request, session: SessionDep, viewer: Administrator, _fresh: StepUp, held: Held
) -> Response:
    service.revoke(session, viewer.person, held.person, held.grant.role)
    return see_other(request.url_for("admin.roles:index"), "role-revoked")


@router.get("/{employee_id}/{role}/review", name="admin.roles.review:new")
def new_review(request: Request, viewer: Administrator, held: Held) -> Response:
    form = Filled[Review]()
    return render(request, "admin/roles/review.html", viewer=viewer, held=held, form=form)


@router.post("/{employee_id}/{role}/review", name="admin.roles.review:create")
def create_review(
    request: Request, session: SessionDep, viewer: Administrator, held: Held, submitted: Submitted
) -> Response:
    form = parse(Review, submitted)
    if form.value is None:
        page = "admin/roles/review.html"
        return render(request, page, status_code=422, viewer=viewer, held=held, form=form)
    service.review(session, viewer.person, held.person, held.grant, form.value.note)
    return see_other(request.url_for("admin.roles:index"), "role-reviewed")


def _new(request: Request, session: SessionDep, viewer: Viewer, form: Filled[Any]) -> Response:
    return render(
        request,
        "admin/roles/new.html",
        status_code=422 if form.errors else 200,
        viewer=viewer,
        form=form,
        roles=list(Role),
        approvers=approvals.may_be_asked(session, viewer.id, Role.OFFICER),
        enough_officers=roles.numbers(session).get(Role.OFFICER, 0) >= service.OFFICERS_NEEDED,
        form_key=str(new_id()),
    )
