"""“What we hold on you, kind by kind”."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.web.render import render
from app.core.web.session import SessionDep
from app.identity.audiences import Employee
from app.identity.establishments import queries as establishments
from app.identity.parity import rules as parity
from app.register.states import queries

router = APIRouter(prefix="/collected/states", tags=["register"])


@router.get("", name="register.states:index")
def index(request: Request, session: SessionDep, viewer: Employee) -> Response:
    declined = request.app.state.declined_by(request)
    return render(
        request,
        "register/states.html",
        viewer=viewer,
        states=queries.everything(session, viewer, declined),
        applying=queries.applying(session, viewer),
        declined=declined,
        own=parity.of(parity.View.SELF, viewer.person),
        places=establishments.by_codes(session),
    )
