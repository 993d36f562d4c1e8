"""“Promises”: what was promised, by whom, by when, and what became of it."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.web.forms import parse
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.identity.audiences import Employee
from app.pledges import queries
from app.pledges.forms import Filters, Show
from app.pledges.rules import Status

router = APIRouter(prefix="/promises", tags=["pledges"])


@router.get("", name="pledges:index")
def index(request: Request, session: SessionDep, viewer: Employee) -> Response:
    asked = parse(Filters, dict(request.query_params)).value or Filters()
    every = queries.of_assessment(session, asked.of) if asked.of else queries.everything(session)
    return render(
        request,
        "pledges/index.html",
        viewer=viewer,
        told=[each for each in every if _is_asked(each, asked.show)],
        show=asked.show,
        of=asked.of,
        late=sum(each.standing.status is Status.LATE for each in every),
    )


@router.get("/{reference}", name="pledges:show")
def show(request: Request, session: SessionDep, viewer: Employee, reference: str) -> Response:
    told = queries.one(session, reference)
    return render(request, "pledges/show.html", viewer=viewer, told=told)


def _is_asked(told: queries.Told, show: Show) -> bool:
    has = {Show.BENEFITS: told.pledge.assessment, Show.SAID: told.pledge.said}
    return show is Show.ALL or bool(has[show])
