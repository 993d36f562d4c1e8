"""``/verify``: what anybody needs to check the record, and a box for a file."""

from typing import Annotated

from fastapi import APIRouter, File, Request, UploadFile
from starlette import status
from starlette.responses import Response

from app.access_log.verification import service
from app.access_log.verification.service import Answer, Outcome
from app.core.web.render import render
from app.identity.audiences import Anyone
from app.identity.viewer import Viewer

router = APIRouter(prefix="/verify", tags=["verification"])


@router.get("", name="verify:show")
def show(request: Request, viewer: Anyone) -> Response:
    return _page(request, viewer)


@router.post("", name="verify:create")
def create(
    request: Request, viewer: Anyone, file: Annotated[UploadFile | None, File()] = None
) -> Response:
    """The file is checked and kept nowhere."""
    return _page(request, viewer, service.check(file.file.read() if file else b""))


def _page(request: Request, viewer: Viewer | None, answer: Answer | None = None) -> Response:
    is_readable = answer is None or answer.outcome is not Outcome.UNREADABLE
    return render(
        request,
        "access_log/verification/show.html",
        status_code=status.HTTP_200_OK if is_readable else status.HTTP_422_UNPROCESSABLE_CONTENT,
        viewer=viewer,
        known=service.known(),
        answer=answer,
    )
