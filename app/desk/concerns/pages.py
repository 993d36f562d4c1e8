"""A page of one concern for the officer who has it, and for the one who does not."""

from typing import Any

from fastapi import Request
from sqlmodel import Session
from starlette.responses import Response

from app.concerns.progress import rules as progress
from app.concerns.progress.rules import Part
from app.concerns.queries import Story
from app.core.db.base import new_id
from app.core.web.forms import Filled
from app.desk.concerns import queries
from app.desk.pages import workbench
from app.identity.viewer import Viewer


def part(
    request: Request,
    session: Session,
    officer: Viewer,
    told: Story,
    template: str,
    *,
    form: Filled[Any],
    **context: Any,
) -> Response:
    """Render for the officer who has it; the look is in the log, or is with this."""
    return workbench(
        request,
        session,
        officer,
        template,
        status_code=context.pop("status_code", 422 if form.errors else 200),
        opened=queries.opened(session, officer, told),
        form=form,
        form_key=form.typed.get("form_key") or str(new_id()),
        **context,
    )


def folder(
    request: Request, session: Session, officer: Viewer, told: Story, *, status_code: int = 200
) -> Response:
    """The concern without what it says and who raised it: nothing for the log to say."""
    return workbench(
        request,
        session,
        officer,
        "desk/concerns/folder.html",
        status_code=status_code,
        row=queries.rows(session, [told], officer)[0],
        may=progress.allowed(Part.OFFICER, told.standing),
        may_assign=queries.may_assign(session, told),
        stale=status_code == 409 and told.standing.owner_id not in {None, officer.id},
        form_key=str(new_id()),
    )
