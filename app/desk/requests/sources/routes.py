"""``/desk/requests/{reference}/sources``: ask every source, see what came, ask again."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.answers.gathering import queries as gathered
from app.answers.gathering import service as gathering
from app.answers.gathering.models import GatheringSource
from app.core.errors import NotFoundError, PortalError
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.session import SessionDep
from app.desk.requests import service as requests
from app.desk.requests.case.pages import part
from app.desk.requests.sources import queries
from app.desk.requests.sources.forms import Asking, LeavingOut
from app.identity.audiences import Officer
from app.identity.viewer import Viewer
from app.subject_requests.queries import Story

router = APIRouter(prefix="/desk/requests/{reference}/sources", tags=["desk"])


@router.get("", name="desk.requests.sources:index")
def index(request: Request, session: SessionDep, officer: Officer, reference: str) -> Response:
    story = requests.owned(session, officer, reference)
    requests.record(officer, story)
    return _page(request, session, officer, story, Filled[Asking]())


@router.post("", name="desk.requests.sources:create")
def create(
    request: Request, session: SessionDep, officer: Officer, reference: str, submitted: Submitted
) -> Response:
    story, form = requests.owned(session, officer, reference), parse(Asking, submitted)
    wrong = dict(form.errors)
    if form.value is not None:
        try:
            _begin(session, officer, story, form.value)
        except PortalError as refused:
            wrong[""] = refused.message
    if wrong:
        requests.record_in(session, officer, story.request)
        return _page(request, session, officer, story, Filled(form.typed, wrong))
    return _back(request, reference, "sources-asked")


@router.post("/{source}/asking", name="desk.requests.sources.asking:create")
def create_asking(
    request: Request,
    session: SessionDep,
    officer: Officer,
    reference: str,
    source: str,
) -> Response:
    story = requests.owned(session, officer, reference)
    gathering.ask_again(session, story.request, _source(session, story, source))
    return _back(request, reference, "source-asked")


@router.post("/{source}/leaving-out", name="desk.requests.sources.leaving_out:create")
def create_leaving_out(
    request: Request,
    session: SessionDep,
    officer: Officer,
    reference: str,
    *,
    source: str,
    submitted: Submitted,
) -> Response:
    story, form = requests.owned(session, officer, reference), parse(LeavingOut, submitted)
    if form.value is None:
        requests.record_in(session, officer, story.request)
        return _page(request, session, officer, story, Filled(form.typed, form.errors))
    found = _source(session, story, source)
    gathering.leave_out(session, story.request, found, form.value.reason)
    return _back(request, reference, "source-left-out")


def _begin(session: SessionDep, officer: Viewer, story: Story, asking: Asking) -> None:
    found = queries.sources(session, story)
    could = [each.name for each in found.candidates if each.connected and each.in_scope]
    left_out = {n: asking.reasons.get(n, "") for n in could if n not in asking.asked}
    gathering.begin(
        session,
        story.request,
        officer.person,
        replace(found.search, terms=asking.terms, since=asking.since, until=asking.until),
        found.candidates,
        left_out=left_out,
        form_key=asking.form_key,
    )


def _source(session: SessionDep, story: Story, name: str) -> GatheringSource:
    newest = gathered.newest(session, story.request.id)
    found = gathered.source_named(session, newest, name) if newest else None
    if found is None:
        raise NotFoundError
    return found


def _back(request: Request, reference: str, said: str) -> Response:
    return see_other(request.url_for("desk.requests.sources:index", reference=reference), said)


def _page(
    request: Request, session: SessionDep, officer: Viewer, story: Story, form: Filled[Any]
) -> Response:
    return part(
        request,
        session,
        officer,
        story,
        "desk/requests/sources.html",
        here="sources",
        status_code=422 if form.errors else 200,
        form=form,
        found=queries.sources(session, story),
    )
