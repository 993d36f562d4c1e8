"""Every page there is, in both themes: axe, widths, policy; and without scripts.

A new page must be named here.
"""

import re
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Route, expect

from app.identity import doors
from app.main import create_app
from tests.support.live import Tab
from tests.support.northfold import Northfold

AMARA, HELEN, DANIEL, INES, VIKTOR = "E1001", "E1005", "E1006", "E1010", "E1011"
JO = "E1003"
RAVI, JOAN, LIAM, OWAIN = "E1033", "E1032", "E1031", "E1008"
EWAN, RUTH = "E1009", "E1012"
MARCUS, SIAN, YUSUF, NIAMH = "E1017", "E1014", "E1015", "E1018"
POLICY = "/policies/monitoring-at-work"
FIELD_APP = "location-in-the-field-app"
EMERGENCIES = "/audit/four-eyes?show=emergencies"
PRACTICE = f"/collected/{FIELD_APP}"
ENTRY = "a[href^='/looked/']:has-text('More')"
CONCERN = "a[href*='/concerns/CON']"
REQUEST = "a[href*='/requests/REQ']"

# by the route's name: who reads the page, where it is, which links lead on to it
PAGES: dict[str, tuple[str, ...]] = {
    "home:index": (AMARA, "/", ""),
    "home:welcome": ("", "/welcome", ""),
    "verify:show": ("", "/verify", ""),
    "home:this_site": ("", "/this-site", ""),
    "home:accessibility": ("", "/accessibility", ""),
    "home:search": (AMARA, "/search?q=location", ""),
    "looked:index": (AMARA, "/looked?by=person", ""),
    "looked:show": (AMARA, "/looked?unusual=1", ENTRY),
    "questions:new": (AMARA, "/looked?data=leave", "a[href$='/ask']"),
    "asked:show": (JO, "/", "a[href*='/asked/Q']"),
    "desk.questions:index": (HELEN, "/desk/questions", ""),
    "desk.questions:show": (HELEN, "/desk/questions", "main a[href*='/questions/Q']"),
    "looked:person": (AMARA, "/looked", ".who__link"),
    "looked:automatic": (AMARA, "/looked/automatic", ""),
    "looked:unusual": (AMARA, "/looked/unusual", ""),
    "looked:download": (AMARA, "/looked/download", ""),
    "looked.proof:show": (AMARA, "/looked/proof", ""),
    "looked.entry_proof:show": (AMARA, "/looked?unusual=1", ENTRY, "a[href$='/proof']"),
    "my_data:index": (AMARA, "/my-data", ""),
    "my_data.sources:show": (AMARA, "/my-data/sources/hr-core.absences", ""),
    "my_data:show": (AMARA, "/my-data/who-looked", ""),
    "register:index": (AMARA, "/collected", ""),
    "register:changes": (AMARA, "/collected/changes", ""),
    "register:show": (AMARA, PRACTICE, ""),
    "register.versions:index": (AMARA, f"{PRACTICE}/versions?from=1&to=3", ""),
    "register.versions:show": (AMARA, f"{PRACTICE}/versions/2", ""),
    "register.policies:index": (AMARA, "/policies", ""),
    "register.policies:show": (AMARA, POLICY, ""),
    "register.policies:compare": (AMARA, f"{POLICY}/compare?from=1&to=2&show=everything", ""),
    "register.states:index": (AMARA, "/collected/states", ""),
    "register.benchmark:show": (AMARA, "/benchmark", ""),
    "consent:index": (AMARA, "/choices", ""),
    "consent:show": (AMARA, "/choices/driving-tips", ""),
    "consent.receipts:show": (AMARA, "/choices", "a:has-text('Receipt')"),
    "objections:new": (AMARA, f"{PRACTICE}/objection", ""),
    "desk.choices:index": (HELEN, "/desk/choices", ""),
    "register.comments:new": (AMARA, "/collected/goals-and-reviews/comments", ""),
    "register.risks:new": (HELEN, f"{PRACTICE}/risk", ""),
    "desk.comments:index": (HELEN, "/desk/comments", ""),
    "desk.objections:index": (HELEN, "/desk/objections", ""),
    "requests:index": (AMARA, "/requests", ""),
    "requests.by_code:show": ("", "/requests/by-code", ""),
    "requests:new": (AMARA, "/requests/new?type=access", ""),
    "requests:show": (AMARA, "/requests", REQUEST),
    "requests.complaint:new": (AMARA, "/requests", REQUEST, "a:has-text('Complain to us')"),
    "requests.change:new": (AMARA, "/requests", REQUEST, "a:has-text('Change what')"),
    "requests.withdrawal:new": (AMARA, "/requests", REQUEST, "a:has-text('Withdraw')"),
    "concerns:index": (AMARA, "/concerns", ""),
    "concerns:new": (AMARA, "/concerns/new", ""),
    "concerns:show": (AMARA, "/concerns", CONCERN),
    "concerns.review:new": (RAVI, "/concerns", CONCERN, "a:has-text('Not happy with')"),
    "notifications:index": (AMARA, "/updates", ""),
    "settings:show": (AMARA, "/settings", ""),
    "assessments:index": (RUTH, "/assessments", ""),
    "assessments:show": (AMARA, "/assessments/IA-014", ""),
    "assessments:edit": (RUTH, "/assessments/IA-017/edit", ""),
    "have_your_say:index": (AMARA, "/have-your-say", ""),
    "pledges:index": (AMARA, "/promises", ""),
    "pledges:show": (AMARA, "/promises", "#promises a[href*='/promises/PR']"),
    "desk.pledges:index": (HELEN, "/desk/promises", ""),
    "desk.pledges:new": (HELEN, "/desk/promises/new", ""),
    "desk.pledges:show": (HELEN, "/desk/promises", "#promises a[href*='/promises/PR']"),
    "insights:index": (AMARA, "/insights", ""),
    "insights:show": (INES, "/insights/2026-Q3", ""),  # the one that ended before the demo’s day
    "learning:index": (AMARA, "/learn", ""),
    "learning:words": (AMARA, "/learn/words", ""),
    "learning:show": (AMARA, "/learn/location", ""),
    "consultations:index": (AMARA, "/consultations", ""),
    "consultations:show": (AMARA, "/consultations/where-the-vans-are", ""),
    "consultations.response:new": (EWAN, "/consultations/where-the-vans-are/formal-response", ""),
    "surveys:show": (AMARA, "/surveys/before-the-winter", ""),
    "surveys.questions:show": (AMARA, "/surveys/before-the-winter/questions", ""),
    "surveys.results:show": (AMARA, "/surveys/call-outs/results", ""),
    "reps:index": (EWAN, "/reps", ""),
    "reps:changes": (EWAN, "/reps/changes", ""),
    "reps:themes": (EWAN, "/reps/themes", ""),
    "reps.checkpoints:index": (EWAN, "/reps/checkpoints", ""),
    "reps.requests:index": (EWAN, "/reps/requests", ""),
    "reps.requests:new": (EWAN, "/reps/requests/new", ""),
    "desk.assessments:index": (HELEN, "/desk/assessments", ""),
    "desk.assessments:new": (HELEN, "/desk/assessments/new", ""),
    "desk.assessments:show": (HELEN, "/desk/assessments/IA-017", ""),
    "desk.consultations:index": (HELEN, "/desk/consultations", ""),
    "desk.consultations:new": (HELEN, "/desk/consultations/new", ""),
    "desk.consultations:show": (HELEN, "/desk/consultations/where-the-vans-are", ""),
    "desk.surveys:index": (HELEN, "/desk/surveys", ""),
    "desk.surveys:new": (HELEN, "/desk/surveys/new", ""),
    "desk.surveys:show": (HELEN, "/desk/surveys/call-outs", ""),
    "desk.surveys:edit": (HELEN, "/desk/surveys/the-new-rota/edit", ""),
    "signed_out:show": ("", "/signed-out", ""),
    "admin.health:show": (VIKTOR, "/admin/health", ""),
    "admin.connectors:index": (VIKTOR, "/admin/connectors", ""),
    "admin.connectors:show": (VIKTOR, "/admin/connectors/hr-core", ""),
    "admin.sources:index": (VIKTOR, "/admin/sources", ""),
    "admin.sources:show": (VIKTOR, "/admin/sources/field-app", ""),
    "admin.roles:index": (VIKTOR, "/admin/roles", ""),
    "admin.roles.review:new": (VIKTOR, "/admin/roles/E1008/officer/review", ""),
    "audit:index": (INES, "/audit", ""),
    "audit.four_eyes:index": (INES, "/audit/four-eyes", ""),
    "audit.emergencies:show": (INES, EMERGENCIES, "a[href*='/audit/emergencies/EM']"),
    "desk:index": (HELEN, "/desk", ""),
    "desk.register:index": (HELEN, "/desk/register", ""),
    "desk.register:new": (HELEN, "/desk/register/new", ""),
    "desk.register:show": (HELEN, "/desk/register/door-entry-leith", ""),
    "approvals:index": (DANIEL, "/approvals", ""),
    "approvals:show": (DANIEL, "/approvals", "a[href*='/approvals/OK']"),
    "desk.reviews:index": (HELEN, "/desk/register/reviews", ""),
    "desk.access_reviews:index": (HELEN, "/desk/access-reviews", ""),
    "desk.access_reviews:show": (HELEN, f"/desk/access-reviews/{FIELD_APP}", ""),
    "desk.promise_checks:index": (HELEN, "/desk/promise-checks", ""),
    "desk.promise_checks:show": (HELEN, "/desk/promise-checks", "a[href*='/promise-checks/PC']"),
    "desk.requests:index": (HELEN, "/desk/requests", ""),
    "desk.requests.statistics:show": (HELEN, "/desk/requests/statistics", ""),
    "desk.requests:new": (HELEN, "/desk/requests/new", ""),
    "desk.requests:show": (HELEN, "/desk/requests?view=mine", "#requests a"),
    "desk.concerns:index": (HELEN, "/desk/concerns?view=open", ""),
    "desk.concerns:show": (HELEN, "/desk/concerns", CONCERN),
    "desk.concerns.answer:new": (HELEN, "/desk/concerns", CONCERN, "a:has-text('Write the')"),
    "desk.concerns.assignment:new": (HELEN, "/desk/concerns", CONCERN, "a:has-text('Give it')"),
    "desk.emergencies:index": (HELEN, "/desk/emergencies", ""),
    "desk.emergencies:show": (HELEN, "/desk/emergencies", "a[href*='/emergencies/EM']"),
    "desk.people:index": (HELEN, "/desk/people", ""),
    "desk.policies:index": (HELEN, "/desk/policies", ""),
    "desk.policies:new": (HELEN, "/desk/policies/new", ""),
    "desk.policies:show": (HELEN, f"/desk{POLICY}", ""),
    "desk.policies:edit": (HELEN, f"/desk{POLICY}/draft", ""),
    "desk.looks:new": (HELEN, "/desk/looks/new?person=E1002&purpose=check-register&ticket=Q-9", ""),
}
MORE = {
    "you said, we did": (AMARA, "/promises?show=said", ""),
    "what an assessment promised": (AMARA, "/promises?of=IA-014", ""),
    "a lesson about no tool": (AMARA, "/learn/rights", ""),
    "a lesson about a tool that is not here": (AMARA, "/learn/keystrokes", ""),
    "a choice beside its facts": (AMARA, "/collected/lift-sharing", ""),
    "attempts to decide alone": (INES, "/audit/four-eyes?show=attempts", ""),
    "a source that is silent, for officers": (HELEN, "/admin/sources/badge", ""),
    "sources, for auditors": (INES, "/admin/sources", ""),
    "how requests went, for auditors": (INES, "/desk/requests/statistics", ""),
    "emergency looks": (INES, EMERGENCIES, ""),
    "the command line's acts": (INES, "/audit/four-eyes?show=command-line", ""),
    "a consultation that ended in dissent": (
        AMARA,
        "/consultations/two-more-cameras-at-the-perth-gate",
        "",
    ),
    "a survey that too few answered": (AMARA, "/surveys/the-yard-gate/results", ""),
    "a survey that is being prepared": (HELEN, "/desk/surveys/the-new-rota", ""),
    "a survey that is open, at the desk": (HELEN, "/desk/surveys/before-the-winter", ""),
    "her choices, in full": (AMARA, "/my-data/choices", ""),
    "her entry in the staff list": (AMARA, "/my-data/staff-list", ""),
    "what is not held on her": (AMARA, "/my-data/request-notices", ""),
    "a practice with her own records": (AMARA, "/collected/absence-record", ""),
    "an ended practice": (AMARA, "/collected/screen-time-reports", ""),
    "a request whose clock is stopped": (MARCUS, "/requests", REQUEST),
    "a request that was answered": (SIAN, "/requests", REQUEST),
    "a request that is late": (YUSUF, "/requests", REQUEST),
    "a complaint": (NIAMH, "/requests", REQUEST),
    "a question about a look": (AMARA, "/requests", "a[href*='/requests/Q']"),
    "a question that is late": (NIAMH, "/requests", "a[href*='/requests/Q']"),
    "a look outside authority": ("E1029", "/requests", "a[href*='/requests/Q']"),
    "a policy to read": (AMARA, "/policies/using-ai-tools", ""),
    "a policy that was read": (AMARA, "/policies/working-from-home", ""),
    "nothing found": (AMARA, "/looked?q=nobody-is-called-this", ""),
    "by reason": (AMARA, "/looked?by=reason&when=2026-10", ""),
    "everything, by use": (AMARA, "/collected?applies=all&uses=location", ""),
    "a request that nobody has": (HELEN, "/desk/requests?view=unassigned", "#requests a"),
    "a concern that was answered": (RAVI, "/concerns", CONCERN),
    "a concern whose name was opened": (JOAN, "/concerns", CONCERN),
    "a concern that is late": (LIAM, "/concerns", CONCERN),
    "concerns among requests": (AMARA, "/requests", CONCERN),
    "a concern without its name": (DANIEL, "/desk/concerns", CONCERN),
    "a concern that nobody has": (HELEN, "/desk/concerns?view=unassigned", CONCERN),
    "a name to decide on": (OWAIN, "/approvals", "a:has-text('Who raised')"),
    "what waits for a second officer": (HELEN, "/desk/requests?view=approval", ""),
    "an answer to decide on": (HELEN, "/desk/requests?view=approval", "#requests a"),
    "the provider's people": ("", "/sign-in", ""),
}
# these ask for a fresh sign-in first; the links are followed one after another
FRESH: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "desk.register.ending:new": (HELEN, f"/desk/register/{FIELD_APP}/end", ()),
    "desk.allowances:new": (HELEN, "/desk/more-people", ()),
    "desk.emergencies:new": (HELEN, "/desk/emergencies/new", ()),
    "my_data.downloads:new": (AMARA, "/my-data/downloads/new", ()),
    "desk.choices.approval:new": (HELEN, "/desk/choices/driving-tips/approval", ()),
    "desk.surveys.approval:new": (HELEN, "/desk/surveys/the-new-rota/approval", ()),
    "approvals.decision:new": (
        DANIEL,
        "/approvals",
        ("a[href*='/approvals/OK']", "a:has-text('Decide')"),
    ),
    "admin.roles:new": (VIKTOR, "/admin/roles/new", ()),
    "admin.roles.revocation:new": (VIKTOR, "/admin/roles/E1008/officer/revocation", ()),
}
# doors that give no page of their own: led elsewhere, files, machines, or visited by a journey
NO_PAGE = {
    "looked.proof:download": "a file",
    "log.checkpoint:show": "a file for programs",
    "log.keys:show": "a file for programs",
    "log.policy:show": "a file for programs",
    "reps.checkpoints:download": "a file",
    "log.entries:show": "a file for programs",
    "log.tile:show": "a file for programs",
    "sign_in:new": "leads to the provider",
    "sign_in:again": "leads to the provider; visited below",
    "sign_in:create": "leads home; its refusals are visited below",
    "kept_form:show": "shown after a session ended while somebody typed",
    "desk.looks:show": "visited under a case, below",
    "desk.emergencies.look:show": "visited in an emergency, below",
    "desk.register.rows:edit": "visited by the journey of a draft",
    "desk.register.publication:new": "visited by the journey of a draft",
    "desk.requests.messages:index": "visited under a request, below",
    "desk.requests.clock:show": "visited under a request, below",
    "desk.requests.history:show": "visited under a request, below",
    "desk.requests.code:new": "visited under a request, below",
    "desk.requests.steps:new": "visited under a request, below",
    "desk.requests.sources:index": "visited under a request, below",
    "desk.requests.release:show": "visited under a request, below",
    "desk.requests.letter:edit": "visited under a request, below",
    "requests.download:new": "visited by the journey of an answer",
    "reps.requests:show": "visited by the journey of a locked file",
    "desk.requests.delivery:show": "visited by the journey of a locked file",
    "desk.requests.searches:new": "visited by the journey of a locked file",
    "desk.requests.documents:index": "visited by the journey of covering",
    "desk.requests.documents:show": "visited by the journey of covering",
    "desk.requests.documents.copy:show": "a file, as it is sent",
    "approvals.files:show": "a file, as it is sent",
    "desk.requests.documents.others:new": "visited by the journey of covering",
    "desk.requests.documents.exemption:new": "visited by the journey of covering",
    "desk.requests.redactions:index": "visited by the journey of covering",
    "desk.requests.answer:new": "visited by the journey of a request",
    "desk.requests.extension:new": "visited by the journey of a request",
    "desk.requests.outcome:show": "visited by the journey of an objection",
    "desk.surveys.words:edit": "visited by the journey of a survey",
    "desk.policies:new_publication": "visited with a draft, below",
    "requests.draft:edit": "visited page by page, below",
    "requests.paper:show": "a PDF; read in tests/subject_requests/paper",
    "requests.check:show": "visited page by page, below",
    "concerns.draft:edit": "visited by the journey of a concern",
    "concerns.check:show": "visited by the journey of a concern",
    "desk.concerns.opening:new": "visited by the journey of a concern",
    "monitoring.health:show": "for machines",
    "monitoring.readiness:show": "for machines",
    "monitoring.metrics:show": "for machines",
    "ingest.openapi:show": "for machines",
    "consents:index": "for machines",
    "ingest.data_requests:index": "for machines",
    "desk.requests.statistics:download": "a file",
    "insights:download": "a file",
    "restrictions:index": "for machines",
}
# what sticks out on a phone; column heads are out of sight there, tabs may be scrolled
TOO_FAR = """() => [...document.querySelectorAll('main *')].filter(e => {
  const box = e.getBoundingClientRect();
  return box.width && box.right > innerWidth + 1 && !e.closest('.visually-hidden, .tabs, thead');
}).map(e => e.className || e.tagName)"""


