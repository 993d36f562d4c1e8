"""“Learn”: the lessons, the glossary, and a person's own marks."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.web import flash
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.identity.audiences import Employee
from app.learning import queries, service
from app.learning.texts import queries as texts
from app.learning.texts.rules import Linked

router = APIRouter(prefix="/learn", tags=["learning"])


@router.get("", name="learning:index")
def index(request: Request, session: SessionDep, viewer: Employee) -> Response:
    month, reach = queries.reach(session)
    return render(
        request,
        "learning/index.html",
        viewer=viewer,
        lessons=queries.everything(session, viewer),
        month=month,
        reach=reach,
    )


@router.get("/words", name="learning:words")
def words(request: Request, viewer: Employee) -> Response:
    return render(request, "learning/words.html", viewer=viewer, words=texts.words())


@router.get("/{lesson}", name="learning:show")
def show(request: Request, session: SessionDep, viewer: Employee, lesson: str) -> Response:
    told, listed = texts.lesson(lesson), queries.everything(session, viewer)
    place = next(number for number, each in enumerate(listed) if each.head.id == lesson)
    return render(
        request,
        "learning/show.html",
        viewer=viewer,
        lesson=told,
        marked_on=listed[place].marked_on,
        next=listed[(place + 1) % len(listed)].head,
        about=queries.about(session, viewer, lesson),
        is_about_rights=lesson == texts.RIGHTS,
        linked=Linked(texts.words()).runs,
    )


@router.post("/{lesson}/mark", name="learning.mark:create")
def create_mark(request: Request, session: SessionDep, viewer: Employee, lesson: str) -> Response:
    service.mark(session, viewer.person, lesson)
    return flash.see_other(request.url_for("learning:show", lesson=lesson), "lesson-marked")


@router.post("/{lesson}/mark/removal", name="learning.mark:destroy")
def destroy_mark(request: Request, session: SessionDep, viewer: Employee, lesson: str) -> Response:
    service.unmark(session, viewer.person, lesson)
    return flash.see_other(request.url_for("learning:show", lesson=lesson), "lesson-unmarked")
