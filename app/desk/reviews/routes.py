"""The review calendar at the workbench."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core import clock
from app.core.web.session import SessionDep
from app.desk.pages import workbench
from app.identity.audiences import Officer
from app.pledges import queries as pledges
from app.register import queries as register
from app.register.reviews import rules

router = APIRouter(prefix="/desk/register/reviews", tags=["desk"])


@router.get("", name="desk.reviews:index")
def index(request: Request, session: SessionDep, officer: Officer) -> Response:
    months = rules.calendar(register.in_force(session, clock.now()))
    return workbench(
        request,
        session,
        officer,
        "desk/reviews/index.html",
        months=months,
        benefits=pledges.benefits(session),
    )
