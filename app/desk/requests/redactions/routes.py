"""``/desk/requests/{reference}/redactions``: what is covered and kept back, in one list."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.answers.covering.deciding.rules import READ
from app.answers.covering.exempting.rules import TITLES
from app.core.db.base import new_id
from app.core.web.forms import Filled
from app.core.web.session import SessionDep
from app.desk.requests import service as requests
from app.desk.requests.case.pages import part
from app.desk.requests.documents import service
from app.desk.requests.redactions import queries
from app.desk.requests.redactions.queries import Wanted
from app.identity.audiences import Officer

router = APIRouter(prefix="/desk/requests/{reference}/redactions", tags=["desk"])


@router.get("", name="desk.requests.redactions:index")
def index(
    request: Request,
    session: SessionDep,
    officer: Officer,
    reference: str,
    wanted: Annotated[Wanted, Query()],
) -> Response:
    story = requests.owned(session, officer, reference)
    found = queries.redactions(session, story.request.id, wanted)
    service.record(officer, story, *found.documents)
    context = {
        "found": found,
        "words": queries.words(found.covered),
        "read": READ,
        "new_key": new_id,
    }
    context |= {"titles": TITLES, "filters": Filled[Wanted]({"reason": wanted.reason})}
    template = "desk/requests/redactions.html"
    return part(request, session, officer, story, template, here="redactions", **context)  # type: ignore[arg-type]
