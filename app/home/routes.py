"""The first page, the pages for everybody, and the search."""

from calendar import monthrange
from datetime import timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access_log.checking import queries as checking
from app.access_log.errors import KeysUnavailableError, LogUnreadableError
from app.access_log.looks import queries as looks
from app.concerns import queries as concerns
from app.consent import queries as consent
from app.core import clock
from app.core.web.forms import parse
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.home import queries
from app.home.forms import Search
from app.identity.audiences import Anyone, Employee
from app.pledges import queries as pledges
from app.questions import queries as questions
from app.register.policies import queries as policies
from app.subject_requests import queries as requests

router = APIRouter(tags=["home"])


@router.get("/", name="home:index")
def index(request: Request, session: SessionDep, viewer: Employee) -> Response:
    today, since = clock.today(viewer.zone), viewer.signed_in.previous_visit_on
    try:
        month = looks.home_summary(session, viewer, today)
    except (KeysUnavailableError, LogUnreadableError):
        month = None
    choices = consent.choices(session, viewer.person, viewer.language)
    since_day = since or today - timedelta(days=queries.LATELY_DAYS)
    changes = queries.changes(session, viewer, since_day)
    asked = requests.open_own(session, viewer.person)
    return render(
        request,
        "home/index.html",
        viewer=viewer,
        today=today,
        since=since,
        looks=month,
        days=monthrange(today.year, today.month)[1],
        changes=changes[: queries.SHOWN_CHANGES],
        more_changes=len(changes[queries.SHOWN_CHANGES :]),
        late=queries.late_reviews(session, viewer),
        waiting=queries.waiting(choices, asked),
        choices=choices,
        asked=asked,
        questions=queries.asked_about_looks(session, viewer),
        to_explain=questions.waiting_for(session, viewer.person),
        raised=concerns.open_own(session, viewer.person),
        kinds=queries.kinds(session, viewer),
        kept=pledges.newest_kept(session),
        to_read=policies.waiting(session, viewer.person),
        checked=checking.checked(session),
    )


@router.get("/welcome", name="home:welcome")
def welcome(request: Request, viewer: Anyone) -> Response:
    return render(request, "home/welcome.html", viewer=viewer, sign_in="/sign-in")


@router.get("/this-site", name="home:this_site")
def this_site(request: Request, viewer: Anyone) -> Response:
    return render(request, "home/this_site.html", viewer=viewer)


@router.get("/accessibility", name="home:accessibility")
def accessibility(request: Request, viewer: Anyone) -> Response:
    return render(request, "home/accessibility.html", viewer=viewer)


@router.get("/search", name="home:search")
def search(request: Request, session: SessionDep, viewer: Employee) -> Response:
    form = parse(Search, dict(request.query_params))
    q = form.value.q if form.value else ""
    hits = queries.search(session, viewer, q)
    return render(request, "home/search.html", viewer=viewer, form=form, q=q, hits=hits)
