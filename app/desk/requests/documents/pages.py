"""Where an officer stands: at one document of her own request, and what she is shown there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlmodel import Session
from starlette.responses import Response

from app.answers.covering.deciding.rules import READ, Span
from app.answers.covering.service import StaleError
from app.answers.gathering.models import GatheredDocument
from app.core.db.base import new_id
from app.core.db.session import writing
from app.core.errors import ConflictError, PortalError
from app.core.web.flash import see_other
from app.core.web.forms import Filled
from app.core.web.session import SessionDep
from app.desk.requests.case.pages import part
from app.desk.requests.documents import queries, service
from app.identity.audiences import Officer
from app.identity.viewer import Viewer
from app.subject_requests.queries import Story

SHOW = "desk.requests.documents:show"


@dataclass(frozen=True)
class At:
    """One document of the officer's own request; nothing of it was read yet."""

    request: Request
    session: Session
    officer: Viewer
    story: Story
    document: GatheredDocument

    def url(self, name: str, **query: object) -> str:
        """A page of this request; those of documents are of this one."""
        names = {"reference": self.story.request.reference}
        if name.startswith("desk.requests.documents") and not name.endswith(":index"):
            names["number"] = str(self.document.number)
        return str(self.request.url_for(name, **names).include_query_params(**query))


def _at(request: Request, session: SessionDep, officer: Officer, reference: str, number: int) -> At:
    story, document = service.owned(session, officer, reference, number)
    return At(request, session, officer, story, document)


Here = Annotated[At, Depends(_at)]


@contextmanager
def here(request: Request, officer: Viewer, reference: str, number: int) -> Iterator[At]:
    """The same in a transaction that begins now, for a route that read for long before it."""
    with writing() as session:
        yield _at(request, session, officer, reference, number)


def render(at: At, template: str, *, status_code: int = 200, **context: Any) -> Response:
    """A page under “Documents”; the look is in the log, or is with this."""
    return part(
        at.request,
        at.session,
        at.officer,
        at.story,
        template,
        here="documents",
        status_code=status_code,
        document=at.document,
        **context,
    )


def reading(
    at: At,
    *,
    span: Span | None = None,
    page: int = 0,
    after: int = 0,
    form: Filled[Any] | None = None,
    status_code: int = 200,
    stale: bool = False,
) -> Response:
    """The document's text with what is asked about it."""
    shown = queries.reading(at.session, at.document, span=span, page=page, after=after)
    return render(
        at,
        "desk/requests/document.html",
        status_code=status_code,
        reading=shown,
        read=READ,
        new_key=new_id,
        form=form or Filled({}),
        stale=stale,
    )


def refused(
    at: At, form: Filled[Any], why: PortalError | None = None, *, span: Span | None = None
) -> Response:
    """The document again with a form that was not taken, and what stands if others decided."""
    service.record_in(at.session, at.officer, at.story, at.document)
    errors = dict(form.errors) | ({"": why.message} if why else {})
    return reading(
        at,
        span=span,
        form=Filled(form.typed, errors),
        status_code=409 if isinstance(why, ConflictError) else 422,
        stale=isinstance(why, StaleError),
    )


def go_on(at: At, say: str, *, after: int = 0, fragment: str = "next") -> Response:
    """On to what waits next in the document: its heading takes the focus."""
    return see_other(f"{at.url(SHOW, after=after)}#{fragment}", say)
