"""What differs from the register: the officer's list, and one answer to each."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access_log.promises import service
from app.access_log.promises.rules import verdicts
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.session import SessionDep
from app.desk.pages import workbench
from app.desk.promise_checks import queries
from app.desk.promise_checks.forms import Answer
from app.identity.audiences import Officer
from app.identity.viewer import Viewer

router = APIRouter(prefix="/desk/promise-checks", tags=["desk"])
SHOW = "desk/promise_checks/show.html"


@router.get("", name="desk.promise_checks:index")
def index(request: Request, session: SessionDep, officer: Officer) -> Response:
    lists = queries.lists(session)
    return workbench(request, session, officer, "desk/promise_checks/index.html", lists=lists)


@router.get("/{reference}", name="desk.promise_checks:show")
def show(request: Request, session: SessionDep, officer: Officer, reference: str) -> Response:
    row = queries.row(session, reference)
    return _one(request, session, officer, row, Filled[Answer]())


@router.post("/{reference}/answer", name="desk.promise_checks:create_answer")
def create_answer(
    request: Request, session: SessionDep, officer: Officer, reference: str, submitted: Submitted
) -> Response:
    row, form = queries.row(session, reference), parse(Answer, submitted)
    if form.value is None:
        return _one(request, session, officer, row, form, status_code=422)
    service.answer(session, officer.person, row.matter, **form.value.model_dump())
    return see_other(request.url_for("desk.promise_checks:index"), "answered")


def _one(
    request: Request,
    session: SessionDep,
    officer: Viewer,
    row: queries.Row,
    form: Filled[Answer],
    *,
    status_code: int = 200,
) -> Response:
    return workbench(
        request,
        session,
        officer,
        SHOW,
        status_code=status_code,
        row=row,
        form=form,
        verdicts=verdicts(row.matter.flag),
    )
