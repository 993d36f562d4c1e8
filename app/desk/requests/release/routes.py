"""``/desk/requests/{reference}/release``: the list before release, the letter, the files."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.answers.letters import queries as written
from app.answers.letters import rules as letter_rules
from app.answers.letters import service as letters
from app.answers.release import queries as answers
from app.answers.release import service as release
from app.core.errors import NotFoundError, PortalError
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.session import SessionDep
from app.desk.requests import queries as queues
from app.desk.requests import service as requests
from app.desk.requests.case.pages import part
from app.desk.requests.release.forms import Packing, Proposing, Writing
from app.identity.audiences import Officer
from app.identity.sign_in.step_up import StepUp
from app.identity.viewer import Viewer
from app.subject_requests.progress.rules import COPIED
from app.subject_requests.queries import Story

router = APIRouter(prefix="/desk/requests/{reference}/release", tags=["desk"])


@router.get("", name="desk.requests.release:show")
def show(request: Request, session: SessionDep, officer: Officer, reference: str) -> Response:
    story = _copied(session, officer, reference)
    requests.record(officer, story)
    return _page(request, session, officer, story, Filled[Proposing]())


@router.get("/letter", name="desk.requests.letter:edit")
def edit_letter(
    request: Request, session: SessionDep, officer: Officer, reference: str
) -> Response:
    story = _copied(session, officer, reference)
    requests.record(officer, story)
    return _letter(request, session, officer, story, Filled[Writing]())


@router.post("/letter", name="desk.requests.letter:update")
def update_letter(
    request: Request, session: SessionDep, officer: Officer, reference: str, submitted: Submitted
) -> Response:
    story, form = _copied(session, officer, reference), parse(Writing, submitted)
    told, wrong = form.value, dict(form.errors)
    if told is not None:
        key, before = told.form_key, told.before
        try:
            letters.write(
                session, story.request, officer.person, told.parts, before=before, form_key=key
            )
        except letters.WrittenMeanwhileError as stale:
            wrong[""] = stale.message
    if wrong:
        requests.record_in(session, officer, story.request)
        return _letter(request, session, officer, story, Filled(form.typed, wrong))
    return _back(request, reference, "letter-saved")


@router.post("/bundle", name="desk.requests.bundle:create")
def create_bundle(
    request: Request, session: SessionDep, officer: Officer, reference: str, submitted: Submitted
) -> Response:
    story, form = _copied(session, officer, reference), parse(Packing, submitted)
    if form.value is None:
        requests.record_in(session, officer, story.request)
        return _page(request, session, officer, story, Filled(form.typed, form.errors))
    release.pack(session, story.request, officer.person, form_key=form.value.form_key)
    return _back(request, reference, "packing")


@router.post("", name="desk.requests.release:create")
def create(
    request: Request,
    session: SessionDep,
    officer: Officer,
    _fresh: StepUp,
    reference: str,
    submitted: Submitted,
) -> Response:
    story, form = _copied(session, officer, reference), parse(Proposing, submitted)
    asked, wrong = form.value, dict(form.errors)
    if asked is not None:
        try:
            approval = release.propose(
                session,
                story.request,
                officer.person,
                outcome=asked.outcome,
                reason=asked.reason,
                delivery=asked.delivery,
                approver_id=asked.approver,
                form_key=asked.form_key,
            )
        except PortalError as refused:
            wrong[""] = refused.message
        else:
            return see_other(
                request.url_for("approvals:show", reference=approval.reference), "asked"
            )
    requests.record_in(session, officer, story.request)
    return _page(request, session, officer, story, Filled(form.typed, wrong))


def _copied(session: SessionDep, officer: Viewer, reference: str) -> Story:
    """The officer's own request, if it is one that is answered with a copy."""
    story = requests.owned(session, officer, reference)
    if story.request.kind not in COPIED:
        raise NotFoundError
    return story


def _back(request: Request, reference: str, said: str) -> Response:
    return see_other(request.url_for("desk.requests.release:show", reference=reference), said)


def _page(
    request: Request, session: SessionDep, officer: Viewer, story: Story, form: Filled[Any]
) -> Response:
    return part(
        request,
        session,
        officer,
        story,
        "desk/requests/release.html",
        here="release",
        status_code=422 if form.errors else 200,
        form=form,
        answer=answers.answer(session, story),
        approvers=queues.approvers_for(session, officer, story.request),
    )


def _letter(
    request: Request, session: SessionDep, officer: Viewer, story: Story, form: Filled[Any]
) -> Response:
    return part(
        request,
        session,
        officer,
        story,
        "desk/requests/letter.html",
        here="release",
        status_code=422 if form.errors else 200,
        form=form,
        answer=answers.answer(session, story),
        headings={
            name: letter_rules.REQUIRED[name] for name in letter_rules.required(story.request.kind)
        },
        practices=written.practices(session, story.request),
    )