# every form, as where it leads and what it asks
FORMS = """() => [...document.querySelectorAll('form')].map(form => [
  form.method, new URL(form.action).pathname, ...[...form.elements].map(e => e.name).filter(n => n)
].join(' '))"""
# what differs between two visits: the reference of a refusal, and a moment just gone by
COUNTING = "/admin/health"  # what waits and what is free, at this very moment
FIGURES = re.compile(r"\d[\d,.:]*(?:[ap]m)?")
OF_A_VISIT = re.compile(r"\bSIGN-\w{4}-\w{4}\b|\b\d{1,2}:\d\d[ap]m\b")


def _examined(tab: Tab) -> None:
    for width in (1280, 390, 320):
        tab.page.set_viewport_size({"width": width, "height": 800})
        if width > 320:
            tab.page.emulate_media(color_scheme="light")
            tab.assert_accessible()
            tab.page.emulate_media(color_scheme="dark")
            tab.assert_colours_readable()
        tab.assert_fits()
        assert width == 1280 or not tab.page.evaluate(TOO_FAR)


def _whole_without_scripts(northfold: Northfold, tab: Tab, status: int = 200) -> None:
    """The same heading, words and forms, each with its button: scripts fill nothing."""
    plain = northfold.without_scripts(tab)
    for _visit in range(3):  # what was written between two visits is told by the later one
        plain.go(tab.page.url, status=status)
        expect(plain.page.get_by_role("heading", level=1)).to_be_visible()
        if _words(plain) == _words(tab):
            break
        tab.go(tab.page.url, status=status)
    assert _words(plain) == _words(tab)
    assert plain.page.evaluate(FORMS) == tab.page.evaluate(FORMS)
    for form in plain.page.locator("main form").all():
        assert _has_button(form), f"a form without a button: {form.inner_text()}"


