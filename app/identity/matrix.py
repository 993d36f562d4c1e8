"""Who may do what: every route by its name, and the audiences it is open to.

A route that is missing here, or that asks for somebody else than it says here, keeps the
portal from starting. “Own”, “case” and the like are the queries' part: they begin with
the viewer, and what is not hers is not found.
"""

from enum import StrEnum


class Audience(StrEnum):
    """Whom a route is for. Everybody who is signed in is an employee, whatever her roles."""

    ANYONE = "anyone"
    EMPLOYEE = "employee"
    REPRESENTATIVE = "representative"
    OFFICER = "officer"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    SOURCE = "source"


_ANYONE = frozenset({Audience.ANYONE})
_EMPLOYEE = frozenset({Audience.EMPLOYEE})
_REPRESENTATIVE = frozenset({Audience.REPRESENTATIVE})
_OFFICER = frozenset({Audience.OFFICER})
_AUDITOR = frozenset({Audience.AUDITOR})
_ADMINISTRATOR = frozenset({Audience.ADMINISTRATOR})
_SOURCE = frozenset({Audience.SOURCE})


def _of(room: str, audience: frozenset[Audience], routes: str) -> dict[str, frozenset[Audience]]:
    """Several routes of one room, for the same people."""
    return {f"{room}{route}": audience for route in routes.split()}


