"""“The whole in numbers”: what a quarter came to, without anybody in it."""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from app.core.web.forms import parse
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.identity.audiences import Employee
from app.identity.viewer import Viewer
from app.insights import queries, schemas
from app.insights.forms import Download, Format
from app.insights.queries import Report

router = APIRouter(prefix="/insights", tags=["insights"])


@router.get("", name="insights:index")
def index(request: Request, session: SessionDep, viewer: Employee) -> Response:
    return _page(request, session, viewer, queries.newest(session))


@router.get("/{quarter}", name="insights:show")
def show(request: Request, session: SessionDep, viewer: Employee, quarter: str) -> Response:
    return _page(request, session, viewer, queries.read(session, quarter))


@router.get("/{quarter}/download", name="insights:download")
def download(request: Request, session: SessionDep, _viewer: Employee, quarter: str) -> Response:
    asked = parse(Download, dict(request.query_params)).value or Download()
    report = queries.read(session, quarter)
    name = f"insights-{report.quarter}.{asked.format.value}"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    if asked.format is Format.JSON:
        return JSONResponse(schemas.as_json(report), headers=headers)
    return Response(schemas.as_csv(report), media_type="text/csv", headers=headers)


def _page(request: Request, session: SessionDep, viewer: Viewer, report: Report | None) -> Response:
    return render(
        request,
        "insights/show.html",
        viewer=viewer,
        report=report,
        told=schemas.told(report, queries.titles(session)) if report else None,
        others=[
            name for name in queries.names(session) if not report or name != report.row.quarter
        ],
    )