def _words(tab: Tab) -> list[str]:
    changes = FIGURES if tab.page.url.endswith(COUNTING) else OF_A_VISIT
    return changes.sub("…", tab.page.locator("main").inner_text()).split()


def _has_button(form: Any) -> bool:
    outside = form.page.locator(f"button[form='{form.get_attribute('id')}']")
    return bool(form.locator("button, input[type=submit]").or_(outside).count())


def _follow(tab: Tab, link: str) -> None:
    tab.page.locator(link).first.click()
    tab.page.wait_for_load_state()


def _signed_in_anew(who: str, path: str) -> str:
    """The address that leads there by a fresh sign-in."""
    return f"/sign-in?login_hint={who}&max_age=0&next={quote(path, safe='')}"


def test_no_page_is_forgotten() -> None:
    found = {
        door.name
        for door in doors.doors(create_app().routes)
        if door.gates is not None and "GET" in door.methods
    }
    assert found == set(PAGES) | set(FRESH) | set(NO_PAGE)


@pytest.mark.parametrize("name", [*PAGES, *MORE])
def test_is_readable_by_everybody(northfold: Northfold, name: str) -> None:
    who, path, *links = PAGES.get(name) or MORE[name]
    tab = northfold.tab(who)
    tab.go(path)
    for link in filter(None, links):
        _follow(tab, link)
    _examined(tab)
    _whole_without_scripts(northfold, tab)


