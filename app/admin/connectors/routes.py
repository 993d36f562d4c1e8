"""“Connectors”: which sources data is gathered from, each one's state, and “Try it now”."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.admin.connectors import queries, service
from app.core.web.flash import see_other
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.identity.audiences import Administrator, AdministratorApart

router = APIRouter(prefix="/admin/connectors", tags=["admin"])


@router.get("", name="admin.connectors:index")
def index(request: Request, session: SessionDep, viewer: Administrator) -> Response:
    found = queries.sources(session)
    return render(request, "admin/connectors/index.html", viewer=viewer, sources=found)


@router.get("/{name}", name="admin.connectors:show")
def show(request: Request, session: SessionDep, viewer: Administrator, name: str) -> Response:
    found = queries.details(session, name)
    return render(request, "admin/connectors/show.html", viewer=viewer, found=found)


@router.post("/{name}/trials", name="admin.connectors.trials:create")
def create_trial(request: Request, viewer: AdministratorApart, name: str) -> Response:
    well = service.try_now(name, viewer.id)
    there = request.url_for("admin.connectors:show", name=name)
    return see_other(there, "source-well" if well else "source-not-well")
