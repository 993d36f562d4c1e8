"""The workbench's pages: find a person, read the sentence, look."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.cases import queries as cases
from app.cases import service as case_service
from app.cases.emergencies import queries as emergencies
from app.core.db.base import new_id
from app.core.errors import ConflictError, ForbiddenError, NotFoundError, PortalError
from app.core.web.elsewhere import FromHere
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.session import SessionDep
from app.desk import queries, service
from app.desk.forms import DraftLook, FindPeople, NewLook
from app.desk.pages import workbench
from app.desk.requests import queries as requests
from app.identity.audiences import Officer
from app.identity.viewer import Viewer

router = APIRouter(prefix="/desk", tags=["desk"])

REFUSALS = (NotFoundError, ForbiddenError, ConflictError)  # of a look; the form is shown again


@router.get("", name="desk:index")
def index(request: Request, session: SessionDep, officer: Officer) -> Response:
    mine = cases.open_of(session, officer.id)
    late = queries.late_reviews(session)
    counts = requests.counts(session, officer.person)
    context: dict[str, Any] = {"cases": mine, "late": late, "requests": counts}
    emergency = emergencies.open_of(session, officer.id)
    return _page(request, session, officer, "desk/index.html", emergency=emergency, **context)


@router.get("/people", name="desk.people:index")
def people(request: Request, session: SessionDep, officer: Officer) -> Response:
    return _people(request, session, officer, Filled[FindPeople](), None)


@router.post("/people", name="desk.people:search")
def search(
    request: Request, session: SessionDep, officer: Officer, submitted: Submitted
) -> Response:
    form = parse(FindPeople, submitted)
    found = service.find(session, officer, form.value.name) if form.value else None
    return _people(request, session, officer, form, found)


@router.get("/looks/new", name="desk.looks:new")
def new_look(request: Request, session: SessionDep, officer: Officer, _here: FromHere) -> Response:
    typed = dict(request.query_params)
    form = parse(DraftLook, typed) if "purpose" in typed or "ticket" in typed else Filled(typed)
    return _new_look(request, session, officer, form)


@router.post("/looks", name="desk.looks:create")
def create_look(
    request: Request, session: SessionDep, officer: Officer, submitted: Submitted
) -> Response:
    form = parse(NewLook, submitted)
    if form.value is None:
        return _new_look(request, session, officer, Filled(form.typed, form.errors))
    try:
        case = service.open_look(session, officer, form.value)
    except REFUSALS as refused:
        return _before_a_look(request, session, officer, form, refused)
    return see_other(request.url_for("desk.looks:show", reference=case.reference))


@router.get("/looks/{reference}", name="desk.looks:show")
def show_look(request: Request, session: SessionDep, officer: Officer, reference: str) -> Response:
    service.record(officer, reference)
    case = cases.own(session, officer.id, reference)
    seen = queries.seen(session, case.person_id)
    return _page(request, session, officer, "desk/look.html", case=case, **vars(seen))


@router.post("/looks/{reference}/closing", name="desk.looks:create_closing")
def create_closing(
    request: Request, session: SessionDep, officer: Officer, reference: str
) -> Response:
    case_service.close(session, cases.own(session, officer.id, reference))
    return see_other(request.url_for("desk:index"), "case-closed")


def _people(
    request: Request,
    session: SessionDep,
    officer: Viewer,
    form: Filled[FindPeople],
    found: service.Found | None,
) -> Response:
    return _page(
        request,
        session,
        officer,
        "desk/people.html",
        status_code=422 if form.errors else 200,
        form=form,
        found=queries.listed(found.people) if found else None,
        marks={one.employee_id: service.mark(officer, one) for one in found.people}
        if found
        else {},
        more=found.more if found else False,
        places=queries.place_names(session),
    )


def _new_look(
    request: Request, session: SessionDep, officer: Viewer, form: Filled[Any]
) -> Response:
    if form.value is None:
        return _before_a_look(request, session, officer, form)
    try:
        person, look = service.draft(session, officer, form.value)
    except REFUSALS as refused:
        return _before_a_look(request, session, officer, form, refused)
    sentence, found = queries.preview(session, person, look), service.mark(officer, person)
    form = Filled[Any]({**form.typed, "found": found})
    return _before_a_look(request, session, officer, form, sentence=sentence)


def _before_a_look(
    request: Request,
    session: SessionDep,
    officer: Viewer,
    form: Filled[Any],
    refused: PortalError | None = None,
    *,
    sentence: str = "",
) -> Response:
    wrong = dict(form.errors) | ({"person": refused.message} if refused else {})
    return _page(
        request,
        session,
        officer,
        "desk/new_look.html",
        status_code=422 if wrong else 200,
        form=Filled[Any](form.typed, wrong),
        sentence=sentence,
        too_many=isinstance(refused, case_service.TooManyPeopleError),
        draft={**form.typed, "form_key": str(new_id())},
    )


def _page(
    request: Request,
    session: SessionDep,
    officer: Viewer,
    template: str,
    *,
    status_code: int = 200,
    **context: Any,
) -> Response:
    return workbench(
        request,
        session,
        officer,
        template,
        status_code=status_code,
        purposes=queries.purposes(),
        **context,
    )
