"""Every page there is, in both themes: axe, widths, policy. A new page must be named here."""

from typing import Literal

import pytest

from app.identity import doors
from app.main import create_app
from tests.support.live import Tab
from tests.support.northfold import Northfold

EXAMINED: dict[int, tuple[Literal["light", "dark"], ...]] = {
    1280: ("light", "dark"),
    390: ("dark",),
    320: (),
}
AMARA, HELEN, DANIEL, INES, VIKTOR = "E1001", "E1005", "E1006", "E1010", "E1011"
EWAN, RUTH = "E1009", "E1012"
POLICY = "/policies/monitoring-at-work"
FIELD_APP = "location-in-the-field-app"
PRACTICE = f"/collected/{FIELD_APP}"
ENTRY = "a[href^='/looked/']:has-text('More')"

# by the route's name: who reads the page, where it is, which link leads on to it
PAGES: dict[str, tuple[str, str, str]] = {
    "home:index": (AMARA, "/", ""),
    "home:welcome": ("", "/welcome", ""),
    "home:verify": ("", "/verify", ""),
    "home:this_site": ("", "/this-site", ""),
    "home:accessibility": ("", "/accessibility", ""),
    "home:search": (AMARA, "/search?q=location", ""),
    "looked:index": (AMARA, "/looked?by=person", ""),
    "looked:show": (AMARA, "/looked?unusual=1", ENTRY),
    "looked:person": (AMARA, "/looked", ".who__link"),
    "looked:automatic": (AMARA, "/looked/automatic", ""),
    "looked:unusual": (AMARA, "/looked/unusual", ""),
    "looked:download": (AMARA, "/looked/download", ""),
    "my_data:index": (AMARA, "/my-data", ""),
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
    "desk.comments:index": (HELEN, "/desk/comments", ""),
    "desk.objections:index": (HELEN, "/desk/objections", ""),
    "notifications:index": (AMARA, "/updates", ""),
    "settings:show": (AMARA, "/settings", ""),
    "assessments:index": (RUTH, "/assessments", ""),
    "assessments:show": (AMARA, "/assessments/IA-014", ""),
    "assessments:edit": (RUTH, "/assessments/IA-017/edit", ""),
    "have_your_say:index": (AMARA, "/have-your-say", ""),
    "consultations:index": (AMARA, "/consultations", ""),
    "consultations:show": (AMARA, "/consultations/where-the-vans-are", ""),
    "consultations.response:new": (EWAN, "/consultations/where-the-vans-are/formal-response", ""),
    "reps:index": (EWAN, "/reps", ""),
    "reps:changes": (EWAN, "/reps/changes", ""),
    "reps:themes": (EWAN, "/reps/themes", ""),
    "desk.assessments:index": (HELEN, "/desk/assessments", ""),
    "desk.assessments:new": (HELEN, "/desk/assessments/new", ""),
    "desk.assessments:show": (HELEN, "/desk/assessments/IA-017", ""),
    "desk.consultations:index": (HELEN, "/desk/consultations", ""),
    "desk.consultations:new": (HELEN, "/desk/consultations/new", ""),
    "desk.consultations:show": (HELEN, "/desk/consultations/where-the-vans-are", ""),
    "signed_out:show": ("", "/signed-out", ""),
    "admin.health:show": (VIKTOR, "/admin/health", ""),
    "admin.roles:index": (VIKTOR, "/admin/roles", ""),
    "admin.roles.review:new": (VIKTOR, "/admin/roles/E1008/officer/review", ""),
    "audit:index": (INES, "/audit", ""),
    "audit.four_eyes:index": (INES, "/audit/four-eyes", ""),
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
    "desk.people:index": (HELEN, "/desk/people", ""),
    "desk.policies:index": (HELEN, "/desk/policies", ""),
    "desk.policies:new": (HELEN, "/desk/policies/new", ""),
    "desk.policies:show": (HELEN, f"/desk{POLICY}", ""),
    "desk.policies:edit": (HELEN, f"/desk{POLICY}/draft", ""),
    "desk.looks:new": (HELEN, "/desk/looks/new?person=E1002&purpose=check-register&ticket=Q-9", ""),
}
MORE = {
    "a choice beside its facts": (AMARA, "/collected/lift-sharing", ""),
    "attempts to decide alone": (INES, "/audit/four-eyes?show=attempts", ""),
    "the command line's acts": (INES, "/audit/four-eyes?show=command-line", ""),
    "a consultation that ended in dissent": (
        AMARA,
        "/consultations/two-more-cameras-at-the-perth-gate",
        "",
    ),
    "her choices, in full": (AMARA, "/my-data/choices", ""),
    "her entry in the staff list": (AMARA, "/my-data/staff-list", ""),
    "what is not held on her": (AMARA, "/my-data/objections", ""),
    "an ended practice": (AMARA, "/collected/screen-time-reports", ""),
    "a policy to read": (AMARA, "/policies/using-ai-tools", ""),
    "a policy that was read": (AMARA, "/policies/working-from-home", ""),
    "nothing found": (AMARA, "/looked?q=nobody-is-called-this", ""),
    "by reason": (AMARA, "/looked?by=reason&when=2026-10", ""),
    "everything, by use": (AMARA, "/collected?applies=all&uses=location", ""),
    "the provider's people": ("", "/sign-in", ""),
}
# doors that give no page of their own: led elsewhere, files, machines, or visited by a journey
NO_PAGE = {
    "sign_in:new": "leads to the provider",
    "sign_in:again": "leads to the provider",
    "sign_in:create": "leads home",
    "kept_form:show": "shown after a session ended while somebody typed",
    "desk.looks:show": "visited under a case, below",
    "desk.register.rows:edit": "visited by the journey of a draft",
    "desk.register.publication:new": "visited by the journey of a draft",
    "desk.register.ending:new": "asks for a fresh sign-in",
    "desk.allowances:new": "asks for a fresh sign-in",
    "my_data.downloads:new": "asks for a fresh sign-in",
    "desk.choices.approval:new": "asks for a fresh sign-in",
    "approvals.decision:new": "visited by the journey of a draft",
    "admin.roles:new": "visited by the journey of a role",
    "admin.roles.revocation:new": "visited by the journey of a role",
    "desk.policies:new_publication": "visited with a draft, below",
    "monitoring.health:show": "for machines",
    "monitoring.readiness:show": "for machines",
    "monitoring.metrics:show": "for machines",
    "ingest.openapi:show": "for machines",
    "consents:index": "for machines",
}
# what sticks out on a phone; column heads are out of sight there, tabs may be scrolled
TOO_FAR = """() => [...document.querySelectorAll('main *')].filter(e => {
  const box = e.getBoundingClientRect();
  return box.width && box.right > innerWidth + 1 && !e.closest('.visually-hidden, .tabs, thead');
}).map(e => e.className || e.tagName)"""


