"""``/desk/comments``: what was said."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.web.session import SessionDep
from app.desk.comments import queries
from app.desk.pages import workbench
from app.identity.audiences import Officer

router = APIRouter(prefix="/desk/comments", tags=["desk"])


@router.get("", name="desk.comments:index")
def index(request: Request, session: SessionDep, officer: Officer) -> Response:
    return workbench(
        request,
        session,
        officer,
        "desk/comments/index.html",
        rows=queries.rows(session),
    )
