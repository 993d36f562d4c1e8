"""``/reps/requests``: what was asked for others, and asking for somebody."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.db.base import new_id
from app.core.errors import RejectedError
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.identity.audiences import Representative
from app.identity.viewer import Viewer
from app.reps.requests.forms import ForSomebody
from app.subject_requests.asking import queries as asking
from app.subject_requests.conditions.rules import ConditionError
from app.subject_requests.models import Kind
from app.subject_requests.on_behalf import queries, service

router = APIRouter(prefix="/reps/requests", tags=["representatives"])


@router.get("", name="reps.requests:index")
def index(request: Request, session: SessionDep, representative: Representative) -> Response:
    filed = queries.filed_for_others(session, representative.person)
    return render(request, "reps/requests/index.html", viewer=representative, filed=filed)


@router.get("/new", name="reps.requests:new")
def new(request: Request, session: SessionDep, representative: Representative) -> Response:
    return _form(request, session, representative, Filled({}))


@router.post("/new", name="reps.requests:create")
def create(
    request: Request, session: SessionDep, representative: Representative, submitted: Submitted
) -> Response:
    form = parse(ForSomebody, submitted)
    if form.value is None:
        return _form(request, session, representative, form)
    asked = form.value
    try:
        service.file(
            session,
            representative.person,
            employee_id=asked.employee_id,
            name=asked.name,
            kind=asked.right,
            details=asked.details,
            practices=asked.practices,
            authority=asked.authority,
            authority_on=asked.authority_on,
            form_key=asked.form_key,
        )
    except RejectedError as refused:
        wrong = "authority_on" if isinstance(refused, ConditionError) else "employee_id"
        again = Filled[Any](form.typed, {wrong: refused.message})
        return _form(request, session, representative, again)
    return see_other(request.url_for("reps.requests:index"), "filed-for-somebody")


@router.get("/{reference}", name="reps.requests:show")
def show(
    request: Request, session: SessionDep, representative: Representative, reference: str
) -> Response:
    """The look is in the person's log before a word of the answer is shown."""
    shared = queries.shared(session, representative.person, reference)
    service.look(representative, shared)
    return render(request, "reps/requests/show.html", viewer=representative, shared=shared)


def _form(
    request: Request, session: SessionDep, representative: Viewer, form: Filled[Any]
) -> Response:
    return render(
        request,
        "reps/requests/new.html",
        status_code=422 if form.errors else 200,
        viewer=representative,
        form=form,
        form_key=form.typed.get("form_key") or str(new_id()),
        kinds=Kind,
        practices=asking.nameable_by_others(session),
    )