MAY: dict[str, frozenset[Audience]] = {
    "looked:index": _EMPLOYEE,
    "looked:show": _EMPLOYEE,
    "looked:person": _EMPLOYEE,
    "looked:automatic": _EMPLOYEE,
    "looked:unusual": _EMPLOYEE,
    "looked:download": _EMPLOYEE,
    # what the portal itself holds on the reader
    "my_data:index": _EMPLOYEE,
    "my_data:show": _EMPLOYEE,
    "my_data.downloads:new": _EMPLOYEE,
    "my_data.downloads:create": _EMPLOYEE,
    "static": _ANYONE,
    "monitoring.health:show": _ANYONE,
    "monitoring.readiness:show": _ANYONE,
    "monitoring.metrics:show": _ANYONE,
    # sign-in
    "sign_in:new": _ANYONE,
    "sign_in:create": _ANYONE,
    "sign_in:again": _ANYONE,
    "sign_in:destroy": _ANYONE,
    "signed_out:show": _ANYONE,
    "back_channel_logout:create": _ANYONE,
    "kept_form:show": _EMPLOYEE,
    "kept_form:destroy": _EMPLOYEE,
    # source systems
    "ingest.access_events:create": _SOURCE,
    "ingest.heartbeats:create": _SOURCE,
    "ingest.openapi:show": _ANYONE,
    "ingest.data_requests:index": _SOURCE,
    "ingest.data_requests.records:create": _SOURCE,
    "ingest.data_requests.answer:update": _SOURCE,
    # updates and settings
    "notifications:index": _EMPLOYEE,
    "notifications:create_reading": _EMPLOYEE,
    "settings:show": _EMPLOYEE,
    "settings:update": _EMPLOYEE,
    "settings.session:destroy": _EMPLOYEE,
    # what is collected
    "register:index": _EMPLOYEE,
    "register:changes": _EMPLOYEE,
    "register:show": _EMPLOYEE,
    "register.versions:index": _EMPLOYEE,
    "register.versions:show": _EMPLOYEE,
    # policies
    "register.policies:index": _EMPLOYEE,
    "register.policies:show": _EMPLOYEE,
    "register.policies:compare": _EMPLOYEE,
    "register.policies:create_reading": _EMPLOYEE,
    "register.states:index": _EMPLOYEE,
    "register.benchmark:show": _EMPLOYEE,
    # choices and objections
    "consent:index": _EMPLOYEE,
    "consent:show": _EMPLOYEE,
    "consent:update": _EMPLOYEE,
    "consent.receipts:show": _EMPLOYEE,
    "consents:index": _SOURCE,
    "restrictions:index": _SOURCE,
    "consents.applied:update": _SOURCE,
    "objections:new": _EMPLOYEE,
    "objections:create": _EMPLOYEE,
    "desk.choices:index": _OFFICER,
    "desk.allowances:new": _OFFICER,
    "desk.allowances:create": _OFFICER,
    "desk.choices.approval:new": _OFFICER,
    "desk.choices.approval:create": _OFFICER,
    "desk.objections:index": _OFFICER,
    "register.comments:new": _EMPLOYEE,
    "register.comments:create": _EMPLOYEE,
    "desk.comments:index": _OFFICER,
    # requests about one's own data: another's are not found
    "requests:index": _EMPLOYEE,
    "requests:new": _EMPLOYEE,
    "requests:create": _EMPLOYEE,
    "requests:show": _EMPLOYEE,
    "requests.paper:show": _EMPLOYEE,
    "requests.by_code:show": _ANYONE,
    "requests.by_code:create": _ANYONE,
    "requests.by_code:destroy": _ANYONE,
    "requests.by_code.messages:create": _ANYONE,
    "requests.draft:create": _EMPLOYEE,
    "requests.draft:edit": _EMPLOYEE,
    "requests.draft:update": _EMPLOYEE,
    "requests.draft:destroy": _EMPLOYEE,
    "requests.check:show": _EMPLOYEE,
    "requests.messages:create": _EMPLOYEE,
    "requests.change:new": _EMPLOYEE,
    "requests.change:create": _EMPLOYEE,
    "requests.withdrawal:new": _EMPLOYEE,
    "requests.withdrawal:create": _EMPLOYEE,
    "requests.reopening:create": _EMPLOYEE,
    "requests.stopping:create": _EMPLOYEE,
    "requests.complaint:new": _EMPLOYEE,
    "requests.complaint:create": _EMPLOYEE,
    "requests.download:new": _EMPLOYEE,
    "requests.download:create": _EMPLOYEE,
    # concerns: one's own; at the desk who raised each is open to the officer who has it alone
    **_of(
        "concerns",
        _EMPLOYEE,
        ":index :new :create :show .draft:edit .draft:update .draft:destroy .check:show "
        ".messages:create .review:new .review:create .closing:create",
    ),
    **_of(
        "desk.concerns",
        _OFFICER,
        ":index :show :create_taking .messages:create .notes:create .acknowledgement:create "
        ".people:create .answer:new .answer:create .assignment:new .assignment:create "
        ".closing:create .opening:new .opening:create",
    ),
    # impact assessments: an author's own are not found by anybody else
    "assessments:index": _EMPLOYEE,
    "assessments:show": _EMPLOYEE,
    "assessments:edit": _EMPLOYEE,
    "assessments:update": _EMPLOYEE,
    "assessments:create_submission": _EMPLOYEE,
    "assessments.risks:create": _EMPLOYEE,
    "assessments.risks:destroy": _EMPLOYEE,
    **_of(
        "desk.assessments",
        _OFFICER,
        ":index :new :create :show :create_evaluation :create_validation "
        ":create_sending_back :create_publication .removals:create .removals:destroy",
    ),
    # consultations
    "have_your_say:index": _EMPLOYEE,
    "consultations:index": _EMPLOYEE,
    "consultations:show": _EMPLOYEE,
    "consultations.comments:create": _EMPLOYEE,
    "consultations.response:new": _REPRESENTATIVE,
    "consultations.response:create": _REPRESENTATIVE,
    **_of(
        "desk.consultations",
        _OFFICER,
        ":index :new :create :show :update :create_opening :create_decision "
        ".documents:create .documents:destroy .comments:update .unconsulted:create",
    ),
    # representatives
    "reps:index": _REPRESENTATIVE,
    "reps:changes": _REPRESENTATIVE,
    "reps:themes": _REPRESENTATIVE,
    "reps.requests:index": _REPRESENTATIVE,
    "reps.requests:new": _REPRESENTATIVE,
    "reps.requests:create": _REPRESENTATIVE,
    # administration
    "admin.health:show": _ADMINISTRATOR,
    "admin.connectors:index": _ADMINISTRATOR,
    "admin.connectors:show": _ADMINISTRATOR,
    "admin.connectors.trials:create": _ADMINISTRATOR,
    **_of(
        "admin.roles",
        _ADMINISTRATOR,
        ":index :new :create .revocation:new .revocation:create .review:new .review:create",
    ),
    # audit
    "audit:index": _AUDITOR,
    "audit.four_eyes:index": _AUDITOR,
    "audit.emergencies:show": _AUDITOR,
    "audit.emergencies:create_review": _AUDITOR,
    "audit.emergencies:create_lifting": _AUDITOR,
    # home
    "home:index": _EMPLOYEE,
    "home:welcome": _ANYONE,
    "home:verify": _ANYONE,
    "home:this_site": _ANYONE,
    "home:accessibility": _ANYONE,
    "home:search": _EMPLOYEE,
    # what needs a second person: whoever asked, and whoever was asked
    "approvals:index": _EMPLOYEE,
    "approvals:show": _EMPLOYEE,
    "approvals.decision:new": _EMPLOYEE,
    "approvals.decision:create": _EMPLOYEE,
    "approvals.withdrawal:create": _EMPLOYEE,
    # the workbench
    "desk.register:index": _EMPLOYEE,  # drafts: an owner's own; officers see all
    "desk.register:new": _OFFICER,
    "desk.register:create": _OFFICER,
    "desk.register:show": _EMPLOYEE,
    "desk.register.draft:create": _OFFICER,
    "desk.register.rows:edit": _EMPLOYEE,
    "desk.register.rows:update": _EMPLOYEE,
    "desk.register.stage:update": _OFFICER,
    "desk.register.closing:create": _OFFICER,
    "desk.register.publication:new": _OFFICER,
    "desk.register.publication:create": _OFFICER,
    "desk.register.ending:new": _OFFICER,
    "desk.register.ending:create": _OFFICER,
    "desk:index": _OFFICER,
    # requests under people's rights; whose each is, opens for the officer who has it
    "desk.requests:index": _OFFICER,
    "desk.requests:create_assignments": _OFFICER,
    "desk.requests:new": _OFFICER,
    "desk.requests:create": _OFFICER,
    "desk.requests:show": _OFFICER,
    "desk.requests:create_taking": _OFFICER,
    "desk.requests.messages:index": _OFFICER,
    "desk.requests.messages:create": _OFFICER,
    "desk.requests.history:show": _OFFICER,
    "desk.requests.steps:new": _OFFICER,
    "desk.requests.steps:create": _OFFICER,
    "desk.requests.clock:show": _OFFICER,
    "desk.requests.clock:create_pause": _OFFICER,
    "desk.requests.clock:create_restart": _OFFICER,
    "desk.requests.extension:new": _OFFICER,
    "desk.requests.extension:create": _OFFICER,
    "desk.requests.sources:index": _OFFICER,
    "desk.requests.sources:create": _OFFICER,
    "desk.requests.sources.asking:create": _OFFICER,
    "desk.requests.sources.leaving_out:create": _OFFICER,
    "desk.requests.release:show": _OFFICER,
    "desk.requests.release:create": _OFFICER,
    "desk.requests.letter:edit": _OFFICER,
    "desk.requests.letter:update": _OFFICER,
    "desk.requests.bundle:create": _OFFICER,
    **_of(
        "desk.requests.documents",
        _OFFICER,
        ":index :show .copy:show :create_decision :create_words :create_undoing "
        ":create_check .others:new .others:create .exemption:new .exemption:create "
        ".exemption:destroy",
    ),
    "desk.requests.redactions:index": _OFFICER,
    "desk.requests.answer:new": _OFFICER,
    "desk.requests.answer:create": _OFFICER,
    "desk.requests.code:new": _OFFICER,
    "desk.requests.code:create": _OFFICER,
    "desk.requests.code:destroy": _OFFICER,
    "desk.requests.code.letter:create": _OFFICER,
    "desk.requests.outcome:show": _OFFICER,
    "desk.requests.outcome:update": _OFFICER,
    "desk.requests.outcome:create_notice": _OFFICER,
    "desk.requests.outcome:create_telling": _OFFICER,
    "desk.requests.outcome:create_lifting": _OFFICER,
    "desk.people:index": _OFFICER,
    "desk.people:search": _OFFICER,
    "desk.looks:new": _OFFICER,
    "desk.looks:create": _OFFICER,
    "desk.looks:show": _OFFICER,
    "desk.looks:create_closing": _OFFICER,
    # numbers alone, of nobody
    "desk.requests.statistics:show": _OFFICER | _AUDITOR,
    "desk.requests.statistics:download": _OFFICER | _AUDITOR,
    # looks without a case: one's own, and the review of another's
    "desk.emergencies:index": _OFFICER,
    "desk.emergencies:new": _OFFICER,
    "desk.emergencies:create": _OFFICER,
    "desk.emergencies:show": _OFFICER,
    "desk.emergencies.look:show": _OFFICER,
    "desk.emergencies:create_closing": _OFFICER,
    "desk.emergencies:create_review": _OFFICER,
    "desk.promise_checks:index": _OFFICER,
    "desk.promise_checks:show": _OFFICER,
    "desk.promise_checks:create_answer": _OFFICER,
    **_of(
        "desk.policies",
        _OFFICER,
        ":index :new :create :show :edit :update :new_publication :create_publication "
        ":create_campaign :create_ending",
    ),
    "desk.reviews:index": _OFFICER,
    "desk.access_reviews:index": _OFFICER,
    "desk.access_reviews:show": _OFFICER,
    "desk.access_reviews:create": _OFFICER,
}
