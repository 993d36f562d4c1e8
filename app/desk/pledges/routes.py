"""``/desk/promises``: every promise, a new one, and what is written down about each."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.db.base import new_id
from app.core.language import gettext as _
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.session import SessionDep
from app.desk.pages import workbench
from app.desk.pledges.forms import NewEvent, NewPledge
from app.identity.audiences import Officer
from app.identity.people import queries as people
from app.identity.viewer import Viewer
from app.pledges import queries, rules, service
from app.register.assessments import queries as assessments

router = APIRouter(prefix="/desk/promises", tags=["desk"])


@router.get("", name="desk.pledges:index")
def index(request: Request, session: SessionDep, officer: Officer) -> Response:
    told = queries.everything(session)
    return workbench(request, session, officer, "desk/pledges/index.html", told=told)


@router.get("/new", name="desk.pledges:new")
def new(request: Request, session: SessionDep, officer: Officer) -> Response:
    return _new(request, session, officer, Filled[Any](dict(request.query_params)))


@router.post("", name="desk.pledges:create")
def create(
    request: Request, session: SessionDep, officer: Officer, submitted: Submitted
) -> Response:
    form = parse(NewPledge, submitted)
    if form.value is None:
        return _new(request, session, officer, form)
    said = form.value.model_dump()
    maker = people.by_employee_id(session, said.pop("made_by"))
    if maker is None or not maker.active:
        wrong = {"made_by": _("Nobody who works here has this number.")}
        return _new(request, session, officer, Filled[Any](form.typed, wrong))
    try:
        pledge = service.record(session, officer.person, maker, **said)
    except service.PastDayError as refused:
        wrong = {"due_on": refused.message}
        return _new(request, session, officer, Filled[Any](form.typed, wrong))
    except service.NoSuchAssessmentError as refused:
        wrong = {"assessment": refused.message}
        return _new(request, session, officer, Filled[Any](form.typed, wrong))
    return see_other(request.url_for("desk.pledges:show", reference=pledge.reference), "saved")


@router.get("/{reference}", name="desk.pledges:show")
def show(request: Request, session: SessionDep, officer: Officer, reference: str) -> Response:
    return _show(request, session, officer, reference, Filled[Any]())


@router.post("/{reference}/events", name="desk.pledges.events:create")
def create_event(
    request: Request, session: SessionDep, officer: Officer, reference: str, submitted: Submitted
) -> Response:
    told, form = queries.one(session, reference), parse(NewEvent, submitted)
    if form.value is None:
        return _show(request, session, officer, reference, form)
    said = form.value.model_dump()
    try:
        service.write(session, told.pledge, officer.person, said.pop("act"), **said)
    except rules.OwnPledgeError as refused:
        wrong = {"act": refused.message}
        return _show(request, session, officer, reference, Filled[Any](form.typed, wrong))
    return see_other(request.url_for("desk.pledges:show", reference=reference), "saved")


def _new(request: Request, session: SessionDep, officer: Viewer, form: Filled[Any]) -> Response:
    return workbench(
        request,
        session,
        officer,
        "desk/pledges/new.html",
        status_code=422 if form.errors else 200,
        form=form,
        key=form.typed.get("form_key") or new_id(),
        assessments=assessments.published(session),
    )


def _show(
    request: Request, session: SessionDep, officer: Viewer, reference: str, form: Filled[Any]
) -> Response:
    told = queries.one(session, reference)
    return workbench(
        request,
        session,
        officer,
        "desk/pledges/show.html",
        status_code=422 if form.errors else 200,
        told=told,
        acts=[act for act, froms in rules.FROM.items() if told.standing.status in froms],
        form=form,
        key=form.typed.get("form_key") or new_id(),
    )