@pytest.mark.parametrize("name", FRESH)
def test_what_asks_for_a_fresh_sign_in_is_readable_by_everybody(
    northfold: Northfold, name: str
) -> None:
    who, path, links = FRESH[name]
    tab = northfold.tab(who)
    tab.go(_signed_in_anew(who, path))
    for link in links:
        _follow(tab, link)
    expect(tab.page.get_by_role("main").locator("form")).not_to_have_count(0)
    _examined(tab)
    _whole_without_scripts(northfold, tab)


def test_the_way_to_a_fresh_sign_in_is_readable_by_everybody(northfold: Northfold) -> None:
    tab = northfold.tab(HELEN)

    def staying(route: Route) -> None:
        answer = route.fetch()
        headers = {name: said for name, said in answer.headers.items() if name != "refresh"}
        route.fulfill(response=answer, headers=headers)

    tab.page.route("**/sign-in/again**", staying)
    tab.go("/sign-in/again?next=/desk/more-people&max_age=0")
    assert tab.page.get_by_role("link", name="Sign in").last.get_attribute("href")
    _examined(tab)


def test_people_who_were_found_are_readable_by_everybody(northfold: Northfold) -> None:
    tab = northfold.tab(HELEN)
    tab.go("/desk/people")
    tab.page.get_by_label("Name or employee number").fill("Tom")
    tab.page.get_by_role("button", name="Find").click()
    expect(tab.page.get_by_role("link", name=re.compile("^Open a case"))).not_to_have_count(0)
    _examined(tab)


