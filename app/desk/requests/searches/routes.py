"""``/desk/requests/{reference}/searches``: what was searched by hand, and the files found there."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.answers.by_hand import queries as searches
from app.answers.by_hand import service as by_hand
from app.answers.by_hand.rules import UnfitFileError
from app.core.errors import NotFoundError, PortalError
from app.core.web.flash import see_other
from app.core.web.forms import Filled, SubmittedFiles, WithFiles, parse
from app.core.web.session import SessionDep
from app.desk.requests import service as requests
from app.desk.requests.case.pages import part
from app.desk.requests.searches.forms import ELSEWHERE, HandSearching, wrong_files
from app.desk.requests.sources import queries
from app.identity.audiences import Officer
from app.identity.viewer import Viewer
from app.subject_requests.progress.rules import COPIED
from app.subject_requests.queries import Story

PATH = r"/desk/requests/[^/]+/searches"  # where forms carry files
router = APIRouter(prefix="/desk/requests/{reference}/searches", tags=["desk"])


@router.get("", name="desk.requests.searches:new")
def new(
    request: Request, session: SessionDep, officer: Officer, reference: str, place: str = ""
) -> Response:
    story = _copied(session, officer, reference)
    requests.record(officer, story)
    return _page(request, session, officer, story, Filled({"place": place[:60]} if place else {}))


@router.post("", name="desk.requests.searches:create")
def create(
    request: Request,
    session: SessionDep,
    officer: Officer,
    reference: str,
    submitted: SubmittedFiles,
) -> Response:
    story, form = _copied(session, officer, reference), parse(HandSearching, submitted.fields)
    wrong = dict(form.errors)
    if form.value is not None:
        wrong |= _recorded(session, officer, story, form.value, submitted)
    if wrong:
        requests.record_in(session, officer, story.request)
        return _page(request, session, officer, story, Filled(form.typed, wrong))
    url = request.url_for("desk.requests.sources:index", reference=reference)
    return see_other(url, "search-kept")


def _recorded(
    session: SessionDep, officer: Viewer, story: Story, form: HandSearching, sent: WithFiles
) -> dict[str, str]:
    """Write it down; what is wrong with it, by field."""
    if said := wrong_files(form, sent.files):
        return {"files": said}
    try:
        files = [by_hand.given(name, content) for name, content in sent.files]
    except UnfitFileError as unfit:
        return {"files": unfit.message}
    try:
        by_hand.record(
            session, story.request, officer.person, form.said, files, form_key=form.form_key
        )
    except PortalError as refused:
        return {"": refused.message}
    return {}


def _copied(session: SessionDep, officer: Viewer, reference: str) -> Story:
    """The officer's own request, if it is one that is answered with a copy."""
    story = requests.owned(session, officer, reference)
    if story.request.kind not in COPIED:
        raise NotFoundError
    return story


def _page(
    request: Request, session: SessionDep, officer: Viewer, story: Story, form: Filled[Any]
) -> Response:
    found = queries.sources(session, story)
    return part(
        request,
        session,
        officer,
        story,
        "desk/requests/searches.html",
        here="sources",
        status_code=422 if form.errors else 200,
        form=form,
        found=found,
        places=queries.by_hand(found),
        elsewhere=ELSEWHERE,
        searches=searches.of_request(session, story.request.id),
    )
