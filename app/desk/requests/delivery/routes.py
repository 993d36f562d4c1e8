"""``/desk/requests/{reference}/delivery``: what is approved leaves the portal, and is sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from app.answers.delivery import printing, queries, service
from app.answers.delivery.queries import Approved
from app.answers.delivery.rules import OF_CODES, OF_FILES, OF_PAPER
from app.core.db.session import reading, writing
from app.core.errors import ConflictError, NotFoundError, PortalError
from app.core.papers.letters import Letter
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.papers import paper
from app.core.web.session import SessionDep
from app.core.web.streams import Streamed
from app.desk.requests import service as requests
from app.desk.requests.case.pages import part
from app.desk.requests.delivery.forms import Locking, Taking, form_of
from app.identity.audiences import Officer, OfficerApart
from app.identity.people import queries as people
from app.identity.sign_in.step_up import StepUp
from app.identity.viewer import Viewer
from app.subject_requests.models import Delivery, SubjectRequest
from app.subject_requests.outcomes import queries as outcomes
from app.subject_requests.progress.rules import Status
from app.subject_requests.queries import Story

router = APIRouter(prefix="/desk/requests/{reference}/delivery", tags=["desk"])


@router.get("", name="desk.requests.delivery:show")
def show(
    request: Request, session: SessionDep, officer: Officer, _fresh: StepUp, reference: str
) -> Response:
    story, found = _approved(session, officer, reference)
    requests.record(officer, story)
    return _page(request, session, officer, found, Filled({}))


@router.post("/code", name="desk.requests.delivery.code:create")
def create_code(
    request: Request,
    session: SessionDep,
    officer: Officer,
    _fresh: StepUp,
    reference: str,
    submitted: Submitted,
) -> Response:
    """The answer is the only page that ever shows the code."""
    story, found = _approved(session, officer, reference)
    form = parse(Locking, submitted)
    requests.record_in(session, officer, story.request)
    if form.value is None:
        return _page(request, session, officer, found, Filled({}))
    key = form.value.form_key
    try:
        code = service.lock(session, story.request, officer.person, form_key=key)
    except ConflictError as refused:
        return _page(request, session, officer, found, Filled({}, {"": refused.message}))
    _story, found = _approved(session, officer, reference)
    return _page(request, session, officer, found, Filled({}), code=code)


@router.post("/file", name="desk.requests.delivery.file:create")
def create_file(
    session: SessionDep, officer: Officer, _fresh: StepUp, reference: str, submitted: Submitted
) -> Response:
    """Written down and committed before the first byte."""
    story, _found = _approved(session, officer, reference)
    code = _code(submitted)
    blocks = service.take_archive(session, story.request, officer.person, code)
    requests.record_in(session, officer, story.request, documents=True, taken=True)
    return _download(blocks, f"{reference}-locked.zip")


@router.post("/letter", name="desk.requests.delivery.letter:create")
def create_letter(
    request: Request,
    session: SessionDep,
    officer: Officer,
    _fresh: StepUp,
    reference: str,
    submitted: Submitted,
) -> Response:
    """The code on paper, which goes another way than the file."""
    story, found = _approved(session, officer, reference)
    code = _code(submitted)
    requests.record_in(session, officer, story.request)
    service.check_code(found, code)
    person = people.by_id(session, story.request.person_id)
    assert person is not None
    return paper(
        request,
        "desk/requests/file_code.html",
        name=f"code-{reference}",
        to=[person.name],
        reference=reference,
        viewer=officer,
        story=story,
        code=code,
    )


@router.post("/paper", name="desk.requests.delivery.paper:create")
def create_paper(
    request: Request, officer: OfficerApart, _fresh: StepUp, reference: str
) -> Response:
    """The same of what is printed. Nothing is held while the index, or the letter, is set."""
    with reading() as session:
        story, found = _approved(session, officer, reference)
        person = people.by_id(session, story.request.person_id)
        index = printing.index(session, story.request, found.bundle) if found.bundle else None
        decided = found.words.decided if found.words else None
        lines = outcomes.lines(session, decided) if decided else ()
    assert person is not None
    if found.words is None:
        return _printed(officer, reference, index)
    letter = paper(
        request,
        "desk/requests/answer_letter.html",
        name=f"answer-{reference}",
        to=[person.name, *found.send_to.splitlines()],
        reference=reference,
        viewer=officer,
        story=story,
        words=found.words,
        lines=lines,
    )
    with _taking(officer, reference, documents=False) as (session, sar):
        service.take_words(session, sar, officer.person, found.words)
    return letter


@router.post("", name="desk.requests.delivery:create")
def create(
    request: Request,
    session: SessionDep,
    officer: Officer,
    _fresh: StepUp,
    reference: str,
    submitted: Submitted,
) -> Response:
    story, found = _approved(session, officer, reference)
    again = story.standing.status is Status.ANSWERED
    form = parse(form_of(found.delivery, again=again), submitted)
    wrong = dict(form.errors)
    if form.value is not None:
        try:
            _send(session, story, officer, form.value, again=again)
        except PortalError as refused:
            wrong[""] = refused.message
    if wrong:
        requests.record_in(session, officer, story.request)
        return _page(request, session, officer, found, Filled(form.typed, wrong))
    said = "answer-sent-again" if again else "answer-sent"
    return see_other(request.url_for("desk.requests:show", reference=reference), said)


def _send(session: Session, story: Story, officer: Viewer, form: Any, *, again: bool) -> None:
    sar, person, sending = story.request, officer.person, form.sending
    if again:
        service.send_again(session, sar, person, sending, why=form.again, form_key=form.form_key)
    else:
        service.send(session, sar, person, sending, form_key=form.form_key)


def _approved(session: Session, officer: Viewer, reference: str) -> tuple[Story, Approved]:
    """The officer's own request, if its answer is to be sent, or was."""
    story = requests.owned(session, officer, reference)
    found = queries.approved(session, story)
    if found is None:
        raise NotFoundError
    return story, found


def _printed(officer: Viewer, reference: str, index: Letter | None) -> Response:
    if index is None:
        raise service.GoneError
    drawn = printing.drawn(index)
    with _taking(officer, reference) as (session, sar):
        blocks = service.take_paper(session, sar, officer.person, drawn)
    return _download(blocks, f"{reference}-to-print.zip")


@contextmanager
def _taking(
    officer: Viewer, reference: str, *, documents: bool = True
) -> Iterator[tuple[Session, SubjectRequest]]:
    """The request in a transaction that begins now; what is taken is in the log with it."""
    with writing() as session:
        story, _found = _approved(session, officer, reference)
        yield session, story.request
        requests.record_in(session, officer, story.request, documents=documents, taken=True)


def _code(submitted: Submitted) -> str:
    form = parse(Taking, submitted)
    if form.value is None:
        raise NotFoundError
    return form.value.code


def _download(blocks: Iterator[bytes], name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Streamed(blocks, media_type="application/zip", headers=headers)


def _page(
    request: Request,
    session: SessionDep,
    officer: Viewer,
    found: Approved,
    form: Filled[Any],
    *,
    code: str = "",
) -> Response:
    is_file = found.delivery is Delivery.ARCHIVE
    return part(
        request,
        session,
        officer,
        found.story,
        "desk/requests/delivery.html",
        here="delivery",
        status_code=422 if form.errors else 200,
        form=form,
        found=found,
        code=code,
        ways=OF_FILES if is_file else OF_PAPER,
        code_ways=OF_CODES,
    )
