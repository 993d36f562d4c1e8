"""“Save as PDF”: what was asked, the clock in words, what happened, and where to complain."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.web.papers import paper
from app.core.web.session import SessionDep
from app.identity.audiences import Employee
from app.subject_requests.tracker import queries

router = APIRouter(prefix="/requests", tags=["requests"])


@router.get("/{reference}/pdf", name="requests.paper:show")
def show(request: Request, session: SessionDep, viewer: Employee, reference: str) -> Response:
    tracked = queries.tracked(session, viewer.person, reference)
    reference = tracked.story.request.reference
    return paper(
        request,
        "subject_requests/paper.html",
        name=f"request-{reference}",
        to=[viewer.person.name],
        reference=reference,
        viewer=viewer,
        tracked=tracked,
    )