def test_an_officers_look_is_readable_by_everybody(northfold: Northfold) -> None:
    tab = northfold.tab(HELEN)
    tab.go("/desk/looks/new?person=E1003&purpose=answer-question&ticket=A11Y")
    tab.page.get_by_role("button", name="Write this and look").click()
    tab.page.get_by_role("heading", name="What applies to").wait_for()
    _examined(tab)


def test_an_emergency_look_is_readable_by_everybody(northfold: Northfold) -> None:
    tab = northfold.tab(DANIEL)
    tab.go(_signed_in_anew(DANIEL, "/desk/emergencies/new"))
    tab.page.get_by_label("Employee number").fill("E1003")
    tab.page.get_by_label("What is the emergency?").fill("Nobody answers, and the gas is rising.")
    tab.page.get_by_role("button", name="Show the sentence").click()
    tab.page.get_by_role("heading", name="This is what they will read").wait_for()
    _examined(tab)
    tab.page.get_by_role("button", name="Write this and look").click()
    tab.page.get_by_role("heading", name="What applies to").wait_for()
    _examined(tab)
    reference = tab.page.url.rpartition("/look")[0].rpartition("/")[2]
    reviewing = northfold.tab(HELEN)
    reviewing.go(f"/desk/emergencies/{reference}")
    reviewing.page.get_by_role("heading", name="Review it").wait_for()
    _examined(reviewing)
    read = northfold.tab("E1003")
    read.go("/looked")
    read.page.locator(ENTRY).first.click()
    expect(read.page.get_by_role("main")).to_contain_text("This was an emergency look.")
    _examined(read)


