"""“Audit”: how the portal is run, and who decided what."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.audit import queries
from app.audit.forms import Show
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.identity.audiences import Auditor

router = APIRouter(prefix="/audit", tags=["audit"])
Page = Annotated[int, Query(ge=1, le=10_000)]


@router.get("", name="audit:index")
def index(request: Request, session: SessionDep, viewer: Auditor) -> Response:
    counted = queries.summary(session)
    return render(request, "audit/index.html", viewer=viewer, counted=counted)


@router.get("/four-eyes", name="audit.four_eyes:index")
def four_eyes(
    request: Request,
    session: SessionDep,
    viewer: Auditor,
    show: Show = Show.APPROVALS,
    page: Page = 1,
) -> Response:
    return render(
        request,
        "audit/four_eyes.html",
        viewer=viewer,
        show=show,
        shows=list(Show),
        run=queries.four_eyes(session, show, page),
        officers=queries.officers(session),
    )
