"""``/desk/emergencies``: look without a case, and answer for it."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.cases.emergencies import queries, rules
from app.cases.emergencies import service as emergencies
from app.cases.emergencies.forms import Review
from app.cases.emergencies.models import Outcome
from app.core.db.base import new_id
from app.core.errors import ConflictError, ForbiddenError, NotFoundError, PortalError
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.session import SessionDep
from app.desk import queries as desk
from app.desk import service as looking
from app.desk.emergencies import service
from app.desk.emergencies.forms import Emergency, Step
from app.desk.pages import workbench
from app.identity.audiences import Officer
from app.identity.sign_in.step_up import StepUp
from app.identity.viewer import Viewer

router = APIRouter(prefix="/desk/emergencies", tags=["desk"])

REFUSALS = (NotFoundError, ForbiddenError, ConflictError)  # the form is shown again


@router.get("", name="desk.emergencies:index")
def index(request: Request, session: SessionDep, officer: Officer) -> Response:
    looks = queries.lately(session)
    return workbench(request, session, officer, "desk/emergencies/index.html", looks=looks)


@router.get("/new", name="desk.emergencies:new")
def new(request: Request, session: SessionDep, officer: Officer, _fresh: StepUp) -> Response:
    return _form(request, session, officer, Filled[Any]({}))


@router.post("", name="desk.emergencies:create")
def create(
    request: Request, session: SessionDep, officer: Officer, _fresh: StepUp, submitted: Submitted
) -> Response:
    form: Filled[Emergency] = parse(Emergency, submitted)
    asked = form.value
    if asked is None or asked.step is Step.EDIT:
        return _form(request, session, officer, form)
    try:
        if asked.step is Step.PREVIEW:
            person, look = service.draft(session, officer, asked)
            sentence, found = desk.preview(session, person, look), looking.mark(officer, person)
            form = Filled({**form.typed, "found": found})
            return _form(request, session, officer, form, sentence=sentence)
        opened = service.open_look(session, officer, asked)
    except REFUSALS as refused:
        return _form(request, session, officer, form, refused)
    url = request.url_for("desk.emergencies.look:show", reference=opened.reference)
    return see_other(url, "emergency-opened")


@router.get("/{reference}", name="desk.emergencies:show")
def show(request: Request, session: SessionDep, officer: Officer, reference: str) -> Response:
    return _show(request, session, officer, reference, Filled[Review]())


@router.get("/{reference}/look", name="desk.emergencies.look:show")
def show_look(request: Request, session: SessionDep, officer: Officer, reference: str) -> Response:
    service.record(officer, reference)
    look = queries.own(session, officer.id, reference)
    seen = desk.seen(session, look.person_id)
    return workbench(
        request, session, officer, "desk/emergencies/look.html", look=look, **vars(seen)
    )


@router.post("/{reference}/closing", name="desk.emergencies:create_closing")
def create_closing(
    request: Request, session: SessionDep, officer: Officer, reference: str
) -> Response:
    emergencies.end(session, officer.person, reference)
    return see_other(
        request.url_for("desk.emergencies:show", reference=reference), "emergency-ended"
    )


@router.post("/{reference}/review", name="desk.emergencies:create_review")
def create_review(
    request: Request, session: SessionDep, officer: Officer, reference: str, submitted: Submitted
) -> Response:
    found, form = queries.for_review(session, reference), parse(Review, submitted)
    if form.value is None:
        return _show(request, session, officer, reference, form)
    emergencies.review(session, found, officer.person, **form.value.model_dump())
    return see_other(
        request.url_for("desk.emergencies:show", reference=reference), "emergency-reviewed"
    )


def _show(
    request: Request, session: SessionDep, officer: Viewer, reference: str, form: Filled[Review]
) -> Response:
    look = queries.for_review(session, reference)
    ids = {"officer_id": look.officer_id, "subject_id": look.person_id}
    return workbench(
        request,
        session,
        officer,
        "desk/emergencies/show.html",
        status_code=422 if form.errors else 200,
        known=queries.known(session, [look])[0],
        may_review=rules.may_review(officer.id, officer.roles, **ids),
        outcomes=Outcome,
        form=form,
    )


def _form(
    request: Request,
    session: SessionDep,
    officer: Viewer,
    form: Filled[Any],
    refused: PortalError | None = None,
    *,
    sentence: str = "",
) -> Response:
    wrong = dict(form.errors) | ({"person": refused.message} if refused else {})
    return workbench(
        request,
        session,
        officer,
        "desk/emergencies/new.html",
        status_code=422 if wrong else 200,
        form=Filled[Any](form.typed, wrong),
        sentence=sentence,
        form_key=form.typed.get("form_key") or str(new_id()),
    )
