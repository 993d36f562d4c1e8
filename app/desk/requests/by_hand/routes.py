"""``/desk/requests/new``: add a request by hand."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.db.base import new_id
from app.core.errors import NotFoundError, RejectedError
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.session import SessionDep
from app.desk.pages import workbench
from app.desk.requests.by_hand import service
from app.desk.requests.by_hand.forms import BY_HAND, NO_REQUEST, RIGHT, ByHand
from app.identity.audiences import Officer
from app.identity.viewer import Viewer
from app.subject_requests.asking import queries as asking
from app.subject_requests.conditions.rules import ConditionError
from app.subject_requests.models import Kind, SubjectRequest

router = APIRouter(prefix="/desk/requests", tags=["desk"])


@router.get("/new", name="desk.requests:new")
def new(request: Request, session: SessionDep, officer: Officer, person: str = "") -> Response:
    return _form(request, session, officer, Filled[ByHand]({"person": person[:64]}))


@router.post("/new", name="desk.requests:create")
def create(
    request: Request, session: SessionDep, officer: Officer, submitted: Submitted
) -> Response:
    form = parse(ByHand, submitted)
    if form.value is None:
        return _form(request, session, officer, Filled(form.typed, form.errors))
    try:
        filed = service.file(session, officer, form.value)
    except service.WhichOneError as refused:
        again = Filled[Any](form.typed, {"about": refused.message})
        return _form(request, session, officer, again, offered=refused.offered)
    except (NotFoundError, RejectedError) as refused:
        wrong = "received_on" if isinstance(refused, ConditionError) else "person"
        return _form(request, session, officer, Filled(form.typed, {wrong: refused.message}))
    if len(filed) == 1 and filed[0].about_id is None:
        url = request.url_for("desk.requests:show", reference=filed[0].reference)
        return see_other(url, "request-added")
    return see_other(f"{request.url_for('desk.requests:index')}?view=unassigned", "requests-added")


def _form(
    request: Request,
    session: SessionDep,
    officer: Viewer,
    form: Filled[Any],
    *,
    offered: Sequence[SubjectRequest] = (),
) -> Response:
    return workbench(
        request,
        session,
        officer,
        "desk/requests/new.html",
        status_code=422 if form.errors else 200,
        form=form,
        form_key=form.typed.get("form_key", str(new_id())),
        kinds=Kind,
        prefix=RIGHT,
        practices=asking.nameable_by_others(session),
        channels=BY_HAND,
        offered=offered,
        no_request=NO_REQUEST,
    )
