"""The officers' pages of surveys: no number of them is shown to officers before everybody."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.approvals import queries as approvals
from app.approvals.models import Kind
from app.core.db.base import new_id
from app.core.errors import RejectedError
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.session import SessionDep
from app.desk.pages import workbench
from app.identity.audiences import Officer
from app.identity.roles.models import Role
from app.identity.sign_in.step_up import StepUp
from app.identity.viewer import Viewer
from app.register import queries as register
from app.surveys import queries, rules, service
from app.surveys.drafting import forms
from app.surveys.drafting import service as drafting
from app.surveys.drafting.forms import AskApproval, Draft, Edited, NewChange
from app.surveys.models import Answered, Survey
from app.surveys.words import queries as texts
from app.surveys.words import service as words

router = APIRouter(prefix="/desk/surveys", tags=["desk"])


@router.get("", name="desk.surveys:index")
def index(request: Request, session: SessionDep, officer: Officer) -> Response:
    page, surveys = "desk/surveys/index.html", queries.for_desk(session)
    day = queries.today(session)
    return workbench(request, session, officer, page, surveys=surveys, today=day)


@router.get("/new", name="desk.surveys:new")
def new(request: Request, session: SessionDep, officer: Officer) -> Response:
    return _draft(request, session, officer, None, Filled[Any]())


@router.post("", name="desk.surveys:create")
def create(
    request: Request, session: SessionDep, officer: Officer, submitted: Submitted
) -> Response:
    form = parse(Draft, submitted)
    if form.value is None or not _is_place(session, form.value.place):
        return _draft(request, session, officer, None, form)
    return _to(request, drafting.prepare(session, officer.person, form.value.words))


@router.get("/{slug}", name="desk.surveys:show")
def show(request: Request, session: SessionDep, officer: Officer, slug: str) -> Response:
    survey = queries.for_officers(session, slug)
    return _show(request, session, officer, survey, Filled[Any](_key()))


@router.get("/{slug}/edit", name="desk.surveys:edit")
def edit(request: Request, session: SessionDep, officer: Officer, slug: str) -> Response:
    survey = queries.for_officers(session, slug)
    return _draft(request, session, officer, survey, Filled[Any](forms.typed(survey)))


@router.post("/{slug}", name="desk.surveys:update")
def update(
    request: Request, session: SessionDep, officer: Officer, slug: str, submitted: Submitted
) -> Response:
    survey, form = queries.for_officers(session, slug), parse(Draft, submitted)
    if form.value is None or not _is_place(session, form.value.place):
        return _draft(request, session, officer, survey, form)
    drafting.rewrite(session, officer.person, survey, form.value.words)
    return _to(request, survey)


@router.get("/{slug}/approval", name="desk.surveys.approval:new")
def new_approval(
    request: Request, session: SessionDep, officer: Officer, _fresh: StepUp, slug: str
) -> Response:
    survey = queries.for_officers(session, slug)
    return _asking(request, session, officer, survey, Filled[Any](_key()))


@router.post("/{slug}/approval", name="desk.surveys.approval:create")
def create_approval(
    request: Request,
    session: SessionDep,
    officer: Officer,
    _fresh: StepUp,
    slug: str,
    submitted: Submitted,
) -> Response:
    survey, form = queries.for_officers(session, slug), parse(AskApproval, submitted)
    wrong = dict(form.errors)
    if form.value is not None:
        said = {"approver_id": form.value.approver, "reason": form.value.reason}
        key = form.value.form_key
        try:
            asked = drafting.ask(session, officer.person, survey, form_key=key, **said)  # type: ignore[arg-type]
        except RejectedError as refused:
            wrong["reason"] = refused.message
        else:
            where = request.url_for("approvals:show", reference=asked.reference)
            return see_other(where, "asked")
    again = Filled[Any](_key() | dict(form.typed), wrong)
    return _asking(request, session, officer, survey, again)


@router.post("/{slug}/editing", name="desk.surveys:create_taking")
def create_taking(request: Request, session: SessionDep, officer: Officer, slug: str) -> Response:
    words.take(session, officer.person, queries.for_officers(session, slug))
    return see_other(request.url_for("desk.surveys.words:edit", slug=slug))


@router.get("/{slug}/words", name="desk.surveys.words:edit")
def edit_words(request: Request, session: SessionDep, officer: Officer, slug: str) -> Response:
    survey = queries.for_officers(session, slug)
    return _words(request, session, officer, survey, Filled[Any]())


@router.post("/{slug}/words/{words_id}", name="desk.surveys.words:update")
def update_words(
    request: Request,
    session: SessionDep,
    officer: Officer,
    slug: str,
    *,
    words_id: UUID,
    submitted: Submitted,
) -> Response:
    survey, form = queries.for_officers(session, slug), parse(Edited, submitted)
    texts.check_editor(survey, officer.person)
    if form.value is None:
        again = Filled[Any](form.typed, {"text": next(iter(form.errors.values()))})
        return _words(request, session, officer, survey, again, wrong=words_id)
    text = form.value.text if form.value.what == "keep" else ""
    words.edit(session, officer.person, survey, words_id, text)
    return see_other(request.url_for("desk.surveys.words:edit", slug=slug), "saved")


@router.post("/{slug}/words-publication", name="desk.surveys.words:create_publication")
def create_words_publication(
    request: Request, session: SessionDep, officer: Officer, slug: str
) -> Response:
    survey = queries.for_officers(session, slug)
    enough = words.publish(session, officer.person, survey)
    return _to(request, survey, "survey-words-published" if enough else "survey-words-too-few")


@router.post("/{slug}/changes", name="desk.surveys.changes:create")
def create_change(
    request: Request, session: SessionDep, officer: Officer, slug: str, submitted: Submitted
) -> Response:
    survey, form = queries.for_officers(session, slug), parse(NewChange, submitted)
    if form.value is None:
        again = Filled[Any](_key() | dict(form.typed), form.errors)
        return _show(request, session, officer, survey, again)
    practice = form.value.practice if form.value.practice in register.titles(session) else None
    said = {"practice_id": practice, "form_key": form.value.form_key}
    service.tell_of_change(session, officer.person, survey, form.value.text, **said)  # type: ignore[arg-type]
    return _to(request, survey)


def _key() -> dict[str, str]:
    return {"form_key": str(new_id())}


def _is_place(session: SessionDep, place: str) -> bool:
    return place in {"", *queries.place_names(session)}


def _to(request: Request, survey: Survey, say: str = "saved") -> Response:
    return see_other(request.url_for("desk.surveys:show", slug=survey.slug), say)


def _draft(
    request: Request,
    session: SessionDep,
    officer: Viewer,
    survey: Survey | None,
    form: Filled[Any],
) -> Response:
    wrong = {name or "cross1": message for name, message in form.errors.items()}
    if form.value is not None:
        wrong["place"] = "Choose a workplace from the list."
    return workbench(
        request,
        session,
        officer,
        "desk/surveys/edit.html",
        status_code=422 if wrong else 200,
        survey=survey,
        form=Filled[Any](form.typed, wrong),
        places=queries.place_names(session),
        numbers=range(1, rules.MOST_QUESTIONS + 1),
        kinds=Answered,
        repeats=forms.REPEATS,
        pairs=forms.pairs(),
    )


def _show(
    request: Request, session: SessionDep, officer: Viewer, survey: Survey, form: Filled[Any]
) -> Response:
    return workbench(
        request,
        session,
        officer,
        "desk/surveys/show.html",
        status_code=422 if form.errors else 200,
        survey=survey,
        questions=queries.questions(survey),
        places=queries.place_names(session),
        waiting=texts.waiting(session, survey),
        has_words=texts.has_any(session, survey),
        has_editor=texts.has_editor(session, survey),
        approval=approvals.open_about(session, Kind.SURVEY, survey.slug),
        changes=queries.changes(session, survey),
        titles=register.titles(session),
        today=queries.today(session),
        form=form,
    )


def _asking(
    request: Request, session: SessionDep, officer: Viewer, survey: Survey, form: Filled[Any]
) -> Response:
    candidates = approvals.may_be_asked(session, officer.id, Role.OFFICER)
    return workbench(
        request,
        session,
        officer,
        "desk/surveys/approval.html",
        status_code=422 if form.errors else 200,
        survey=survey,
        approvers=[each for each in candidates if each.id != survey.written_by],
        form=form,
    )


def _words(
    request: Request,
    session: SessionDep,
    officer: Viewer,
    survey: Survey,
    form: Filled[Any],
    *,
    wrong: UUID | None = None,
) -> Response:
    return workbench(
        request,
        session,
        officer,
        "desk/surveys/words.html",
        status_code=422 if form.errors else 200,
        survey=survey,
        originals=texts.originals(session, officer.person, survey),
        edited=texts.edited(session, survey),
        form=form,
        wrong=wrong,
    )
