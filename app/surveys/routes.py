"""“Surveys”: what is asked, one's answers page by page, and the results that everybody reads."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.identity.audiences import Employee
from app.identity.viewer import Viewer
from app.register import queries as register
from app.surveys import queries, service
from app.surveys.forms import Answers
from app.surveys.queries import Standing
from app.surveys.words import queries as words

router = APIRouter(prefix="/surveys", tags=["surveys"])


@router.get("/{slug}", name="surveys:show")
def show(request: Request, session: SessionDep, viewer: Employee, slug: str) -> Response:
    return render(
        request,
        "surveys/show.html",
        viewer=viewer,
        standing=queries.read(session, viewer.person, slug),
        places=queries.place_names(session),
    )


@router.get("/{slug}/questions", name="surveys.questions:show")
def show_questions(request: Request, session: SessionDep, viewer: Employee, slug: str) -> Response:
    standing = queries.read(session, viewer.person, slug)
    if not _may_answer(standing):
        return see_other(request.url_for("surveys:show", slug=slug))
    return _question(request, viewer, standing, Filled[Answers](), "1")


@router.post("/{slug}/questions", name="surveys.questions:update")
def update_questions(
    request: Request, session: SessionDep, viewer: Employee, slug: str, submitted: Submitted
) -> Response:
    """The next page with what was answered so far: nothing of it is kept here."""
    standing, form = queries.read(session, viewer.person, slug), parse(Answers, submitted)
    if not _may_answer(standing):
        return see_other(request.url_for("surveys:show", slug=slug))
    wrong = next((name[1:] for name in form.errors if name[1:].isdecimal()), "")
    return _question(request, viewer, standing, form, wrong or form.typed.get("go", ""))


@router.post("/{slug}/answers", name="surveys.answers:create")
def create_answers(
    request: Request, session: SessionDep, viewer: Employee, slug: str, submitted: Submitted
) -> Response:
    standing, form = queries.read(session, viewer.person, slug), parse(Answers, submitted)
    if form.value is None:
        return _question(request, viewer, standing, form, "1")
    asked = list(standing.questions)
    given = form.value.chosen(asked), form.value.words(asked)
    say = "survey-answered"
    try:
        service.answer(session, viewer.person, standing.row, *given)
    except service.AnsweredAlreadyError:
        say = "survey-answered-before"
    return see_other(request.url_for("surveys:show", slug=slug), say)


@router.get("/{slug}/results", name="surveys.results:show")
def show_results(request: Request, session: SessionDep, viewer: Employee, slug: str) -> Response:
    standing = queries.read(session, viewer.person, slug)
    return render(
        request,
        "surveys/results.html",
        viewer=viewer,
        standing=standing,
        result=queries.result(session, standing.row),
        places=queries.place_names(session),
        said=words.published(session, standing.row),
        being_edited=words.waiting(session, standing.row) > 0 or _unpublished(session, standing),
        changes=queries.changes(session, standing.row),
        titles=register.titles(session),
        before=queries.before(session, standing.row),
    )


def _unpublished(session: SessionDep, standing: Standing) -> bool:
    return standing.row.words_on is None and words.has_any(session, standing.row)


def _may_answer(standing: Standing) -> bool:
    return standing.is_open and standing.asked and not standing.answered


def _question(
    request: Request, viewer: Viewer, standing: Standing, form: Filled[Answers], go: str
) -> Response:
    """The page of one question, or of all answers before they are sent."""
    number = int(go) if go in {str(n) for n, _q in enumerate(standing.questions, 1)} else 0
    return render(
        request,
        "surveys/question.html" if number else "surveys/check.html",
        status_code=422 if form.errors else 200,
        viewer=viewer,
        standing=standing,
        number=number,
        form=form,
    )
