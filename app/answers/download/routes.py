"""``/requests/{reference}/download``: what the answer holds, and taking it with you."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.answers.download import queries, service
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.core.web.streams import Streamed
from app.identity.audiences import Employee
from app.identity.sign_in.step_up import StepUp

router = APIRouter(prefix="/requests/{reference}/download", tags=["requests"])


@router.get("", name="requests.download:new")
def new(
    request: Request, session: SessionDep, viewer: Employee, _fresh: StepUp, reference: str
) -> Response:
    offered = queries.own(session, viewer.person, reference)
    return render(request, "answers/download.html", viewer=viewer, offered=offered)


@router.post("", name="requests.download:create")
def create(session: SessionDep, viewer: Employee, _fresh: StepUp, reference: str) -> Response:
    """Written down and committed before the first byte; each block is proven before it leaves."""
    offered = queries.own(session, viewer.person, reference)
    blocks = service.take(session, viewer, offered)
    name = f"{reference}.zip"
    return Streamed(
        blocks,
        media_type="application/zip",
        headers={
            "content-disposition": f'attachment; filename="{name}"',
            "content-length": str(offered.bundle.size),
        },
    )
