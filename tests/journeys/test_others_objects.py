"""Every route that names an object, asked for another's: not found, and nothing changes.

Relations: one's own, one's own report's, another's, a missing one, a malformed one. What leads
to an object is named below by the route; a new route without a cell turns this red.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session

from app.approvals import service as approvals
from app.approvals.models import Kind
from app.cases import service as cases
from app.cases.models import Purpose
from app.core import clock
from app.identity import doors
from app.identity.kept_forms import service as kept_forms
from app.identity.kept_forms.rules import Typed
from app.identity.people.models import Person
from app.identity.roles.models import Role
from app.identity.sessions import queries as sessions
from app.main import create_app
from app.questions.judging import service as judging
from app.subject_requests import service as requests
from app.subject_requests.asking.rules import Asked
from app.subject_requests.handling import service as handling
from app.subject_requests.models import Kind as Right
from tests.support import concerns
from tests.support.assessments import an_assessment
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.concerns import a_concern
from tests.support.consent import a_choice, answer, offer
from tests.support.emergencies import an_emergency
from tests.support.looks import PRACTICES, a_look, a_source, report
from tests.support.make import a_person
from tests.support.questions import a_question
from tests.support.requests import a_request
from tests.support.sign_in import ISSUER, a_session

CANARY, CASE, TYPED = "Quillon Canaryworth", "CANARY-7731", "a-canary-she-typed"
ASKED = "a-canary-he-asked-for"
CANARIES = (CANARY, CASE, TYPED, ASKED, "Ticket-4471")
EVERYONE = ("amara", "tom", "jo", "ewan", "helen", "daniel", "ines", "viktor", "ruth")
OFFICERS = ("helen", "daniel")

# the route, the object it names, whose that is, what the owner is answered
CELLS: dict[str, tuple[str, str, int]] = {
    "looked:show": ("entry", "amara", 200),
    "looked.entry_proof:show": ("entry", "amara", 200),
    "looked:person": ("accessor", "amara", 200),
    "consent.receipts:show": ("receipt", "amara", 200),
    "kept_form:show": ("form", "amara", 200),
    "kept_form:destroy": ("form", "amara", 303),
    "settings.session:destroy": ("session", "amara", 303),
    "desk.looks:show": ("case", "helen", 200),
    "desk.looks:create_closing": ("case", "helen", 303),
    "desk.requests.messages:index": ("at the desk", "helen", 200),
    "desk.requests.messages:create": ("at the desk", "helen", 422),
    "desk.requests.history:show": ("at the desk", "helen", 200),
    "desk.requests.clock:show": ("at the desk", "helen", 200),
    "desk.requests.clock:create_pause": ("at the desk", "helen", 422),
    "desk.requests.clock:create_restart": ("at the desk", "helen", 422),
    "desk.requests.extension:new": ("at the desk", "helen", 200),
    "desk.requests.extension:create": ("at the desk", "helen", 422),
    "desk.requests.sources:index": ("at the desk", "helen", 200),
    "desk.requests.sources:create": ("at the desk", "helen", 422),
    "desk.requests.searches:new": ("at the desk", "helen", 200),
    "desk.requests.searches:create": ("at the desk", "helen", 422),
    "desk.requests.release:show": ("at the desk", "helen", 200),
    "desk.requests.release:create": ("at the desk", "helen", 422),
    "desk.requests.letter:edit": ("at the desk", "helen", 200),
    "desk.requests.letter:update": ("at the desk", "helen", 422),
    "desk.requests.bundle:create": ("at the desk", "helen", 422),
    "desk.requests.documents:index": ("at the desk", "helen", 200),
    "desk.requests.redactions:index": ("at the desk", "helen", 200),
    "desk.requests.answer:new": ("at the desk", "helen", 200),
    "desk.requests.answer:create": ("at the desk", "helen", 422),
    "desk.emergencies.look:show": ("emergency", "helen", 200),
    "desk.emergencies:create_closing": ("emergency", "helen", 303),
    "desk.requests.code:new": ("at the desk", "helen", 200),
    "desk.requests.code:create": ("at the desk", "helen", 422),
    "desk.requests.code:destroy": ("at the desk", "helen", 303),
    "desk.requests.code.letter:create": ("at the desk", "helen", 422),
    "desk.requests.outcome:show": ("correction", "helen", 200),
    "desk.requests.outcome:update": ("correction", "helen", 422),
    "desk.requests.outcome:create_notice": ("correction", "helen", 422),
    "desk.requests.outcome:create_telling": ("correction", "helen", 422),
    "desk.requests.outcome:create_lifting": ("correction", "helen", 422),
    "approvals:show": ("approval", "helen", 200),
    "approvals.decision:new": ("approval", "helen", 403),
    "approvals.decision:create": ("approval", "helen", 403),
    "approvals.withdrawal:create": ("approval", "helen", 303),
    "questions:new": ("entry", "amara", 200),
    "questions:create": ("entry", "amara", 422),
    "questions:create_name": ("question", "amara", 303),
    "asked:show": ("asked", "jo", 200),
    "asked:create_reply": ("asked", "jo", 422),
    "desk.questions:create_passing_on": ("question at the desk", "helen", 422),
    "desk.questions:create_verdict": ("question at the desk", "helen", 422),
    "desk.questions:create_name_decision": ("question at the desk", "helen", 422),
    "requests:show": ("request", "amara", 200),
    "requests.paper:show": ("request", "amara", 200),
    "requests.messages:create": ("request", "amara", 422),
    "requests.change:new": ("request", "amara", 200),
    "requests.change:create": ("request", "amara", 422),
    "requests.withdrawal:new": ("request", "amara", 200),
    "requests.withdrawal:create": ("request", "amara", 303),
    "requests.reopening:create": ("request", "amara", 303),
    "requests.stopping:create": ("request", "amara", 303),
    "requests.sharing:create": ("request", "amara", 303),
    "requests.sharing:destroy": ("request", "amara", 303),
    "requests.complaint:new": ("request", "amara", 200),
    "requests.complaint:create": ("request", "amara", 422),
    "concerns:show": ("concern", "amara", 200),
    "concerns.messages:create": ("concern", "amara", 422),
    "concerns.review:new": ("concern", "amara", 200),
    "concerns.review:create": ("concern", "amara", 409),
    "concerns.closing:create": ("concern", "amara", 303),
    "desk.concerns.messages:create": ("raised", "helen", 422),
    "desk.concerns.notes:create": ("raised", "helen", 422),
    "desk.concerns.acknowledgement:create": ("raised", "helen", 422),
    "desk.concerns.people:create": ("raised", "helen", 422),
    "desk.concerns.closing:create": ("raised", "helen", 422),
    "desk.concerns.answer:new": ("raised", "helen", 200),
    "desk.concerns.answer:create": ("raised", "helen", 422),
    "desk.concerns.assignment:new": ("raised", "helen", 200),
    "desk.concerns.assignment:create": ("raised", "helen", 422),
    "desk.concerns.opening:new": ("raised", "helen", 200),
    "desk.concerns.opening:create": ("raised", "helen", 422),
    "assessments:edit": ("assessment", "tom", 200),
    "assessments:update": ("assessment", "tom", 409),
    "assessments.risks:create": ("assessment", "tom", 422),
    "assessments:create_submission": ("assessment", "tom", 303),
}
# a page of her own draft, whoever asks: without one she is led to the start
OWN_PAGES = {
    *("requests.draft:edit", "requests.draft:update"),
    *("concerns.draft:edit", "concerns.draft:update"),
}
# what these name is the same for everyone: the register is for all employees to read
FOR_ALL = {
    *("log.entries:show", "log.tile:show"),
    "pledges:show",
    *("insights:show", "insights:download"),  # of everybody, and of nobody
    # a lesson; the mark is of whoever sets it: tests/learning/test_routes.py
    *("learning:show", "learning.mark:create", "learning.mark:destroy"),
    "register:show",
    "register.versions:index",
    "register.versions:show",
    "register.policies:show",
    "register.policies:compare",
    "register.policies:create_reading",
    *("register.comments:new", "register.comments:create"),
    *("consent:show", "consent:update", "objections:new", "objections:create"),
    *("desk.choices.approval:new", "desk.choices.approval:create"),
    "consents.applied:update",  # for sources: tests/consent/test_api.py
    # for sources too: tests/ingest/test_data_requests.py
    *("ingest.data_requests.records:create", "ingest.data_requests.answer:update"),
    "my_data.sources:show",  # the same of another system: tests/my_data/elsewhere
    "my_data:show",  # a kind of record, of which everybody finds her own: tests/my_data
    "assessments:show",
    # two names in one address: tests/desk/requests/test_sources.py
    "desk.requests.sources.asking:create",
    "desk.requests.sources.leaving_out:create",
    # there only once an answer with files went out: tests/answers/download/test_routes.py
    *("requests.download:new", "requests.download:create"),
    # there only while an answer with files waits for a decision: tests/desk/approvals/test_files.py
    "approvals.files:show",
    # there only once an answer is to be sent: tests/answers/delivery/test_routes.py
    *("desk.requests.delivery:show", "desk.requests.delivery:create"),
    *("desk.requests.delivery.code:create", "desk.requests.delivery.file:create"),
    *("desk.requests.delivery.letter:create", "desk.requests.delivery.paper:create"),
    "reps.requests:show",  # there only once somebody shared an answer: tests/reps/requests
    # two names in one address: tests/desk/requests/test_documents.py tries everybody there
    *("desk.requests.documents:show", "desk.requests.documents:create_decision"),
    *("desk.requests.documents:create_words", "desk.requests.documents:create_undoing"),
    *("desk.requests.documents:create_check", "desk.requests.documents.copy:show"),
    *("desk.requests.documents.others:new", "desk.requests.documents.others:create"),
    *("desk.requests.documents.exemption:new", "desk.requests.documents.exemption:create"),
    "desk.requests.documents.exemption:destroy",
    "assessments.risks:destroy",  # two names in one address: tried where it is built
    *("consultations:show", "consultations.comments:create"),
    *("consultations.response:new", "consultations.response:create"),
    # everybody reads of a survey the same: tests/surveys holds whom it is asked of
    *("surveys:show", "surveys.questions:show", "surveys.questions:update"),
    *("surveys.answers:create", "surveys.results:show"),
}
# and these are of all officers together, and hold nothing about anybody: as everybody else they
# are asked for in tests/journeys/test_what_each_may_do.py, where there is one of each
FOR_ALL_OFFICERS = {
    "desk.register.draft:create",
    "desk.register.stage:update",
    "desk.register.closing:create",
    "desk.register.publication:new",
    "desk.register.publication:create",
    "desk.register.ending:new",
    "desk.register.ending:create",
    # of all officers and one owner: tests/desk/register and tests/register/risks hold who is not
    "desk.register:show",
    *("register.risks:new", "register.risks:create"),
    "desk.register.rows:edit",
    "desk.register.rows:update",
    # whoever has it sees more: tests/desk/requests holds what every other officer does not
    *("desk.requests:show", "desk.requests:create_taking"),
    *("desk.requests.steps:new", "desk.requests.steps:create"),
    # whoever has it sees more: tests/questions holds what every other officer does not
    *("desk.questions:show", "desk.questions:create_taking"),
    "desk.questions:create_assignment",
    *("desk.concerns:show", "desk.concerns:create_taking"),  # likewise: tests/desk/concerns
    # without whom it was about: tests/desk/emergencies holds who never looks
    *("desk.emergencies:show", "desk.emergencies:create_review"),
    *("desk.pledges:show", "desk.pledges.events:create"),
    "desk.policies:show",
    "desk.policies:edit",
    "desk.policies:update",
    "desk.policies:new_publication",
    "desk.policies:create_publication",
    "desk.policies:create_campaign",
    "desk.policies:create_ending",
    "desk.access_reviews:show",
    "desk.access_reviews:create",
    "desk.promise_checks:show",
    "desk.promise_checks:create_answer",
    "desk.assessments:show",
    "desk.assessments:create_evaluation",
    "desk.assessments:create_validation",
    "desk.assessments:create_sending_back",
    "desk.assessments:create_publication",
    "desk.assessments:create_handing_over",
    "desk.assessments.removals:create",
    "desk.assessments.removals:destroy",
    "desk.consultations:show",
    "desk.consultations:update",
    "desk.consultations:create_opening",
    "desk.consultations:create_decision",
    "desk.consultations.documents:create",
    "desk.consultations.documents:destroy",
    "desk.consultations.comments:update",
    *("desk.surveys:show", "desk.surveys:edit", "desk.surveys:update"),
    *("desk.surveys.approval:new", "desk.surveys.approval:create"),
    *("desk.surveys:create_taking", "desk.surveys.changes:create"),
    # one officer's alone: tests/surveys/words holds what every other officer does not
    *("desk.surveys.words:edit", "desk.surveys.words:update"),
    "desk.surveys.words:create_publication",
}
# and these name a role that somebody holds, which every administrator may change: tried there too
FOR_ALL_ADMINISTRATORS = {
    *("admin.connectors:show", "admin.connectors.trials:create"),
    "admin.sources:show",  # of officers and auditors too
    "admin.roles.revocation:new",
    "admin.roles.revocation:create",
    "admin.roles.review:new",
    "admin.roles.review:create",
}
# and these of every auditor: tried there too
FOR_ALL_AUDITORS = {
    "audit.emergencies:show",
    "audit.emergencies:create_review",
    "audit.emergencies:create_lifting",
}
HARMLESS = {"kept_form:destroy"}  # leads home, whether there was anything to discard or not
MISSING = ("00000000-0000-7000-8000-000000000000", "CASE-2222-2222", "2222222222222")
MALFORMED = ("%00", "..%5c", "a'b<i>", "9" * 400, "%F0%9F%98%80")
DOORS = {door.name: door for door in doors.doors(create_app().routes) if "{" in door.path}


@dataclass
class House:
    """The portal with one object of each kind, and a way to ask for them as anybody."""

    browser: Browser
    cast: Cast
    objects: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, tuple[str, str]] = field(default_factory=dict)

    def ask(self, who: str, name: str, value: str) -> tuple[int, str]:
        door = DOORS[name]
        path = re.sub(r"\{[^}]+\}", lambda _found: value, door.path)
        client = self.browser.client
        client.cookies.clear()
        if who:
            token = self.tokens[who]
            client.cookies.set(*token, domain="127.0.0.1", path="/")
        method = "GET" if "GET" in door.methods else "POST"
        answer = client.request(method, path, headers={"sec-fetch-site": "same-origin"})
        return answer.status_code, answer.text


@pytest.fixture
def house(browser: Browser, session: Session, cast: Cast) -> Iterator[House]:
    offer(session, cast, a_choice(), *PRACTICES)
    a_source(session)
    made = House(browser, cast)
    amara, helen = cast.amara, cast.helen
    typed = Typed("/settings", [("ticket", TYPED)])
    kept = kept_forms.keep(session, ISSUER, amara.employee_id, typed)
    case = cases.open_case(
        session,
        helen,
        cast.jo,
        purpose=Purpose.CHECK_REGISTER,
        ticket="Ticket-4471",
        form_key=uuid4(),
    )
    approval = approvals.ask(
        session,
        helen,
        a_person(session, "E1007", "Petra Novak", Role.OFFICER).id,
        kind=Kind.REGISTER_PUBLICATION,
        about="no-practice",
        digest="0" * 64,
        reason=TYPED,
        form_key=uuid4(),
    )
    sar = requests.file(session, cast.samir, Right.ACCESS, Asked(), form_key=uuid4())
    handling.take(session, sar, helen)
    requests.write(session, sar, cast.samir, ASKED, form_key=uuid4())
    made.objects["at the desk"] = sar.reference
    correction = requests.file(session, cast.samir, Right.RECTIFICATION, Asked(), form_key=uuid4())
    handling.take(session, correction, helen)
    made.objects["correction"] = correction.reference
    question = a_question(session, cast.samir, cast.jo, text=ASKED)
    judging.take(session, question, helen)
    made.objects |= {"question at the desk": question.reference, "asked": question.reference}
    made.objects["question"] = a_question(session, amara, cast.samir, seq=10**9 + 1).reference
    receipt = answer(session, amara, yes=True).reference
    made.objects |= {"form": str(kept.id), "case": case.reference, "approval": approval.reference}
    made.objects["receipt"] = receipt
    made.objects["emergency"] = an_emergency(session, helen, cast.jo).reference
    made.objects["assessment"] = an_assessment(session, cast).reference
    made.objects["request"] = a_request(session, amara).reference
    made.objects["concern"] = a_concern(session, amara, what=ASKED).reference
    made.objects["raised"] = concerns.taken(session, cast.samir, helen, what=ASKED).reference
    session.commit()
    report(
        a_look(
            clock.now() - timedelta(hours=3),
            "X-77",
            kind="external",
            name=CANARY,
            case=CASE,
            organisation="Elsewhere",
        )
    )
    people = vars(cast) | {"ruth": a_person(session, "E1030", "Ruth Adeyemi", Role.AUTHORISER)}
    session.commit()
    for name in EVERYONE:
        made.tokens[name] = a_session(people[name])
    _find_hers(made, session, amara)
    yield made


def _find_hers(made: House, session: Session, amara: Person) -> None:
    """What only her own page and her own sessions tell: the references."""
    a_session(amara)  # on another device
    made.objects["session"] = str(sessions.of(session, amara)[0].id)
    session.commit()
    client = made.browser.client
    client.cookies.set(*made.tokens["amara"], domain="127.0.0.1", path="/")
    page = client.get("/looked").text
    made.objects["accessor"] = re.findall(r'"/looked/people/([^"]+)"', page)[0]
    made.objects["entry"] = re.findall(r'"/looked/([0-9A-Z]{8,})"', page)[0]


def _may_ask(name: str) -> tuple[str, ...]:
    return OFFICERS if name.startswith("desk.") else EVERYONE


def test_every_route_that_names_an_object_has_a_cell() -> None:
    of_a_role = FOR_ALL_OFFICERS | FOR_ALL_ADMINISTRATORS | FOR_ALL_AUDITORS
    assert set(DOORS) == set(CELLS) | OWN_PAGES | FOR_ALL | of_a_role


def test_nobody_reaches_what_is_anothers(house: House) -> None:
    ran, faults = 0, []
    for name, (kind, owner, _) in CELLS.items():
        for who in ("", *EVERYONE):
            if who == owner:
                continue
            status, text = house.ask(who, name, house.objects[kind])
            ran += 1
            expected = {404} if who in _may_ask(name) else {403}
            if not who:
                expected = {303, 401}
            if name in HARMLESS:
                expected |= {303}
            if status not in expected or any(canary in text for canary in CANARIES):
                faults.append(f"{who or 'nobody'}: {name}: {status}")
    assert not faults, "\n".join(faults)
    assert ran == len(CELLS) * len(EVERYONE)


def test_the_owner_still_has_it_after_all_of_them_asked(house: House) -> None:
    for name, (kind, owner, _) in CELLS.items():
        for who in EVERYONE:
            if who != owner:
                house.ask(who, name, house.objects[kind])

    seen = []
    for name, (kind, owner, status) in CELLS.items():
        answered, text = house.ask(owner, name, house.objects[kind])
        assert answered == status, f"{name}: {answered}"
        seen.append(text)
    for canary in CANARIES:
        assert any(canary in text for text in seen), f"{canary} is nowhere to be seen"


def test_what_is_not_there_or_not_well_formed_is_not_found(house: House) -> None:
    ran = 0
    for name, (_, owner, _) in CELLS.items():
        for value in (*MISSING, *MALFORMED):
            status, text = house.ask(owner, name, value)
            ran += 1
            assert status == 404 or (name in HARMLESS and status == 303), f"{name} {value} {status}"
            assert not any(canary in text for canary in CANARIES)
    assert ran == len(CELLS) * (len(MISSING) + len(MALFORMED))
