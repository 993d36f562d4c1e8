"""``/desk/requests/statistics``: how requests went, in numbers that show nobody."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.core.errors import NotFoundError
from app.core.small_numbers import K_COUNTS
from app.core.web.session import SessionDep
from app.desk.pages import workbench
from app.desk.requests.statistics import schemas
from app.desk.requests.statistics.forms import Of
from app.identity.audiences import one_of
from app.identity.matrix import Audience
from app.identity.viewer import Viewer
from app.subject_requests.statistics import queries
from app.subject_requests.statistics.rules import Went

router = APIRouter(prefix="/desk/requests/statistics", tags=["desk"])
Counting = Annotated[Viewer, Depends(one_of(Audience.OFFICER, Audience.AUDITOR))]


@router.get("", name="desk.requests.statistics:show")
def show(request: Request, session: SessionDep, viewer: Counting) -> Response:
    found, (since, until) = queries.figures(session), queries.months()
    tables = {of: schemas.lines(found, of) for of in _shown(viewer)} if found else {}
    return workbench(
        request,
        session,
        viewer,
        "desk/requests/statistics.html",
        figures=found,
        went=Went,
        tables=tables,
        since=since,
        last=until - timedelta(days=1),
        k=K_COUNTS,
    )


@router.get("/download", name="desk.requests.statistics:download")
def download(session: SessionDep, viewer: Counting, of: Of = Of.KINDS) -> Response:
    if of not in _shown(viewer):
        raise NotFoundError
    found = queries.figures(session)
    name = f"requests-by-{of.value}-{queries.months()[1].isoformat()}.csv"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(schemas.as_csv(found, of), media_type="text/csv", headers=headers)


def _shown(viewer: Viewer) -> list[Of]:
    """Months are for officers, who see each request anyway.

    Others could take two months of a quarter from what is published of it to everybody, and
    have a third one left that stands together with others here.
    """
    return list(Of) if viewer.is_officer else [Of.KINDS]