@pytest.mark.parametrize(
    "part", ["Messages (0)", "Clock", "History", "Reassign", "Sources", "Release"]
)
def test_each_part_of_a_request_is_readable_by_everybody(northfold: Northfold, part: str) -> None:
    tab = northfold.tab(HELEN)
    tab.go("/desk/requests?view=mine")
    tab.page.locator("#requests tr", has_text="Waiting for proof").locator("a").first.click()
    tab.page.get_by_role("main").get_by_role("link", name=part, exact=True).click()
    tab.page.wait_for_load_state()
    _examined(tab)


def test_the_letter_of_an_answer_is_readable_by_everybody(northfold: Northfold) -> None:
    tab = northfold.tab(HELEN)
    tab.go("/desk/requests?view=mine")
    tab.page.locator("#requests tr", has_text="Waiting for proof").locator("a").first.click()
    tab.page.get_by_role("link", name="Release", exact=True).click()
    tab.page.get_by_role("link", name="Write the letter").click()
    tab.page.get_by_role("heading", name="The letter to").wait_for()
    _examined(tab)


def test_the_last_look_before_publishing_is_readable_by_everybody(northfold: Northfold) -> None:
    tab = northfold.tab(HELEN)
    tab.go("/desk/policies/working-from-home/draft")
    tab.page.get_by_role("button", name="Keep this draft").click()
    tab.page.get_by_role("link", name="Read it and publish").click()
    tab.page.get_by_role("heading", name="Before you publish").wait_for()
    _examined(tab)


