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


def _parts(of: str, names: str, who: frozenset[Audience]) -> dict[str, frozenset[Audience]]:
    """Several routes of one thing, open to the same."""
    return {of + name: who for name in names.split()}


def _each(audiences: frozenset[Audience], room: str, *verbs: str) -> dict[str, frozenset[Audience]]:
    """The routes of a room with these verbs, all open to the same audiences."""
    return {f"{room}:{verb}": audiences for verb in verbs}


MAY: dict[str, frozenset[Audience]] = {
    "looked:index": _EMPLOYEE,
    "looked:show": _EMPLOYEE,
    "looked:person": _EMPLOYEE,
    "looked:automatic": _EMPLOYEE,
    "looked:unusual": _EMPLOYEE,
    "looked:download": _EMPLOYEE,
    "looked.proof:show": _EMPLOYEE,
    "looked.proof:download": _EMPLOYEE,
    "looked.entry_proof:show": _EMPLOYEE,
    # questions about a look at one's own record, and about a look of one's own
    **_each(_EMPLOYEE, "questions", "new", "create", "create_name"),
    **_each(_EMPLOYEE, "asked", "show", "create_reply"),
    # what the portal itself holds on the reader
    **dict.fromkeys(("my_data:index", "my_data:show", "my_data.sources:show"), _EMPLOYEE),
    "my_data.searches:create": _EMPLOYEE,
    **dict.fromkeys(("my_data.downloads:new", "my_data.downloads:create"), _EMPLOYEE),
    "static": _ANYONE,
    "monitoring.health:show": _ANYONE,
    "monitoring.readiness:show": _ANYONE,
    "monitoring.metrics:show": _ANYONE,
    # the published log
    "log.checkpoint:show": _ANYONE,
    "log.keys:show": _ANYONE,
    "log.entries:show": _ANYONE,
    "log.tile:show": _ANYONE,
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
    "register.change_mail:update": _EMPLOYEE,
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
    **_parts("requests.by_code", ":show :create :destroy .messages:create", _ANYONE),
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
    **_parts("requests.sharing", ":create :destroy", _EMPLOYEE),
    "requests.complaint:new": _EMPLOYEE,
    "requests.complaint:create": _EMPLOYEE,
    "requests.download:new": _EMPLOYEE,
    "requests.download:create": _EMPLOYEE,
    "requests.download:create_asking": _EMPLOYEE,
    # impact assessments: an author's own are not found by anybody else
    "assessments:index": _EMPLOYEE,
    "assessments:show": _EMPLOYEE,
    "assessments:edit": _EMPLOYEE,
    "assessments:update": _EMPLOYEE,
    "assessments:create_submission": _EMPLOYEE,
    "assessments.risks:create": _EMPLOYEE,
    "assessments.risks:destroy": _EMPLOYEE,
    "desk.assessments:index": _OFFICER,
    "desk.assessments:new": _OFFICER,
    "desk.assessments:create": _OFFICER,
    "desk.assessments:show": _OFFICER,
    "desk.assessments:create_evaluation": _OFFICER,
    "desk.assessments:create_validation": _OFFICER,
    "desk.assessments:create_sending_back": _OFFICER,
    "desk.assessments:create_publication": _OFFICER,
    "desk.assessments.removals:create": _OFFICER,
    "desk.assessments.removals:destroy": _OFFICER,
    # consultations
    "have_your_say:index": _EMPLOYEE,
    "consultations:index": _EMPLOYEE,
    "consultations:show": _EMPLOYEE,
    "consultations.comments:create": _EMPLOYEE,
    "consultations.response:new": _REPRESENTATIVE,
    "consultations.response:create": _REPRESENTATIVE,
    "desk.consultations:index": _OFFICER,
    "desk.consultations:new": _OFFICER,
    "desk.consultations:create": _OFFICER,
    "desk.consultations:show": _OFFICER,
    "desk.consultations:update": _OFFICER,
    "desk.consultations:create_opening": _OFFICER,
    "desk.consultations:create_decision": _OFFICER,
    "desk.consultations.documents:create": _OFFICER,
    "desk.consultations.documents:destroy": _OFFICER,
    "desk.consultations.comments:update": _OFFICER,
    "desk.consultations.unconsulted:create": _OFFICER,
    # representatives
    "reps:index": _REPRESENTATIVE,
    "reps:changes": _REPRESENTATIVE,
    "reps:themes": _REPRESENTATIVE,
    **_parts("reps.requests", ":index :new :create :show", _REPRESENTATIVE),
    # administration
    "admin.health:show": _ADMINISTRATOR,
    "admin.connectors:index": _ADMINISTRATOR,
    "admin.connectors:show": _ADMINISTRATOR,
    "admin.connectors.trials:create": _ADMINISTRATOR,
    "admin.roles:index": _ADMINISTRATOR,
    "admin.roles:new": _ADMINISTRATOR,
    "admin.roles:create": _ADMINISTRATOR,
    "admin.roles.revocation:new": _ADMINISTRATOR,
    "admin.roles.revocation:create": _ADMINISTRATOR,
    "admin.roles.review:new": _ADMINISTRATOR,
    "admin.roles.review:create": _ADMINISTRATOR,
    # audit
    "audit:index": _AUDITOR,
    "audit.four_eyes:index": _AUDITOR,
    "audit.emergencies:show": _AUDITOR,
    "audit.emergencies:create_review": _AUDITOR,
    "audit.emergencies:create_lifting": _AUDITOR,
    # home
    "home:index": _EMPLOYEE,
    "home:welcome": _ANYONE,
    "verify:show": _ANYONE,
    "verify:create": _ANYONE,
    "home:this_site": _ANYONE,
    "home:accessibility": _ANYONE,
    "home:search": _EMPLOYEE,
    # what needs a second person: whoever asked, and whoever was asked
    "approvals:index": _EMPLOYEE,
    "approvals:show": _EMPLOYEE,
    "approvals.files:show": _EMPLOYEE,
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
    **_parts("desk.requests.clock", ":show :create_pause :create_restart", _OFFICER),
    "desk.requests.extension:new": _OFFICER,
    "desk.requests.extension:create": _OFFICER,
    **_parts(
        "desk.requests.sources", ":index :create .asking:create .leaving_out:create", _OFFICER
    ),
    **_parts("desk.requests.searches", ":new :create", _OFFICER),
    "desk.requests.release:show": _OFFICER,
    "desk.requests.release:create": _OFFICER,
    "desk.requests.letter:edit": _OFFICER,
    "desk.requests.letter:update": _OFFICER,
    "desk.requests.bundle:create": _OFFICER,
    **_parts(
        "desk.requests.delivery",
        ":show :create .code:create .file:create .letter:create .paper:create",
        _OFFICER,
    ),
    **_parts(
        "desk.requests.documents",
        ":index :show .copy:show :create_decision :create_words :create_undoing :create_check"
        " .others:new .others:create .exemption:new .exemption:create .exemption:destroy",
        _OFFICER,
    ),
    "desk.requests.redactions:index": _OFFICER,
    "desk.requests.answer:new": _OFFICER,
    "desk.requests.answer:create": _OFFICER,
    **_parts("desk.requests.code", ":new :create :destroy .letter:create", _OFFICER),
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
    **_each(_OFFICER, "desk.emergencies", "index", "new", "create", "show"),
    "desk.emergencies.look:show": _OFFICER,
    "desk.emergencies:create_closing": _OFFICER,
    "desk.emergencies:create_review": _OFFICER,
    **_each(_OFFICER, "desk.questions", "index", "show", "create_taking", "create_assignment"),
    **_each(_OFFICER, "desk.questions", "create_passing_on", "create_verdict"),
    "desk.questions:create_name_decision": _OFFICER,
    "desk.promise_checks:index": _OFFICER,
    "desk.promise_checks:show": _OFFICER,
    "desk.promise_checks:create_answer": _OFFICER,
    **_each(_OFFICER, "desk.policies", "index", "new", "create", "show", "edit", "update"),
    **_each(_OFFICER, "desk.policies", "new_publication", "create_publication"),
    **_each(_OFFICER, "desk.policies", "create_campaign", "create_ending"),
    "desk.reviews:index": _OFFICER,
    **_each(_OFFICER, "desk.access_reviews", "index", "show", "create"),
}
