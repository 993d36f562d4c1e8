"""``/desk/requests``: the queues, and giving requests to an officer."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.db.base import new_id
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.session import SessionDep
from app.desk.pages import workbench
from app.desk.requests import queries, service
from app.desk.requests.forms import Giving
from app.desk.requests.rules import View
from app.identity.audiences import Officer
from app.identity.people import queries as people
from app.identity.roles import queries as roles
from app.identity.roles.models import Role
from app.identity.viewer import Viewer
from app.subject_requests.models import Kind
from app.subject_requests.progress import rules as progress
from app.subject_requests.progress import service as progressing
from app.subject_requests.queries import Story

router = APIRouter(prefix="/desk/requests", tags=["desk"])


@router.get("", name="desk.requests:index")
def index(
    request: Request,
    session: SessionDep,
    officer: Officer,
    view: View = View.MINE,
) -> Response:
    filters = {name: request.query_params.get(name, "") for name in ("kind", "stage")}
    return _page(request, session, officer, view, form=Filled[Giving](), filters=filters)


@router.post("", name="desk.requests:create_assignments")
def create_assignments(
    request: Request,
    session: SessionDep,
    officer: Officer,
    submitted: Submitted,
    view: View = View.MINE,
) -> Response:
    form = parse(Giving, submitted)
    if form.value is None:
        return _page(request, session, officer, view, form=form, status_code=422)
    to = people.by_id(session, form.value.to)
    if to is None:
        raise progressing.NotAnOfficerForThisError
    given = service.give(session, officer, to, form.value.picked, form.value.form_key)
    if given.stale:
        return _page(request, session, officer, view, form=Filled[Giving](), stale=given.stale)
    return see_other(f"{request.url_for('desk.requests:index')}?view={view.value}", "given")


def _page(
    request: Request,
    session: SessionDep,
    officer: Viewer,
    view: View,
    *,
    form: Filled[Giving],
    filters: Mapping[str, str] = MappingProxyType({}),
    stale: Sequence[Story] = (),
    status_code: int = 200,
) -> Response:
    kind, stage = filters.get("kind", ""), filters.get("stage", "")
    found = queries.queue(session, officer, view, kind=kind, stage=stage)
    return workbench(
        request,
        session,
        officer,
        "desk/requests/index.html",
        status_code=409 if stale else status_code,
        view=view,
        views=View,
        rows=found.rows,
        counts=found.counts,
        filters=Filled[Giving](filters),
        filtered=bool(kind or stage),
        kinds=Kind,
        stages=[each for each in progress.Status if each in progress.OPEN],
        officers=roles.holders(session, Role.OFFICER),
        form=form,
        form_key=str(new_id()),
        stale=queries.rows(session, officer, stale),
    )
