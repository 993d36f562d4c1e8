"""``/desk/questions``: what people ask about looks, answered by who stands near to neither side."""

from typing import Any

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from app.access_log.outcomes.rules import Verdict
from app.core.db.base import new_id
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.session import SessionDep
from app.desk.pages import workbench
from app.desk.questions import queries, service
from app.desk.questions.forms import Giving, NameDecision, NewVerdict, Press
from app.identity.audiences import Officer
from app.identity.people import queries as people
from app.identity.viewer import Viewer
from app.questions import queries as questions
from app.questions.judging import service as judging
from app.questions.kept_apart import queries as kept_apart
from app.questions.queries import Story

router = APIRouter(prefix="/desk/questions", tags=["desk"])


@router.get("", name="desk.questions:index")
def index(request: Request, session: SessionDep, officer: Officer) -> Response:
    lists = queries.lists(session, officer)
    return workbench(request, session, officer, "desk/questions/index.html", lists=lists)


@router.get("/{reference}", name="desk.questions:show")
def show(request: Request, session: SessionDep, officer: Officer, reference: str) -> Response:
    story = questions.at_the_desk(session, officer.person, reference)
    if not queries.is_open_to(story, officer):
        return _folder(request, session, officer, story)
    service.record(officer, story.question)
    return _opened(request, session, officer, story, Filled[Any]())


@router.post("/{reference}/taking", name="desk.questions:create_taking")
def create_taking(
    request: Request, session: SessionDep, officer: Officer, reference: str, submitted: Submitted
) -> Response:
    story = questions.at_the_desk(session, officer.person, reference)
    form = parse(Press, submitted)
    if form.value is None or story.standing.owner_id not in {None, officer.id}:
        return _folder(request, session, officer, story, status_code=409)
    judging.take(session, story.question, officer.person, form_key=form.value.form_key)
    return _back(request, reference, "question-taken")


@router.post("/{reference}/assignment", name="desk.questions:create_assignment")
def create_assignment(
    request: Request, session: SessionDep, officer: Officer, reference: str, submitted: Submitted
) -> Response:
    story = questions.at_the_desk(session, officer.person, reference)
    form = parse(Giving, submitted)
    to = people.by_id(session, form.value.to) if form.value else None
    if form.value is None or to is None:
        return _folder(request, session, officer, story, form=form, status_code=422)
    key = form.value.form_key
    judging.assign(session, story.question, officer.person, to, form_key=key)
    return see_other(request.url_for("desk.questions:index"), "question-given")


@router.post("/{reference}/passing-on", name="desk.questions:create_passing_on")
def create_passing_on(
    request: Request, session: SessionDep, officer: Officer, reference: str, submitted: Submitted
) -> Response:
    story, form = queries.owned(session, officer, reference), parse(Press, submitted)
    if form.value is None:
        return _again(request, session, officer, story, form)
    judging.pass_on(session, story.question, officer.person, **form.value.model_dump())
    return _back(request, reference, "question-passed-on")


@router.post("/{reference}/verdict", name="desk.questions:create_verdict")
def create_verdict(
    request: Request, session: SessionDep, officer: Officer, reference: str, submitted: Submitted
) -> Response:
    story, form = queries.owned(session, officer, reference), parse(NewVerdict, submitted)
    if form.value is None:
        return _again(request, session, officer, story, form)
    judging.decide(session, story.question, officer.person, **form.value.model_dump())
    return _back(request, reference, "question-decided")


@router.post("/{reference}/name", name="desk.questions:create_name_decision")
def create_name_decision(
    request: Request, session: SessionDep, officer: Officer, reference: str, submitted: Submitted
) -> Response:
    story, form = queries.owned(session, officer, reference), parse(NameDecision, submitted)
    if form.value is None:
        return _again(request, session, officer, story, form)
    judging.decide_name(session, story.question, officer.person, **form.value.model_dump())
    return _back(request, reference, "name-decided")


def _again(
    request: Request, session: Session, officer: Viewer, story: Story, form: Filled[Any]
) -> Response:
    """The page again with what is to be mended: a look, so it is in the log."""
    if not queries.is_open_to(story, officer):
        return _folder(request, session, officer, story, status_code=409)
    service.record_in(session, officer, story.question)
    return _opened(request, session, officer, story, form)


def _opened(
    request: Request, session: Session, officer: Viewer, story: Story, form: Filled[Any]
) -> Response:
    opened = queries.opened(session, story)
    return workbench(
        request,
        session,
        officer,
        "desk/questions/show.html",
        status_code=422 if form.errors else 200,
        opened=opened,
        verdicts=list(Verdict),
        form=form,
        form_keys={act.value: str(new_id()) for act in opened.may},
    )


def _folder(
    request: Request,
    session: Session,
    officer: Viewer,
    story: Story,
    *,
    form: Filled[Any] | None = None,
    status_code: int = 200,
) -> Response:
    """The question without whose it is and what was asked: nothing for the log to say."""
    owner_id = story.standing.owner_id
    officers = kept_apart.officers_for(session, story.question)
    may = queries.acts_on_folder(session, story)
    return workbench(
        request,
        session,
        officer,
        "desk/questions/folder.html",
        status_code=status_code,
        row=queries.row(session, story),
        may=may,
        officers=[each for each in officers if each.id != owner_id],
        stale=status_code == 409 and owner_id not in {None, officer.id},
        form=form or Filled[Any](),
        form_keys={act.value: str(new_id()) for act in may},
    )


def _back(request: Request, reference: str, say: str) -> Response:
    return see_other(request.url_for("desk.questions:show", reference=reference), say)
