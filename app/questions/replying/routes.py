"""``/asked/{reference}``: a question about a look of one's own."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access_log.errors import KeysUnavailableError, LogUnreadableError
from app.core.db.base import new_id
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.identity.audiences import Employee
from app.identity.viewer import Viewer
from app.questions import queries as questions
from app.questions.replying import queries, service
from app.questions.replying.forms import NewReply

router = APIRouter(prefix="/asked", tags=["questions"])
AWAY = (KeysUnavailableError, LogUnreadableError)


@router.get("/{reference}", name="asked:show")
def show(request: Request, session: SessionDep, viewer: Employee, reference: str) -> Response:
    return _page(request, session, viewer, reference, Filled[NewReply]())


@router.post("/{reference}", name="asked:create_reply")
def create_reply(
    request: Request, session: SessionDep, viewer: Employee, reference: str, submitted: Submitted
) -> Response:
    story, form = questions.asked_of(session, viewer.person, reference), parse(NewReply, submitted)
    if form.value is None:
        return _page(request, session, viewer, reference, form)
    service.reply(session, story.question, viewer.person, **form.value.model_dump())
    return see_other(request.url_for("asked:show", reference=reference), "reason-given")


def _page(
    request: Request,
    session: SessionDep,
    viewer: Viewer,
    reference: str,
    form: Filled[NewReply],
) -> Response:
    try:
        copy = queries.copy(session, viewer, reference)
    except AWAY:
        return render(request, "access_log/away.html", viewer=viewer)
    key = form.typed.get("form_key") or str(new_id())
    return render(
        request,
        "questions/asked.html",
        status_code=422 if form.errors else 200,
        viewer=viewer,
        copy=copy,
        form=form,
        form_key=key,
    )
