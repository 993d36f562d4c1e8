"""``/healthz``, ``/readyz`` and ``/metrics``."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Header, Request
from starlette import status
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse, Response

from app.core import health
from app.core.config import settings
from app.core.web import metrics
from app.core.web.errors import RETRY_AFTER
from app.identity.audiences import Anyone

router = APIRouter(tags=["monitoring"])


@router.get("/healthz", name="monitoring.health:show")
def show_health(_viewer: Anyone) -> Response:
    """This process answers. It says nothing about what it stands on."""
    return PlainTextResponse("alive\n")


@router.get("/readyz", name="monitoring.readiness:show")
def show_readiness(request: Request, _viewer: Anyone) -> Response:
    """200, or 503 while something fails that the portal cannot do without."""
    found = health.findings(request.app.state.checks)
    ready = all(finding.ok or finding.ready for _, finding in found)
    said = {name: {"ok": finding.ok, "says": finding.words} for name, finding in found}
    answer = {"ready": ready, "checks": said}
    if ready:
        return JSONResponse(answer)
    return JSONResponse(answer, status.HTTP_503_SERVICE_UNAVAILABLE, RETRY_AFTER)


@router.get("/metrics", name="monitoring.metrics:show")
def show_metrics(
    request: Request, _viewer: Anyone, authorization: Annotated[str, Header()] = ""
) -> Response:
    """This process's numbers in Prometheus' format, for whoever knows METRICS_TOKEN."""
    token = settings().metrics_token.get_secret_value()
    if not token:
        raise HTTPException(status.HTTP_404_NOT_FOUND)
    if not secrets.compare_digest(authorization.encode(), f"Bearer {token}".encode()):
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, headers={"WWW-Authenticate": "Bearer"})
    metrics.note_checks(health.findings(request.app.state.checks))
    return Response(metrics.text(), media_type=metrics.MEDIA_TYPE)
