"""“Sources”: whether each system reports as it promised, and where its last batches broke."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.admin.sources import queries
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.identity.audiences import one_of
from app.identity.matrix import Audience
from app.identity.viewer import Viewer

router = APIRouter(prefix="/admin/sources", tags=["admin"])
Overseeing = Annotated[
    Viewer, Depends(one_of(Audience.ADMINISTRATOR, Audience.OFFICER, Audience.AUDITOR))
]


@router.get("", name="admin.sources:index")
def index(request: Request, session: SessionDep, viewer: Overseeing) -> Response:
    found = queries.sources(session)
    return render(request, "admin/sources/index.html", viewer=viewer, sources=found)


@router.get("/{name}", name="admin.sources:show")
def show(request: Request, session: SessionDep, viewer: Overseeing, name: str) -> Response:
    found = queries.details(session, name)
    return render(request, "admin/sources/show.html", viewer=viewer, found=found)
