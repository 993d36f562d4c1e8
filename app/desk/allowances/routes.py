"""``/desk/more-people``: ask a second officer."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.approvals import queries as approvals
from app.cases.allowances import queries, service
from app.cases.allowances.rules import MOST_MORE
from app.core import clock
from app.core.db.base import new_id
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.session import SessionDep
from app.desk.allowances.forms import MorePeople
from app.desk.pages import workbench
from app.identity.audiences import Officer
from app.identity.roles.models import Role
from app.identity.sign_in.step_up import StepUp
from app.identity.viewer import Viewer

router = APIRouter(prefix="/desk/more-people", tags=["desk"])


@router.get("", name="desk.allowances:new")
def new(request: Request, session: SessionDep, officer: Officer, _fresh: StepUp) -> Response:
    return _form(request, session, officer, Filled[MorePeople](_key()))


@router.post("", name="desk.allowances:create")
def create(
    request: Request, session: SessionDep, officer: Officer, _fresh: StepUp, submitted: Submitted
) -> Response:
    form = parse(MorePeople, submitted)
    if form.value is None:
        return _form(request, session, officer, Filled(_key() | dict(form.typed), form.errors))
    asked = form.value
    approval = service.ask(
        session,
        officer.person,
        more=asked.more,
        reason=asked.reason,
        approver_id=asked.approver,
        form_key=asked.form_key,
    )
    return see_other(request.url_for("approvals:show", reference=approval.reference), "asked")


def _key() -> dict[str, str]:
    return {"form_key": str(new_id())}


def _form(request: Request, session: SessionDep, officer: Viewer, form: Filled[Any]) -> Response:
    return workbench(
        request,
        session,
        officer,
        "desk/allowances/new.html",
        status_code=422 if form.errors else 200,
        allowance=queries.allowance(session, officer.id, clock.now()),
        most=MOST_MORE,
        approvers=approvals.may_be_asked(session, officer.id, Role.OFFICER),
        form=form,
    )
