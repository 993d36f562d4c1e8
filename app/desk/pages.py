"""A page of the workbench: what it shows, with the queues at its side."""

from typing import Any

from fastapi import Request
from sqlmodel import Session
from starlette.responses import Response

from app.core.web.render import render
from app.desk import queries
from app.identity.viewer import Viewer


def workbench(
    request: Request,
    session: Session,
    viewer: Viewer,
    template: str,
    *,
    status_code: int = 200,
    **context: Any,
) -> Response:
    """Render for an officer; for anybody else who may be here, without the queues."""
    return render(
        request,
        template,
        status_code=status_code,
        viewer=viewer,
        queues=queries.queues(session, viewer, _here(request)) if viewer.is_officer else [],
        **context,
    )


def _here(request: Request) -> str:
    """The address by which a queue knows that it is this one; the first view needs no name."""
    path = request.url.path
    if path != "/desk/requests":
        return path
    return f"{path}?view={request.query_params.get('view', 'mine')}"
