"""``/desk/objections``: what has arrived."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.web.session import SessionDep
from app.desk.objections import queries
from app.desk.pages import workbench
from app.identity.audiences import Officer

router = APIRouter(prefix="/desk/objections", tags=["desk"])


@router.get("", name="desk.objections:index")
def index(request: Request, session: SessionDep, officer: Officer) -> Response:
    return workbench(
        request,
        session,
        officer,
        "desk/objections/index.html",
        rows=queries.rows(session, officer),
        still_kept=queries.still_kept(session, officer),
    )