def _examined(tab: Tab) -> None:
    for width in (1280, 390, 320):
        tab.page.set_viewport_size({"width": width, "height": 800})
        for scheme in EXAMINED[width]:
            tab.page.emulate_media(color_scheme=scheme)
            tab.assert_accessible()
        tab.assert_fits()
        assert width == 1280 or not tab.page.evaluate(TOO_FAR)


def test_no_page_is_forgotten() -> None:
    found = {
        door.name
        for door in doors.doors(create_app().routes)
        if door.gates is not None and "GET" in door.methods
    }
    assert found == set(PAGES) | set(NO_PAGE)


@pytest.mark.parametrize("name", [*PAGES, *MORE])
def test_is_readable_by_everybody(northfold: Northfold, name: str) -> None:
    who, path, link = PAGES.get(name) or MORE[name]
    tab = northfold.tab(who)
    tab.go(path)
    if link:
        tab.page.locator(link).first.click()
        tab.page.wait_for_load_state()
    _examined(tab)


def test_an_officers_look_is_readable_by_everybody(northfold: Northfold) -> None:
    tab = northfold.tab(HELEN)
    tab.go("/desk/looks/new?person=E1003&purpose=answer-question&ticket=A11Y")
    tab.page.get_by_role("button", name="Write this and look").click()
    tab.page.get_by_role("heading", name="What applies to").wait_for()
    _examined(tab)


def test_the_last_look_before_publishing_is_readable_by_everybody(northfold: Northfold) -> None:
    tab = northfold.tab(HELEN)
    tab.go("/desk/policies/working-from-home/draft")
    tab.page.get_by_role("button", name="Keep this draft").click()
    tab.page.get_by_role("link", name="Read it and publish").click()
    tab.page.get_by_role("heading", name="Before you publish").wait_for()
    _examined(tab)


@pytest.mark.parametrize(
    ("path", "status"), [("/desk", 403), ("/looked/no-such-entry", 404), ("/desk/looks/new", 403)]
)
def test_refusals_are_readable_by_everybody(northfold: Northfold, path: str, status: int) -> None:
    tab = northfold.tab(AMARA)
    tab.go(path, status=status)
    _examined(tab)
