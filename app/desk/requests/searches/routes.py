"""``/desk/requests/{reference}/searches``: what was searched by hand, and the files found there."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.responses import Response

from app.answers.by_hand import queries as searches
from app.answers.by_hand import service as by_hand
from app.answers.by_hand.rules import UnfitFileError
from app.answers.by_hand.service import Given
from app.core.db.session import reading, writing
from app.core.errors import NotFoundError, PortalError
from app.core.language import gettext as _
from app.core.web.flash import see_other
from app.core.web.forms import Filled, parse
from app.core.web.session import SessionDep
from app.core.web.uploads import SubmittedFiles, WithFiles
from app.desk.requests import service as requests
from app.desk.requests.case.pages import part
from app.desk.requests.searches.forms import ELSEWHERE, HandSearching, wrong_files
from app.desk.requests.sources import queries
from app.identity.audiences import Officer, OfficerApart
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


def _own(officer: OfficerApart, reference: str) -> None:
    """Nobody else's file is taken in at all."""
    with reading() as session:
        _copied(session, officer, reference)


OwnCopied = Annotated[None, Depends(_own)]


@router.post("", name="desk.requests.searches:create")
def create(
    request: Request,
    officer: OfficerApart,
    _own: OwnCopied,
    reference: str,
    submitted: SubmittedFiles,
) -> Response:
    """The files lie sealed before the transaction begins; what it does not name is removed."""
    form = parse(HandSearching, submitted.fields)
    files, wrong = _fit(form.value, submitted)
    wrong = dict(form.errors) | wrong
    with writing() as session:
        story = _copied(session, officer, reference)
        if form.value is not None and not wrong:
            wrong = _recorded(session, officer, story, form.value, files)
        if wrong:
            requests.record_in(session, officer, story.request)
            answer = _page(request, session, officer, story, Filled(form.typed, wrong))
        else:
            url = request.url_for("desk.requests.sources:index", reference=reference)
            answer = see_other(url, "search-kept")
        named = searches.named_files(session, [each.stored.id for each in submitted.files])
    submitted.remove(but=named)
    return answer


def _fit(form: HandSearching | None, sent: WithFiles) -> tuple[list[Given], dict[str, str]]:
    """The files as they can be taken, and what is wrong with them."""
    if form is None:
        return [], {}
    if sent.no_room:
        said = _("There is no room for these files at the moment. Nothing was kept.")
        return [], {"files": said}
    if said := wrong_files(form, sent.files):
        return [], {"files": said}
    try:
        return [by_hand.given(each.name, each.head, each.stored) for each in sent.files], {}
    except UnfitFileError as unfit:
        return [], {"files": unfit.message}


def _recorded(
    session: Session, officer: Viewer, story: Story, form: HandSearching, files: Sequence[Given]
) -> dict[str, str]:
    """Write it down; what is wrong with it, by field."""
    try:
        by_hand.record(
            session, story.request, officer.person, form.said, files, form_key=form.form_key
        )
    except PortalError as refused:
        return {"": refused.message}
    return {}


def _copied(session: Session, officer: Viewer, reference: str) -> Story:
    """The officer's own request, if it is one that is answered with a copy."""
    story = requests.owned(session, officer, reference)
    if story.request.kind not in COPIED:
        raise NotFoundError
    return story


def _page(
    request: Request, session: Session, officer: Viewer, story: Story, form: Filled[Any]
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
