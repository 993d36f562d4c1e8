"""A page of one request: its head, its parts as links, and what it shows."""

from typing import Any

from fastapi import Request
from sqlmodel import Session
from starlette.responses import Response

from app.core.db.base import new_id
from app.desk.pages import workbench
from app.desk.requests.case import queries
from app.identity.viewer import Viewer
from app.subject_requests.queries import Story

PARTS = ("overview", "messages", "clock", "outcome", "answer", "history")


def part(
    request: Request,
    session: Session,
    officer: Viewer,
    story: Story,
    template: str,
    *,
    here: str,
    status_code: int = 200,
    **context: Any,
) -> Response:
    """Render for the officer who has the request; the look is in the log, or is with this."""
    typed = getattr(context.get("form"), "typed", {})
    return workbench(
        request,
        session,
        officer,
        template,
        status_code=status_code,
        opened=queries.opened(session, officer, story),
        here_part=here,
        form_key=typed.get("form_key") or str(new_id()),
        **context,
    )
