"""“Have your say”: what is open now, and what we heard."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.web.render import render
from app.core.web.session import SessionDep
from app.identity.audiences import Employee
from app.pledges import queries as pledges
from app.pledges.rules import Status as PledgeStatus
from app.register.consultations import queries
from app.register.consultations.rules import Phase
from app.surveys import queries as surveys
from app.surveys.models import Status

router = APIRouter(prefix="/have-your-say", tags=["home"])


@router.get("", name="have_your_say:index")
def index(request: Request, session: SessionDep, viewer: Employee) -> Response:
    listed = queries.everything(session)
    asked = surveys.everything(session, viewer.person)
    return render(
        request,
        "home/have_your_say/index.html",
        viewer=viewer,
        open_now=[each for each in listed if each.phase is Phase.OPEN],
        planned=[each for each in listed if each.phase is Phase.PLANNED],
        late=sum(each.standing.status is PledgeStatus.LATE for each in pledges.everything(session)),
        open_surveys=[each for each in asked if each.is_open],
        past_surveys=[each for each in asked if each.row.status is Status.CLOSED],
        heard=[
            each for each in listed if each.phase in {Phase.CLOSED, Phase.DECIDED, Phase.DROPPED}
        ],
    )
