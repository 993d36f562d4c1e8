"""The web application: rooms, doors and middlewares put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import ModuleType

import anyio.to_thread
from fastapi import FastAPI
from starlette.middleware import Middleware

from app.access_log import checks as access_log
from app.access_log.checkpoints import api as checkpoints
from app.access_log.looks import panel
from app.access_log.looks import routes as looks
from app.access_log.promises import queries as promises
from app.access_log.proofs import routes as proofs
from app.access_log.telling import service as telling
from app.access_log.unusual import queries as unusual
from app.access_log.verification import routes as verification
from app.access_log.witnesses import checks as witnesses
from app.admin.connectors import routes as admin_connectors
from app.admin.health import routes as admin_health
from app.admin.roles import routes as admin_roles
from app.admin.sources import routes as admin_sources
from app.answers.counts import panel as counts_panel
from app.answers.download import routes as answer_downloads
from app.audit import routes as audit
from app.audit.emergencies import routes as audit_emergencies
from app.concerns import panel as concerns_panel
from app.concerns import routes as concerns
from app.concerns.asking import routes as concerns_asking
from app.consent import api as consents
from app.consent import panel as consent_panel
from app.consent import routes as consent
from app.consent.after_stop import service as after_stop
from app.core import checks
from app.core.config import settings
from app.core.health import Check
from app.core.queue import checks as queue
from app.core.web import errors
from app.core.web.addresses import AddressMiddleware
from app.core.web.assets import Assets
from app.core.web.bodies import BodyMiddleware
from app.core.web.draining import DrainMiddleware
from app.core.web.head import HeadMiddleware
from app.core.web.headers import HeadersMiddleware
from app.core.web.hosts import HostMiddleware
from app.core.web.metrics import MetricsMiddleware
from app.core.web.same_origin import SameOriginMiddleware
from app.desk import routes as desk
from app.desk.access_reviews import routes as access_reviews
from app.desk.allowances import routes as allowances
from app.desk.approvals import routes as approvals
from app.desk.assessments import routes as desk_assessments
from app.desk.choices import routes as desk_choices
from app.desk.comments import routes as desk_comments
from app.desk.concerns import routes as desk_concerns
from app.desk.concerns.steps import routes as concern_steps
from app.desk.consultations import routes as desk_consultations
from app.desk.emergencies import routes as emergencies
from app.desk.objections import routes as desk_objections
from app.desk.pledges import routes as desk_pledges
from app.desk.policies import routes as desk_policies
from app.desk.promise_checks import routes as promise_checks
from app.desk.questions import routes as desk_questions
from app.desk.register import routes as drafts
from app.desk.register.endings import routes as endings
from app.desk.requests import routes as desk_requests
from app.desk.requests.answer import routes as request_answers
from app.desk.requests.by_hand import routes as requests_by_hand
from app.desk.requests.case import routes as request_cases
from app.desk.requests.clock import routes as request_clocks
from app.desk.requests.codes import routes as request_codes
from app.desk.requests.delivery import routes as request_deliveries
from app.desk.requests.documents import routes as request_documents
from app.desk.requests.exempting import routes as request_exemptions
from app.desk.requests.outcome import routes as request_outcomes
from app.desk.requests.redactions import routes as request_redactions
from app.desk.requests.release import routes as request_releases
from app.desk.requests.searches import routes as hand_searches
from app.desk.requests.sources import routes as request_sources
from app.desk.requests.statistics import routes as request_statistics
from app.desk.requests.steps import routes as request_steps
from app.desk.reviews import routes as desk_reviews
from app.desk.surveys import routes as desk_surveys
from app.home import routes as home
from app.home.have_your_say import routes as have_your_say
from app.home.settings import routes as home_settings
from app.identity import doors
from app.identity.audiences import AnyoneGate
from app.identity.kept_forms import routes as kept_forms
from app.identity.matrix import Audience
from app.identity.roles import checks as roles
from app.identity.sign_in import routes as sign_in
from app.identity.sign_in import signed_out
from app.ingest import api as ingest
from app.ingest.data_requests import api as data_requests
from app.insights import routes as insights
from app.learning import routes as learning
from app.monitoring import routes as monitoring
from app.my_data import routes as my_data
from app.my_data.elsewhere import panel as records_panel
from app.my_data.elsewhere import routes as own_searches
from app.navigation import page_context
from app.notifications import checks as mail
from app.notifications import routes as notifications
from app.pledges import routes as pledges
from app.questions import routes as questions
from app.questions.replying import routes as asked
from app.register import routes as register
from app.register.assessments import routes as assessments
from app.register.benchmark import routes as benchmark
from app.register.comments import routes as comments
from app.register.consultations import routes as consultations
from app.register.policies import routes as policies
from app.register.risks import routes as risks
from app.register.states import routes as states
from app.reps import routes as reps
from app.reps.checkpoints import routes as reps_checkpoints
from app.reps.requests import routes as reps_requests
from app.subject_requests import routes as subject_requests
from app.subject_requests.asking import routes as asking
from app.subject_requests.by_code import routes as requests_by_code
from app.subject_requests.objecting import panel as objecting_panel
from app.subject_requests.objecting import routes as objections
from app.subject_requests.on_behalf import routes as requests_stopped
from app.subject_requests.paper import routes as request_papers
from app.subject_requests.restrictions import api as restrictions
from app.surveys import routes as surveys

THREADS = 20  # as many as the pool has connections: more only wait for one another

ROOMS: tuple[ModuleType, ...] = (
    monitoring,
    sign_in,
    kept_forms,
    ingest,
    data_requests,
    proofs,
    looks,
    checkpoints,
    verification,
    my_data,
    own_searches,
    notifications,
    home_settings,
    benchmark,
    states,
    objections,
    register,
    comments,
    risks,
    policies,
    consent,
    consents,
    restrictions,
    questions,
    asked,
    asking,
    requests_by_code,
    subject_requests,
    concerns_asking,
    concerns,
    answer_downloads,
    request_papers,
    requests_stopped,
    assessments,
    consultations,
    insights,
    learning,
    pledges,
    admin_health,
    admin_connectors,
    admin_sources,
    admin_roles,
    audit,
    audit_emergencies,
    home,
    desk_reviews,
    access_reviews,
    desk,
    allowances,
    emergencies,
    promise_checks,
    desk_questions,
    desk_requests,
    requests_by_hand,
    hand_searches,
    request_sources,
    request_releases,
    request_statistics,
    request_cases,
    request_clocks,
    request_answers,
    request_deliveries,
    request_documents,
    request_exemptions,
    request_redactions,
    request_outcomes,
    request_steps,
    request_codes,
    desk_concerns,
    concern_steps,
    desk_choices,
    desk_objections,
    desk_comments,
    approvals,
    drafts,
    endings,
    desk_policies,
    have_your_say,
    reps,
    reps_requests,
    reps_checkpoints,
    desk_assessments,
    desk_consultations,
    desk_pledges,
    surveys,
    desk_surveys,
)

# What /readyz, the health page and doctor look at.
CHECKS: tuple[Check, ...] = (
    checks.DATABASE,
    access_log.LOG,
    access_log.PROOF,
    access_log.SOURCES,
    access_log.followers(promises.FOLLOWER, unusual.FOLLOWER, after_stop.NAME, telling.NAME),
    witnesses.WITNESSES,
    checks.KEY,
    checks.WORKER,
    queue.JOBS,
    mail.MAIL,
    checks.DISK,
    roles.OFFICERS,
)


@asynccontextmanager
async def _lifespan(_app: FastAPI) -> AsyncIterator[None]:
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
    yield


def create_app() -> FastAPI:
    """The portal, ready to serve. Raises if a route does not say whom it is for."""
    portal = FastAPI(
        title="Daylight",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=_lifespan,
        middleware=[
            Middleware(HeadersMiddleware, secure=settings().secure),
            Middleware(MetricsMiddleware),
            Middleware(DrainMiddleware),
            Middleware(HostMiddleware, base_url=settings().base_url, host=settings().host),
            Middleware(errors.IncidentMiddleware),
            Middleware(SameOriginMiddleware),
            Middleware(AddressMiddleware),
            Middleware(HeadMiddleware),
            Middleware(BodyMiddleware, but=["/api/"], files=hand_searches.PATH),
        ],
    )
    errors.install(portal)
    signed_out.install(portal)
    portal.state.checks = CHECKS
    portal.state.who_looked_at = panel.who_looked_at
    portal.state.how_many_looked_at = panel.how_many_looked_at
    portal.state.missing_of = panel.missing_of
    portal.state.choice_about = consent_panel.choice_about
    portal.state.declined_by = consent_panel.declined_by
    portal.state.concerns_raised = concerns_panel.concerns_raised
    portal.state.rights_about = objecting_panel.rights_about
    portal.state.counts_of = counts_panel.counts_of
    portal.state.records_about = records_panel.records_about
    doors_for_sources = (ingest, data_requests, consents, restrictions)
    portal.state.interface = [route for room in doors_for_sources for route in room.router.routes]
    portal.state.page_context = page_context
    portal.state.recognise = AnyoneGate(Audience.ANYONE)
    for room in ROOMS:
        portal.include_router(room.router)
    portal.mount("/static", Assets(), name="static")
    doors.check(portal)
    return portal
