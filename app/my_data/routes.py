"""“What this portal holds on you”: the parts, each on its own page, and the file to take away."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.core import clock
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.core.web.streams import Streamed
from app.identity.audiences import Employee
from app.identity.sign_in.step_up import StepUp
from app.my_data import queries, service
from app.my_data.bundle import Bundle
from app.my_data.elsewhere import queries as elsewhere

router = APIRouter(prefix="/my-data", tags=["my data"])

Place = Annotated[str | None, Query(max_length=40)]


@router.get("", name="my_data:index")
def index(request: Request, session: SessionDep, viewer: Employee) -> Response:
    return render(
        request,
        "my_data/index.html",
        viewer=viewer,
        parts=queries.parts(session, viewer),
        sources=elsewhere.all_sources(session, viewer),
        past=queries.past(session, viewer),
    )


@router.get("/downloads/new", name="my_data.downloads:new")
def new_download(
    request: Request, session: SessionDep, viewer: Employee, _fresh: StepUp
) -> Response:
    return render(
        request,
        "my_data/new_download.html",
        viewer=viewer,
        sources=[each for each in elsewhere.all_sources(session, viewer) if each.shows],
        missing={each.name: each for each in queries.contents(session, viewer).missing},
    )


@router.post("/downloads", name="my_data.downloads:create")
def create_download(session: SessionDep, viewer: Employee, _fresh: StepUp) -> Response:
    """Written down and committed before the first byte; read only after that."""
    before = queries.last(session, viewer)
    contents = queries.contents(session, viewer)
    download = service.begin(session, viewer, before)
    name = f"my-data-{clock.today(viewer.zone).isoformat()}.zip"
    return Streamed(
        Bundle(viewer, download, before, contents).stream(),
        media_type="application/zip",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


@router.get("/{part}", name="my_data:show")
def show(
    request: Request, session: SessionDep, viewer: Employee, part: str, after: Place = None
) -> Response:
    page = queries.page(session, viewer, part, after)
    return render(request, "my_data/show.html", viewer=viewer, page=page)
