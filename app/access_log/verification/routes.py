"""``/verify``: what anybody needs to check the record, and a box for a file."""

from typing import Annotated

from fastapi import APIRouter, File, Request, UploadFile
from starlette import status
from starlette.responses import Response

from app.access_log.checking import queries as checking
from app.access_log.checkpoints import queries as checkpoints
from app.access_log.checkpoints import service as signing
from app.access_log.verification import service
from app.access_log.verification.service import Answer, Outcome
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.identity.audiences import Anyone
from app.identity.viewer import Viewer

router = APIRouter(prefix="/verify", tags=["verification"])
LATEST = 10


@router.get("", name="verify:show")
def show(request: Request, session: SessionDep, viewer: Anyone) -> Response:
    return _page(request, session, viewer)


@router.post("", name="verify:create")
def create(
    request: Request,
    session: SessionDep,
    viewer: Anyone,
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """The file is checked and kept nowhere."""
    answer = service.check(session, file.file.read() if file else b"")
    return _page(request, session, viewer, answer)


def _page(
    request: Request, session: SessionDep, viewer: Viewer | None, answer: Answer | None = None
) -> Response:
    is_readable = answer is None or answer.outcome is not Outcome.UNREADABLE
    return render(
        request,
        "access_log/verification/show.html",
        status_code=status.HTTP_200_OK if is_readable else status.HTTP_422_UNPROCESSABLE_CONTENT,
        viewer=viewer,
        checked=checking.checked(session),
        latest=checkpoints.latest(session, LATEST),
        key=signing.key(),
        answer=answer,
    )
