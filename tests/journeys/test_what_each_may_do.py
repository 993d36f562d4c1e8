"""Every route once from the inside: who may is served, with a form filled in and a real object.

The other half of the matrix, tests/journeys/test_who_may_do_what.py, shows that whoever may
not is refused; a route that is broken for everybody would pass there and fails here. Where the
object is of a whole role, everybody without it asks for the very same object, in the same words,
and learns nothing of it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func
from sqlmodel import Session, select

from app.access_log.checkpoints import service as checkpoints
from app.access_log.models import Entry
from app.core import clock
from app.core.config import settings
from app.core.db import dialects
from app.core.db.session import reading
from app.core.queue import service as queue
from app.identity import doors
from app.identity.doors import Door
from app.identity.kept_forms import service as kept_forms
from app.identity.kept_forms.rules import Typed
from app.identity.matrix import MAY, Audience
from app.identity.roles.models import Role
from app.identity.sign_in import service as sign_in
from app.identity.sources import service as sources
from app.main import create_app
from app.notifications import service as notifications
from app.notifications.models import Kind as Told
from app.subject_requests.progress.rules import Status
from tests.ingest.test_api import an_event
from tests.journeys.test_others_objects import (
    FOR_ALL_ADMINISTRATORS,
    FOR_ALL_AUDITORS,
    FOR_ALL_OFFICERS,
)
from tests.register.comments.test_comments import MEASURED
from tests.support import outcomes
from tests.support.acts import CANARY, Act, House, after, presses, reads, sends
from tests.support.answer_acts import ANSWERS
from tests.support.answer_acts import in_the_house as answers_in_the_house
from tests.support.assessments import checked
from tests.support.browser import Browser, Page
from tests.support.cast import Cast
from tests.support.codes import CODES
from tests.support.concerns import CONCERNS, a_concern
from tests.support.connectors import CONNECTORS, in_the_house
from tests.support.consent import TIPS, a_choice, answer, offer, reword
from tests.support.covering import COVERING, for_acts
from tests.support.decisions import DECISIONS, EVERYBODY, OFFICERS, prepare
from tests.support.emergencies import EMERGENCIES, in_an_emergency
from tests.support.insights import INSIGHTS
from tests.support.insights import published as a_quarter
from tests.support.looks import PRACTICES, a_look, a_source, report
from tests.support.make import a_person
from tests.support.outcomes import CLOUD, OUTCOMES
from tests.support.pledges import PLEDGES
from tests.support.policies import LATER, TEXT, a_version
from tests.support.providers.journey import sign_in as signs_in
from tests.support.providers.scripted import ScriptedProvider
from tests.support.questions import QUESTIONS
from tests.support.questions import in_the_house as questions_in_the_house
from tests.support.register import a_practice
from tests.support.requests import REQUESTS, at, paused, taken
from tests.support.sign_in import ISSUER, a_session
from tests.support.survey_acts import SURVEYS

TOKEN = "a-token-of-the-monitor"
DOORS = {door.name: door for door in doors.doors(create_app().routes) if door.gates is not None}
HOLDERS: dict[Audience, tuple[str, ...]] = {
    Audience.OFFICER: OFFICERS,
    Audience.REPRESENTATIVE: ("ewan",),
    Audience.AUDITOR: ("ines",),
    Audience.ADMINISTRATOR: ("viktor",),
}
OTHER = "lift-sharing"  # a choice nobody has approved yet
HEARTBEAT = {"covers_until": clock.now().isoformat(), "events_sent": 1}
REASON = f"Somebody asked for it: {CANARY}."
OF_A_ROLE = FOR_ALL_OFFICERS | FOR_ALL_ADMINISTRATORS | FOR_ALL_AUDITORS
# where whoever may sees the canary in the end: one page of each kind of object
HOLDING = {
    "/desk/register/location": "helen",
    "/desk/policies/cameras/draft": "daniel",
    "/desk/assessments/{assessment}": "helen",
    "/desk/consultations/{consultation}": "daniel",
    "/desk/access-reviews/location": "helen",
    "/desk/promise-checks/{check}": "daniel",
    "/approvals/{asked}": "daniel",
    "/admin/connectors/field-app": "viktor",
    "/desk/emergencies/{emergency}": "daniel",
    "/audit/emergencies/{suspended}": "ines",
}
STAFF = {Audience.OFFICER, Audience.AUDITOR, Audience.ADMINISTRATOR}
EMPLOYEES = ("amara", "tom", "jo", "samir", "priya")
# who is named as what she did in her function, or within another's document
NAMED_WITHOUT = {
    ("desk.assessments:show", "tom"),  # who wrote it
    ("desk.pledges:show", "tom"),  # who promised it
    ("desk.requests.documents:index", "tom"),  # a sender, in what is held on somebody else
    ("desk.requests.documents:show", "tom"),
    ("desk.requests.documents:show", "amara"),
    ("desk.requests.documents.copy:show", "tom"),
}
# pages that show somebody to an officer: if none named anybody, nothing would be held here
NAMING = {
    "desk.people:search",
    "desk.looks:show",
    "desk.emergencies.look:show",
    "desk.requests.messages:index",
    "desk.requests.history:show",
    "desk.requests.documents:show",
}
REVOKED = "/admin/roles/E1040/representative/revocation"


def _comes_back(house: House) -> Iterator[Page]:
    house.be("")
    yield signs_in(house.browser, house.provider, status=303)


def _asks_with_a_token(house: House) -> Iterator[Page]:
    yield house.be("").get("/metrics", authorization=f"Bearer {TOKEN}")


def _tells_that_she_left(house: House) -> Iterator[Page]:
    told = {"logout_token": house.provider.logout_token()}
    yield house.be("").post("/sign-in/back-channel-logout", told, status=200)


def _brings_a_proof(house: House) -> Iterator[Page]:
    proof = house.be("amara").get("/looked/proof/download").response.content
    for who in ("", "amara"):
        yield house.be(who).ask(
            "POST",
            "/verify",
            200,
            files={"file": ("proof.zip", proof, "application/zip")},
            headers={"Sec-Fetch-Site": "same-origin"},
        )


def _brings_a_seal(house: House) -> Iterator[Page]:
    browser = house.be("ewan")
    seal = browser.get("/reps/checkpoints/newest").response.content
    page = browser.ask(
        "POST",
        "/reps/checkpoints",
        200,
        files={"file": ("checkpoint.txt", seal, "text/plain")},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert "still begins with what you hold" in page.text
    yield page


def _gives(house: House) -> Iterator[Page]:
    browser = house.be("helen")
    page = browser.visit("/desk/requests?view=mine")
    picked = {f"pick.{house.objects['letter']}": "yes", "to": house.objects["helen"]}
    yield browser.submit(page, "Give them", status=303, then=False, **picked)


_ASKS = {"approver": "{daniel}", "reason": REASON}
_TO_PUBLISH = ("Send to the impact check", "Send to consultation", "Mark as ready to publish")

# in this order: what one act makes, a later one needs. A page without an object needs no line
# here: everybody who may is served it
ACTS: dict[str, Act] = {
    "monitoring.metrics:show": _asks_with_a_token,
    "sign_in:new": reads("", "amara", at="/sign-in", status=303),
    "sign_in:create": _comes_back,
    "back_channel_logout:create": _tells_that_she_left,
    "sign_in:destroy": presses("jo", "Sign out", at="/"),
    "signed_out:show": reads("", at="/signed-out"),
    "ingest.access_events:create": sends(
        "hr-core", "POST", "/api/v1/access-events", [an_event()], status=201
    ),
    "ingest.heartbeats:create": sends(
        "hr-core", "POST", "/api/v1/heartbeats", HEARTBEAT, status=200
    ),
    "consents:index": sends("field-app", "GET", "/api/v1/consents", status=200),
    **CONNECTORS,
    "restrictions:index": sends("field-app", "GET", "/api/v1/restrictions", status=200),
    "kept_form:show": reads("amara", at="/sign-in/kept/{form}"),
    "kept_form:destroy": presses("amara", "Throw it away", at="/sign-in/kept/{form}"),
    "looked:show": reads("amara", at="/looked/{entry}"),
    "looked.entry_proof:show": reads("amara", at="/looked/{entry}/proof"),
    "log.entries:show": reads("", at="/log/tile/entries/000.p/1"),
    "log.tile:show": reads("", *EVERYBODY, at="/log/tile/0/000.p/1"),
    "verify:create": _brings_a_proof,
    "reps.checkpoints:create": _brings_a_seal,
    "looked:person": reads("amara", at="/looked/people/{accessor}"),
    "my_data:show": reads(*EVERYBODY, at="/my-data/sessions"),
    "my_data.sources:show": reads("amara", at="/my-data/sources/own-days.positions"),
    "my_data.searches:create": presses("amara", "Fetch all of them anew", at="/my-data"),
    "my_data.downloads:create": presses(
        "amara", "Download now", at="/my-data/downloads/new", status=200
    ),
    "notifications:create_reading": presses("amara", "Mark all as read", at="/updates"),
    "register.change_mail:update": presses(
        "jo",
        "Tell me about every change by e-mail",
        at="/collected/changes",
    ),
    "settings:update": presses("jo", "Save my settings", at="/settings", theme="dark"),
    "settings.session:destroy": presses("amara", "End this session", at="/settings"),
    "register:show": reads(*EVERYBODY, at="/collected/location"),
    "register.versions:index": reads(*EVERYBODY, at=f"/collected/{TIPS}/versions"),
    "register.versions:show": reads(*EVERYBODY, at="/collected/location/versions/1"),
    "learning:show": reads(*EVERYBODY, at="/learn/location"),
    "learning.mark:create": presses("amara", "Mark as read", at="/learn/location"),
    "learning.mark:destroy": presses("amara", "Take my mark away", at="/learn/location"),
    "objections:new": reads("amara", at="/collected/location/objection"),
    "objections:create": presses(
        "amara", "Send my objection", at="/collected/location/objection", text="It is not needed."
    ),
    "register.comments:new": reads("amara", at="/collected/goals/comments"),
    "register.comments:create": presses(
        "amara", "Send my comment", at="/collected/goals/comments", text="It is too strict."
    ),
    "register.risks:new": reads(*OFFICERS, at="/collected/hr-record/risk"),
    "register.risks:create": presses(
        "helen", "Record this", at="/collected/hr-record/risk", reason="It is lent to visitors."
    ),
    **REQUESTS,
    **CONCERNS,
    "register.policies:show": reads(*EVERYBODY, at="/policies/using-tools"),
    "register.policies:compare": reads(*EVERYBODY, at="/policies/using-tools/compare?from=1&to=2"),
    "register.policies:create_reading": presses(
        "amara", "I have read this", at="/policies/using-tools"
    ),
    "consent:show": reads("amara", "ewan", at=f"/choices/{TIPS}"),
    "consent.receipts:show": reads("amara", at="/choices/receipts/{receipt}"),
    "consent:update": presses("amara", "Save my choice", at=f"/choices/{TIPS}", answer="no"),
    "consents.applied:update": sends(
        "field-app", "PUT", "/api/v1/consents/{consent}/applied", status=200
    ),
    "admin.roles:create": presses(
        *("viktor", "Ask for this role"),
        at="/admin/roles/new",
        employee="E1003",
        role="authoriser",
        approver="{helen}",
        reason=REASON,
    ),
    "admin.roles.review:new": reads("viktor", at="/admin/roles/E1009/representative/review"),
    "admin.roles.review:create": presses(
        *("viktor", "Keep this role for a year"),
        at="/admin/roles/E1009/representative/review",
        note="Elected until 2027.",
    ),
    "admin.roles.revocation:new": reads("viktor", at=REVOKED),
    "admin.roles.revocation:create": presses("viktor", "Revoke this role", at=REVOKED),
    "desk.people:search": presses("helen", "Find", at="/desk/people", name="Okafor", status=200),
    "desk.looks:new": reads(*OFFICERS, at="/desk/looks/new?person=E1001"),
    "desk.looks:create": presses(
        *("helen", "Write this and look"),
        at="/desk/looks/new?person=E1001&purpose=answer-question&ticket=Q-1",
        keeps="case",
    ),
    "desk.looks:show": reads("helen", at="/desk/looks/{case}"),
    "desk.looks:create_closing": presses("helen", "Close this case", at="/desk/looks/{case}"),
    **EMERGENCIES,
    **QUESTIONS,
    "desk.requests:create": presses(
        *("helen", "Add this request"),
        at="/desk/requests/new?person=E1003",
        keeps="letter",
        right__access="true",
        channel="post",
        received_on=clock.now().date().isoformat(),
    ),
    "desk.requests:show": reads(*OFFICERS, at="/desk/requests/{letter}"),
    "desk.requests:create_taking": presses("helen", "Take it", at="/desk/requests/{letter}"),
    "desk.requests.steps:new": reads(*OFFICERS, at="/desk/requests/{letter}/steps/assignment"),
    "desk.requests.steps:create": presses(
        *("daniel", "Give it"),
        at="/desk/requests/{letter}/steps/assignment",
        to="{helen}",
    ),
    "desk.requests:create_assignments": _gives,
    "desk.requests.messages:index": reads("helen", at="/desk/requests/{letter}/messages"),
    "desk.requests.messages:create": presses(
        "helen", "Send this message", at="/desk/requests/{letter}/messages", text="It has come."
    ),
    **CODES,
    "desk.requests.history:show": reads("helen", at="/desk/requests/{letter}/history"),
    "desk.requests.clock:show": reads("helen", at="/desk/requests/{letter}/clock"),
    "desk.requests.clock:create_pause": presses(
        *("helen", "Show the letter and the date"),
        at="/desk/requests/{letter}/clock",
        status=200,
        ground="unclear",
        question="Which of them?",
        reason="There are two.",
    ),
    "desk.requests.clock:create_restart": presses(
        *("helen", "Show the new date"),
        at="/desk/requests/{paused}/clock",
        status=200,
        text="The second.",
    ),
    "desk.requests.extension:new": reads("helen", at="/desk/requests/{letter}/clock/extension"),
    "desk.requests.extension:create": presses(
        *("helen", "Show the letter and the date"),
        at="/desk/requests/{letter}/clock/extension",
        status=200,
        ground="complex",
        reason="Five systems.",
        approver="{daniel}",
    ),
    "desk.requests.answer:new": reads("helen", at="/desk/requests/{letter}/answer"),
    "desk.requests.answer:create": presses(
        *("helen", "Show the letter"),
        at="/desk/requests/{letter}/answer",
        status=200,
        outcome="refused",
        reason="It is about others.",
        answer="None of it.",
        approver="{daniel}",
    ),
    **COVERING,
    **ANSWERS,
    **OUTCOMES,
    "desk.allowances:create": presses(
        *("helen", "Ask for approval"),
        at="/desk/more-people",
        more="30",
        reason="The whole depot asked at once.",
        approver="{daniel}",
    ),
    "desk.access_reviews:show": reads(*OFFICERS, at="/desk/access-reviews/location"),
    "desk.access_reviews:create": presses(
        *("helen", "Write this check down"),
        at="/desk/access-reviews/location",
        verdict_0="keep",
        reason_0=f"They send help to {CANARY}.",
        next_review_on=(clock.now() + timedelta(days=180)).date().isoformat(),
    ),
    "desk.choices.approval:new": reads(*OFFICERS, at=f"/desk/choices/{OTHER}/approval"),
    "desk.choices.approval:create": presses(
        "helen", "Ask for approval", at=f"/desk/choices/{OTHER}/approval", keeps="asked", **_ASKS
    ),
    "approvals:show": reads(*OFFICERS, at="/approvals/{asked}"),
    "approvals.decision:new": reads("daniel", at="/approvals/{asked}/decision"),
    "approvals.decision:create": presses(
        "daniel", "Record my decision", at="/approvals/{asked}/decision", decision="approve"
    ),
    "desk.register:create": presses(
        *("helen", "Begin"),
        at="/desk/register/new",
        title="Door entry",
        code="door-entry",
        kind="badge",
        area="buildings-and-vehicles",
    ),
    "desk.register.closing:create": presses(
        "helen", "Close this draft", at="/desk/register/door-entry"
    ),
    "desk.register.draft:create": presses(
        "helen", "Change it Location in the field app", at="/desk/register"
    ),
    "desk.register:show": reads(*OFFICERS, at="/desk/register/location"),
    "desk.register.rows:edit": reads(*OFFICERS, at="/desk/register/location/edit/summary"),
    "desk.register.rows:update": presses(
        "helen",
        "Save",
        at="/desk/register/location/edit/summary",
        summary=f"The app records less, {CANARY}.",
    ),
    "desk.register.stage:update": after(
        presses("helen", "Save", at="/desk/register/location/edit/checks"),
        then=presses("helen", *_TO_PUBLISH, at="/desk/register/location"),
    ),
    "desk.register.publication:new": reads(*OFFICERS, at="/desk/register/location/publish"),
    "desk.register.publication:create": presses(
        *("helen", "Ask for approval"),
        at="/desk/register/location/publish",
        keeps="publication",
        headline="records less.",
        why="Less is enough.",
        adds="no",
        correction="no",
        **_ASKS,
    ),
    "approvals.withdrawal:create": presses(
        "helen", "Take the request back", at="/approvals/{publication}"
    ),
    "desk.register.ending:new": reads(*OFFICERS, at="/desk/register/hr-record/end"),
    "desk.register.ending:create": presses(
        *("helen", "Ask for approval"),
        at="/desk/register/hr-record/end",
        on=(clock.now() + timedelta(days=60)).date().isoformat(),
        fate="It is deleted.",
        became="deleted",
        day=(clock.now() + timedelta(days=60)).date().isoformat(),
        rule="30 days after it was recorded.",
        why="It is not needed.",
        **_ASKS,
    ),
    **DECISIONS,
    **INSIGHTS,
    **PLEDGES,
    **SURVEYS,
    "desk.policies:create": presses(
        "helen",
        "Keep this draft",
        at="/desk/policies/new",
        title="Cameras",
        text=f"{TEXT} {CANARY}.",
    ),
    "desk.policies:show": reads(*OFFICERS, at="/desk/policies/cameras"),
    "desk.policies:edit": reads(*OFFICERS, at="/desk/policies/cameras/draft"),
    "desk.policies:update": presses(
        "helen", "Keep this draft", at="/desk/policies/cameras/draft", text=f"{LATER} {CANARY}."
    ),
    "desk.policies:new_publication": reads(*OFFICERS, at="/desk/policies/cameras/publication"),
    "desk.policies:create_publication": presses(
        "helen", "Publish this version", at="/desk/policies/cameras/publication"
    ),
    "desk.policies:create_campaign": presses(
        *("helen", "Ask people to read it"),
        at="/desk/policies/cameras",
        due_on=(clock.now() + timedelta(days=30)).date().isoformat(),
    ),
    "desk.policies:create_ending": presses("helen", "Stop asking", at="/desk/policies/cameras"),
}


@pytest.fixture
def house(
    browser: Browser,
    session: Session,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> House:
    """One of everything: a look, a choice answered, a form kept, policies, and who holds a role."""
    monkeypatch.setenv("DAYLIGHT_METRICS_TOKEN", TOKEN)
    settings.cache_clear()
    provider = ScriptedProvider()
    party = provider.relying_party()
    monkeypatch.setattr(sign_in, "relying_party", lambda: party)
    offer(session, cast, a_choice(), a_practice(**MEASURED, processors=[CLOUD]), *PRACTICES)
    reword(session, 1, id=OTHER, title="Lift sharing")
    a_source(session)
    made = House(browser, provider, dict(vars(cast)))
    made.people["ruth"] = a_person(session, "E1030", "Ruth Adeyemi", Role.AUTHORISER)
    a_person(session, "E1040", CANARY, Role.REPRESENTATIVE)
    for system in ("hr-core", "field-app"):
        made.keys[system] = sources.add(session, system, system=system)[1]
    for text in (TEXT, LATER):
        a_version(session, cast.daniel, text)
    notifications.tell(
        session,
        [cast.amara.id],
        Told.ROLE_CHANGED,
        about="a role",
        role="officer",
        change="granted",
    )
    _of_amara(made, session, cast)
    made.objects |= answers_in_the_house(session, cast, tmp_path)
    made.objects |= a_quarter(session)
    queue.start_worker(session)  # last: it counts as alive for a minute
    session.commit()
    return made


def _of_amara(made: House, session: Session, cast: Cast) -> None:
    checked(session, cast, "location")
    made.objects |= prepare(session, cast) | in_the_house(session)
    made.objects |= prepare(session, cast)
    made.objects |= outcomes.prepare(session, cast, MEASURED["id"])
    typed = Typed("/settings", [("theme", "dark")])
    made.objects |= {
        "helen": str(cast.helen.id),
        "daniel": str(cast.daniel.id),
        "form": str(kept_forms.keep(session, ISSUER, cast.amara.employee_id, typed).id),
        "receipt": answer(session, cast.amara, yes=True).reference,
        "gathered": for_acts(session, taken(session, cast.jo, cast.helen), cast.helen),
        "paused": paused(session, cast.jo, cast.helen).reference,
        "raised": a_concern(session, cast.amara).reference,
    }
    with clock.set_to(clock.now() - timedelta(days=60)):
        made.objects["closed"] = at(session, Status.CLOSED, cast).reference
    made.objects |= in_an_emergency(session, cast, REASON)
    made.objects |= questions_in_the_house(session, cast)
    session.commit()
    before = clock.now() - timedelta(hours=3)
    report(a_look(before, case="HR-1"), a_look(before, case="HR-2", purpose="curiosity"))
    checkpoints.publish()
    a_session(cast.amara)  # on another device
    page = made.be("amara").get("/looked")
    made.objects["entry"] = _found(r"/looked/([0-9A-Z]{8,})", page)
    made.objects["accessor"] = _found(r"/looked/people/([^\"?#]+)", page)
    differs = made.be("helen").get("/desk/promise-checks")
    made.objects["check"] = _found(r"[^\"]*/desk/promise-checks/([^\"]+)", differs)
    shown = {"authorization": f"Bearer {made.keys['field-app']}"}
    told = made.be("").get("/api/v1/consents", **shown).response.json()["consents"]
    (made.objects["consent"],) = [each["id"] for each in told if each["permitted"]]


def _found(what: str, page: Page) -> str:
    return re.findall(rf'"{what}"', page.response.text)[0]


def _who_may(door: Door) -> tuple[str, ...]:
    """Everybody the matrix lets in; of the doors for anyone, nobody is asked too."""
    audiences = MAY[door.name]
    if Audience.ANYONE in audiences:
        return ("", *EVERYBODY)
    if Audience.EMPLOYEE in audiences:
        return EVERYBODY
    return tuple(name for audience in audiences for name in HOLDERS[audience])


def _assert_of(door: Door, answer: Page) -> None:
    asked = answer.response.request
    shape = re.sub(r"\{[^}]+\}", "[^/]+", re.sub(r"\{[^}]+:path\}", ".+", door.path))
    assert re.fullmatch(shape, asked.url.path), f"{door.name}: {asked.url}"
    assert asked.method in door.methods
    assert not answer.location.startswith(("/sign-in?", "/welcome")), door.name


@dataclass
class Refusals:
    """What everybody else is answered who asks for the same; the canaries are in the objects."""

    ran: int = 0
    asked: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    said: dict[tuple[frozenset[Audience], int], str] = field(default_factory=dict)

    def after(self, house: House, door: Door, served: Page) -> None:
        """Ask for what was just served, in the same words, as each who may not."""
        self.asked.add(door.name)
        theirs = OFFICERS if door.name in FOR_ALL_OFFICERS else _who_may(door)
        for who in ("", *EVERYBODY):
            if who in theirs:
                continue
            answer = _sent_again(house, who, served)
            self.ran += 1
            if answer.status not in _refusing(door, who):
                self.faults.append(f"{who or 'nobody'}: {door.name}: {answer.status}")
            said = self.said.setdefault((MAY[door.name], answer.status), answer.main) if who else ""
            if CANARY in answer.response.text or (who and answer.main != said):
                self.faults.append(f"{who or 'nobody'}: {door.name}: says something of it")


def _sent_again(house: House, who: str, served: Page) -> Page:
    """The same request as somebody else."""
    asked, client = served.response.request, house.be(who).client
    kind = {name: said for name, said in asked.headers.items() if name == "content-type"}
    headers = {"sec-fetch-site": "same-origin"} | kind
    answer = client.request(asked.method, asked.url, content=asked.content, headers=headers)
    return Page(answer, BeautifulSoup(answer.text, "html5lib"))


def _refusing(door: Door, who: str) -> set[int]:
    """Of a function 403; of an object that is an owner's too, as if it were not there."""
    if not who:
        return {303, 401}
    return {404} if Audience.EMPLOYEE in MAY[door.name] else {403}


