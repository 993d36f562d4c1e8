"""The benchmark page, for everyone who works here."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core import clock
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.identity.audiences import Employee
from app.register import queries
from app.register.benchmark import queries as benchmark
from app.register.benchmark import rules
from app.register.benchmark.items.rules import PUBLISHED, Guidance

router = APIRouter(prefix="/benchmark", tags=["benchmark"])


@router.get("", name="register.benchmark:show")
def show(request: Request, session: SessionDep, viewer: Employee) -> Response:
    register = queries.in_force(session, clock.now())
    return render(
        request,
        "register/benchmark.html",
        viewer=viewer,
        register=register,
        scores=rules.score(register, benchmark.records(session, register)),
        guidance=Guidance,
        published=PUBLISHED,
    )
