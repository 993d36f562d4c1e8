"""“Health”: what works, what needs looking at, and what waits."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.admin.health import queries
from app.core import health
from app.core.config import settings
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.identity.audiences import Administrator

router = APIRouter(prefix="/admin/health", tags=["admin"])


@router.get("", name="admin.health:show")
def show(request: Request, session: SessionDep, viewer: Administrator) -> Response:
    found = health.findings(request.app.state.checks)
    return render(
        request,
        "admin/health.html",
        viewer=viewer,
        found=found,
        faults=sum(not finding.ok for _, finding in found),
        running=queries.running(session),
        sends_mail=settings().sends_mail,
    )
