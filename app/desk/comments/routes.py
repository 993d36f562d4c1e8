"""``/desk/comments``: what was said."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.web.render import render
from app.core.web.session import SessionDep
from app.desk import queries as desk
from app.desk.comments import queries
from app.identity.audiences import Officer

router = APIRouter(prefix="/desk/comments", tags=["desk"])


@router.get("", name="desk.comments:index")
def index(request: Request, session: SessionDep, officer: Officer) -> Response:
    return render(
        request,
        "desk/comments/index.html",
        viewer=officer,
        queues=desk.queues(session, officer, request.url.path),
        rows=queries.rows(session),
    )
