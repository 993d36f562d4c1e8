"""The representatives' pages."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.config import settings
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.identity.audiences import Representative
from app.reps import queries

router = APIRouter(prefix="/reps", tags=["representatives"])
FIRST = 5


@router.get("", name="reps:index")
def index(request: Request, session: SessionDep, representative: Representative) -> Response:
    coming = queries.coming(session)
    return render(
        request,
        "reps/index.html",
        viewer=representative,
        to_answer=queries.to_answer(session),
        coming=coming[:FIRST],
        more=len(coming) > FIRST,
        answered=queries.answered(session),
        headcount=queries.headcount(session),
        late=queries.late_questions(session, representative),
    )


@router.get("/changes", name="reps:changes")
def changes(request: Request, session: SessionDep, representative: Representative) -> Response:
    coming = queries.coming(session)
    return render(request, "reps/changes.html", viewer=representative, coming=coming)


@router.get("/themes", name="reps:themes")
def themes(request: Request, session: SessionDep, representative: Representative) -> Response:
    return render(
        request,
        "reps/themes.html",
        viewer=representative,
        found=queries.themes(session),
        k_small=settings().k_small,
    )
