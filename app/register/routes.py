"""“What’s collected”: the register's pages for everyone who works here."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core import clock
from app.core.config import settings
from app.core.errors import NotFoundError, RejectedError
from app.core.language import gettext as _
from app.core.web import flash
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.identity.audiences import Employee
from app.identity.establishments import queries as establishments
from app.identity.people import service as people
from app.identity.viewer import Viewer
from app.register import queries
from app.register.access_reviews import queries as access_reviews
from app.register.assessments import queries as assessments
from app.register.comparison.rules import compare
from app.register.consultations import queries as consultations
from app.register.forms import ChangeMail, Comparison, Filters
from app.register.in_force.rules import Practice, Register, State
from app.register.reading import rules
from app.register.reviews import rules as reviews
from app.register.risks import queries as risks
from app.register.rules import why_it_applies
from app.register.states import queries as states

router = APIRouter(prefix="/collected", tags=["register"])


@router.get("", name="register:index")
def index(request: Request, session: SessionDep, viewer: Employee) -> Response:
    filters = _asked(request)
    register = queries.in_force(session, clock.now())
    found = rules.listing(
        register,
        viewer.person,
        everything=filters.who == "all",
        area=filters.area,
        use=filters.use,
    )
    late = reviews.late(register, viewer.person)
    return _page(
        request,
        session,
        viewer,
        "register/index.html",
        listing=found,
        filters=filters,
        late=late,
    )


@router.get("/changes", name="register:changes")
def changes(request: Request, session: SessionDep, viewer: Employee) -> Response:
    filters, every = _asked(request), queries.changes(session, clock.now())
    shown = rules.feed(every, viewer.person, everything=filters.who == "all")
    today = queries.in_force(session, clock.now()).day
    return _page(
        request,
        session,
        viewer,
        "register/changes.html",
        changes=shown,
        filters=filters,
        today=today,
        sends_mail=settings().sends_mail,
    )


@router.post("/changes/mail", name="register.change_mail:update")
def update_mail(
    request: Request, session: SessionDep, viewer: Employee, submitted: Submitted
) -> Response:
    form = parse(ChangeMail, submitted)
    if form.value is None:
        raise RejectedError(_("Choose whether you want mail about every change."))
    people.prefer(session, viewer.id, every_change=form.value.wanted == "yes")
    return flash.see_other(request.url_for("register:changes"), "saved")


@router.get("/{slug}", name="register:show")
def show(request: Request, session: SessionDep, viewer: Employee, slug: str) -> Response:
    register = queries.in_force(session, clock.now())
    practice, declined = _published(register, slug), request.app.state.declined_by(request)
    return _page(
        request,
        session,
        viewer,
        "register/show.html",
        practice=practice,
        changed_on=rules.recent_change(practice, register.day),
        why=why_it_applies(practice.document.scope, viewer.person),
        version=practice.version,
        how_many=queries.how_many_can_look(session, practice.document),
        could_look=queries.how_many_people_can_look(session, practice.document),
        did_look=_panel(request, practice, "how_many_looked_at"),
        looks=_panel(request, practice, "who_looked_at"),
        missing=_panel(request, practice, "missing_of"),
        choosing=_panel(request, practice, "choice_about"),
        rights=_panel(request, practice, "rights_about"),
        records=_panel(request, practice, "records_about"),
        held=states.of_practice(session, viewer, practice, declined),
        declined=declined,
        readers_checked=access_reviews.last(session, practice.id),
        may_say_risk=risks.may_say(session, viewer, practice),
        assessment=assessments.named(session, practice.document.checks.assessment.reference),
        consultation=consultations.newest_about(session, practice.id),
    )


@router.get("/{slug}/versions", name="register.versions:index")
def versions(request: Request, session: SessionDep, viewer: Employee, slug: str) -> Response:
    practice = _published(queries.in_force(session, clock.now()), slug)
    asked = parse(Comparison, dict(request.query_params)).value
    if asked is None or not rules.are_there(practice, asked.before, asked.after):
        raise NotFoundError
    pair = rules.pair(practice, asked.before, asked.after)
    return _page(
        request,
        session,
        viewer,
        "register/versions.html",
        practice=practice,
        pair=pair,
        asked=asked,
    )


@router.get("/{slug}/versions/{label}", name="register.versions:show")
def version(
    request: Request, session: SessionDep, viewer: Employee, slug: str, label: str
) -> Response:
    practice = _published(queries.in_force(session, clock.now()), slug)
    found = practice.version_labelled(label)
    if found is None:
        raise NotFoundError
    return _page(
        request, session, viewer, "register/version.html", practice=practice, version=found
    )


def _published(register: Register, slug: str) -> Practice:
    practice = register.practice(slug)
    if practice is None:
        raise NotFoundError
    return practice


def _asked(request: Request) -> Filters:
    return parse(Filters, dict(request.query_params)).value or Filters()


def _panel(request: Request, practice: Practice, name: str) -> Any:
    """What a room above says of this practice to the viewer: it hands its panel down."""
    panel = getattr(request.app.state, name, None)
    return panel(request, practice) if panel else None


def _page(
    request: Request, session: SessionDep, viewer: Viewer, template: str, **context: Any
) -> Response:
    return render(
        request,
        template,
        viewer=viewer,
        places=establishments.by_codes(session),
        compare=compare,
        states=State,
        form=Filled[Filters](),
        **context,
    )
