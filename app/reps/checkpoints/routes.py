"""``/reps/checkpoints``: seals to keep, and whether one that was kept still holds."""

from typing import Annotated

from fastapi import APIRouter, File, Request, UploadFile
from starlette import status
from starlette.responses import PlainTextResponse, Response

from app.access_log.checking import queries as checking
from app.access_log.checkpoints import queries as checkpoints
from app.access_log.verification import service
from app.access_log.verification.service import Held, Hold
from app.access_log.witnesses import queries as witnesses
from app.core import clock
from app.core.config import settings
from app.core.errors import NotFoundError
from app.core.language import gettext as _
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.identity.audiences import Representative

router = APIRouter(prefix="/reps/checkpoints", tags=["representatives"])
LATEST, MOST_BYTES = 31, 64 * 1024


@router.get("", name="reps.checkpoints:index")
def index(request: Request, session: SessionDep, representative: Representative) -> Response:
    return _page(request, session, representative)


@router.post("", name="reps.checkpoints:create")
def create(
    request: Request,
    session: SessionDep,
    representative: Representative,
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """The seal is held against the record and kept nowhere."""
    text = (file.file.read(MOST_BYTES) if file else b"").decode("utf-8", "replace")
    return _page(request, session, representative, service.hold(session, text))


@router.get("/newest", name="reps.checkpoints:download")
def download(session: SessionDep, representative: Representative) -> Response:
    newest = checkpoints.newest(session)
    if newest is None:
        raise NotFoundError(_("There is no seal yet. Try again in a few minutes."))
    name = f"checkpoint-{clock.today(representative.zone).isoformat()}.txt"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return PlainTextResponse(witnesses.cosigned(session, newest), headers=headers)


def _page(
    request: Request, session: SessionDep, representative: Representative, held: Held | None = None
) -> Response:
    is_readable = held is None or held.hold is not Hold.UNREADABLE
    return render(
        request,
        "reps/checkpoints/index.html",
        status_code=status.HTTP_200_OK if is_readable else status.HTTP_422_UNPROCESSABLE_CONTENT,
        viewer=representative,
        checked=checking.checked(session),
        newest=checkpoints.newest(session),
        mails=witnesses.mails(session, representative, LATEST),
        sends_mail=settings().sends_mail,
        standings=witnesses.standings(session),
        witnessed=witnesses.witnessed(session),
        held=held,
    )