@dataclass
class Unlogged:
    """Pages of officers, auditors and administrators that name an employee who cannot read so.

    SECURITY.md: every page on which one of them sees an employee's data writes its entry first.
    """

    newest: int = 0
    named: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def before(self) -> None:
        with reading() as session:
            dialects.set_local(session, "daylight.reader", "log")
            self.newest = session.exec(select(func.max(Entry.seq))).one() or 0

    def after(self, house: House, door: Door, page: Page) -> None:
        """Hold that everybody named on the page has an entry since ``before``."""
        if page.status != 200 or not MAY[door.name] & STAFF:
            return
        with reading() as session:
            dialects.set_local(session, "daylight.reader", "log")
            since = select(Entry.subject).where(Entry.seq > self.newest)
            logged = set(session.exec(since))
        for who in EMPLOYEES:
            person = house.people[who]
            if person.name not in page.response.text:
                continue
            self.named.add(door.name)
            if person.id not in logged and (door.name, who) not in NAMED_WITHOUT:
                self.faults.append(f"{door.name} names {person.name}, and she has no entry of it")


def test_whoever_may_is_served_at_every_door_and_nobody_else(house: House) -> None:
    unlogged = Unlogged()
    plain = [door for door in DOORS.values() if door.name not in ACTS]
    for door in plain:
        assert (door.methods, "{" in door.path) == ({"GET"}, False), f"{door.name} needs an act"
        for who in _who_may(door):
            unlogged.before()
            for page in reads(who, at=door.path)(house):
                _assert_of(door, page)
                unlogged.after(house, door, page)
    refusals = Refusals()
    assert CANARY in house.be("viktor").get(REVOKED).main
    for name, act in ACTS.items():
        unlogged.before()
        pages = list(act(house))
        assert pages, name
        for page in pages:
            _assert_of(DOORS[name], page)
            unlogged.after(house, DOORS[name], page)
        if name in OF_A_ROLE:
            refusals.after(house, DOORS[name], pages[0])
    assert not refusals.faults, "\n".join(refusals.faults)
    assert not unlogged.faults, "\n".join(unlogged.faults)
    assert unlogged.named >= NAMING
    assert refusals.asked == OF_A_ROLE
    assert refusals.ran >= len(OF_A_ROLE) * 7
    for path, who in HOLDING.items():
        assert CANARY in house.be(who).get(house.filled(path)).main, path
    assert {door.name for door in plain} | set(ACTS) == set(DOORS) == set(MAY) - {"static"}