def test_every_question_of_a_request_is_readable_by_everybody(northfold: Northfold) -> None:
    tab = northfold.tab(RUTH)
    tab.go("/requests/new?type=access")
    tab.page.get_by_role("button", name="Start", exact=False).click()
    answers = [
        ["I am not sure"],
        ["Since I joined"],
        ["As data files", "Here, after signing in"],
        [],
    ]
    for labels in answers:
        tab.page.wait_for_load_state()
        _examined(tab)
        for label in labels:
            tab.page.locator(f"main label:text-is('{label}')").click()
        tab.page.get_by_role("button", name="Continue").click()
    tab.page.get_by_role("heading", name="Check your answers").wait_for()
    _examined(tab)
    tab.page.get_by_role("link", name="Change You ask for").click()
    tab.page.get_by_role("heading", name="What do you want to ask for?").wait_for()
    _examined(tab)


@pytest.mark.parametrize(
    ("path", "status"), [("/desk", 403), ("/looked/no-such-entry", 404), ("/desk/looks/new", 403)]
)
def test_refusals_are_readable_by_everybody(northfold: Northfold, path: str, status: int) -> None:
    tab = northfold.tab(AMARA)
    tab.go(path, status=status)
    _examined(tab)
    _whole_without_scripts(northfold, tab, status)


def test_an_attempt_that_cannot_be_finished_is_readable_by_everybody(northfold: Northfold) -> None:
    tab = northfold.tab()
    tab.go("/sign-in/callback?state=made-up&code=made-up", status=400)
    expect(tab.page.get_by_role("heading", level=1)).to_have_text("We could not sign you in")
    _examined(tab)
    _whole_without_scripts(northfold, tab, 400)


def test_a_sign_in_that_was_declined_is_readable_by_everybody(northfold: Northfold) -> None:
    tab = northfold.tab()
    tab.go("/sign-in")
    asked = urlsplit(tab.page.url)
    state, issuer = parse_qs(asked.query)["state"][0], f"{asked.scheme}://{asked.netloc}"
    answer = f"error=access_denied&state={quote(state)}&iss={quote(issuer, safe='')}"
    tab.go(f"/sign-in/callback?{answer}", status=401)
    expect(tab.page.get_by_role("main")).to_contain_text("says that you did not sign in")
    _examined(tab)
