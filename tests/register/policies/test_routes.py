"""What a person finds on the pages of policies, and what is recorded of her there."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.core import clock
from app.register.policies import queries, service
from app.register.policies.campaigns import service as campaigns
from app.register.policies.models import PolicyAcknowledgement
from tests.support.browser import Browser, Page
from tests.support.cast import Cast
from tests.support.policies import LATER, a_version

NEVER_CONSENT = "This records that you have read it. It does not mean you agree or consent."
CHANGED = "This policy changed while you were reading. Here is what is new."


def readings(session: Session) -> int:
    session.expire_all()
    return len(session.exec(select(PolicyAcknowledgement)).all())


@pytest.fixture
def amaras(browser: Browser, cast: Cast) -> Browser:
    browser.sign_in(cast.amara)
    return browser


def test_without_policies_the_page_says_so(amaras: Browser) -> None:
    page = amaras.get("/policies")

    assert page.heading == "Policies"
    assert "No policies need reading." in page.main


def test_the_list_says_how_i_stand_to_each(amaras: Browser, session: Session, cast: Cast) -> None:
    a_version(session, cast.helen, title="Not asked")
    asked = a_version(session, cast.helen, title="Asked")
    due_on = queries.today(session) + timedelta(days=10)
    campaigns.start(session, cast.helen, asked, due_on)
    read = a_version(session, cast.helen, title="Read")
    service.acknowledge(session, cast.amara, "read", read.digest)
    old = a_version(session, cast.helen, title="Changing")
    service.acknowledge(session, cast.amara, "changing", old.digest)
    a_version(session, cast.helen, LATER, title="Changing")
    a_version(session, cast.helen, title="For others", units=("Dispatch",))

    page = amaras.get("/policies")

    assert page.texts("h2")[:3] == [
        "To read",
        "Others that apply to you",
        "Policies for other people",
    ]
    stands = dict(zip(page.texts(".practice-list__title"), _tags(page), strict=True))
    assert list(stands) == ["Asked", "Changing", "Not asked", "Read", "For others"]
    assert stands["Asked"].startswith("To read by ")
    assert stands["Changing"] == "Changed"
    assert stands["Not asked"] == "Not read yet"
    assert stands["Read"].startswith("Read ")
    assert stands["For others"] == ""
    assert "Does not apply to you" in page.main


def _tags(page: Page) -> list[str]:
    items = page.soup.select(".practice-list__head")
    return [" ".join(tag.get_text(" ") for tag in item.select(".tag")).strip() for item in items]


def test_a_policy_shows_its_contents_its_text_and_the_words_about_consent(
    amaras: Browser, session: Session, cast: Cast
) -> None:
    a_version(session, cast.helen)
    page = amaras.get("/policies/using-tools")

    assert page.heading == "Using tools"
    assert page.texts(".contents a") == ["What you may do", "What we do"]
    for link in page.soup.select(".contents a"):
        assert page.one(str(link["href"]))
    assert page.texts(".prose li") == ["Use the list.", "Ask when you are not sure."]
    assert NEVER_CONSENT in page.main
    assert page.texts("form button")[-1] == "I have read this"
    assert page.texts(".reference")[0] == queries.versions(session, "using-tools")[0].digest
    assert "by Helen Marsh" in page.main


def test_the_words_of_a_policy_are_never_markup(
    amaras: Browser, session: Session, cast: Cast
) -> None:
    text = "# <script>alert(1)</script>\n\n<img src=x onerror=alert(2)>\n\n- </ul><form action=/x>"
    a_version(session, cast.helen, text)
    page = amaras.get("/policies/using-tools")

    assert not page.soup.select("main script, main img, main form[action='/x']")
    assert "<img src=x onerror=alert(2)>" in page.main


def test_i_have_read_this_is_recorded_once_and_said(
    amaras: Browser, session: Session, cast: Cast
) -> None:
    a_version(session, cast.helen)
    page = amaras.get("/policies/using-tools")

    after = amaras.submit(page, "I have read this")
    amaras.submit(page, "I have read this")

    assert readings(session) == 1
    assert "You told us on" in after.main
    assert "It does not mean you agree or consent." in after.main
    assert "I have read this" not in after.texts("button")
    assert "Noted: you have read it." in after.main


def test_a_version_that_came_while_reading_is_shown_and_asked_about_again(
    amaras: Browser, session: Session, cast: Cast
) -> None:
    a_version(session, cast.helen)
    page = amaras.get("/policies/using-tools")
    a_version(session, cast.helen, LATER)

    changed = amaras.submit(page, "I have read this", status=409)

    assert changed.heading == CHANGED
    assert readings(session) == 0
    assert changed.texts("del") == ["removed: 90 (end)"]
    assert changed.texts("ins") == ["added: 30 (end)"]
    assert "We keep things for a shorter time." in changed.main
    assert NEVER_CONSENT in changed.main

    after = amaras.submit(changed, "I have read this")
    assert readings(session) == 1
    assert "You told us on" in after.main


def test_what_changed_comes_first_and_compares_with_the_version_i_read(
    amaras: Browser, session: Session, cast: Cast
) -> None:
    old = a_version(session, cast.helen)
    service.acknowledge(session, cast.amara, "using-tools", old.digest)
    a_version(session, cast.helen, LATER)
    a_version(session, cast.helen, LATER.replace("30", "20"))

    page = amaras.get("/policies/using-tools")
    assert page.texts("h2")[0] == "What changed"
    assert "You read version 1 on" in page.main

    compared = amaras.click(page, "Compare it with version 1, word by word")
    assert compared.url == "/policies/using-tools/compare?from=1&to=3"
    assert (compared.texts("del"), compared.texts("ins")) == (
        ["removed: 90 (end)"],
        ["added: 20 (end)"],
    )
    turned = amaras.get("/policies/using-tools/compare?from=3&to=1")
    assert turned.texts("del") == compared.texts("del")
    whole = amaras.submit(compared, "Compare them", show="everything")
    assert len(whole.texts(".diff-card p")) == 5
    last = amaras.get("/policies/using-tools/compare?from=&to=")
    assert last.texts("ins") == ["added: 20 (end)"]


def test_a_change_of_those_it_applies_to_is_a_change(
    amaras: Browser, session: Session, cast: Cast
) -> None:
    a_version(session, cast.helen)
    a_version(session, cast.helen, roles=("Field engineer",))

    page = amaras.get("/policies/using-tools/compare")

    assert page.texts(".diff-card strong") == ["Who it applies to."]


def test_a_version_to_come_is_announced_and_can_be_compared(
    amaras: Browser, session: Session, cast: Cast
) -> None:
    a_version(session, cast.helen)
    coming = queries.today(session) + timedelta(days=5)
    a_version(session, cast.helen, LATER, from_=coming)

    page = amaras.get("/policies/using-tools")
    assert "This changes on" in page.main
    assert "90 days" in page.main
    assert amaras.click(page, "See what changes").texts("ins") == ["added: 30 (end)"]

    with clock.set_to(clock.now() + timedelta(days=5)):
        amaras.sign_in(cast.amara)
        assert "30 days" in amaras.get("/policies/using-tools").main


def test_a_policy_for_others_can_be_read_but_not_signed(
    amaras: Browser, session: Session, cast: Cast
) -> None:
    version = a_version(session, cast.helen, units=("Dispatch",))
    page = amaras.get("/policies/using-tools")

    assert "Does not apply to you. It is for everyone in Dispatch." in page.main
    assert "I have read this" not in page.texts("button")
    amaras.post("/policies/using-tools/readings", {"digest": version.digest}, status=422)
    assert readings(session) == 0

    amaras.sign_in(cast.jo)
    amaras.post("/policies/using-tools/readings", {"digest": version.digest})
    assert readings(session) == 1


@pytest.mark.parametrize(
    "path",
    [
        "never-written",
        "only-drafted",
        "to-come",
        "never-written/compare",
        "using-tools/compare?from=7",
        "using-tools/compare?to=7",
        "using-tools/compare?from=x",
    ],
)
def test_drafts_and_what_is_not_there_are_not_found(
    amaras: Browser, session: Session, cast: Cast, path: str
) -> None:
    a_version(session, cast.helen)
    tomorrow = queries.today(session) + timedelta(days=1)
    a_version(session, cast.helen, title="To come", from_=tomorrow)
    service.create(session, "Only drafted")

    amaras.get(f"/policies/{path}", status=404)
    amaras.get("/policies/using-tools/compare")


@pytest.mark.parametrize("digest", ["", "0" * 64, "x", "0" * 65])
def test_a_made_up_digest_records_nothing(
    amaras: Browser, session: Session, cast: Cast, digest: str
) -> None:
    version = a_version(session, cast.helen)

    amaras.post("/policies/using-tools/readings", {"digest": digest}, status=404)
    assert readings(session) == 0
    amaras.post("/policies/using-tools/readings", {"digest": version.digest})
    assert readings(session) == 1


def test_the_first_page_lists_what_waits_with_its_effort_and_day(
    amaras: Browser, session: Session, cast: Cast
) -> None:
    assert not amaras.get("/").soup.select(".waiting")
    asked = a_version(session, cast.helen, title="Asked")
    campaigns.start(session, cast.helen, asked, queries.today(session) + timedelta(days=30))
    old = a_version(session, cast.helen, title="Changing")
    service.acknowledge(session, cast.amara, "changing", old.digest)
    a_version(session, cast.helen, LATER, title="Changing")
    a_version(session, cast.helen, title="Not asked")

    page = amaras.get("/")

    assert page.texts(".waiting__link") == ["Read: Asked", "Read what changed: Changing"]
    first, second = page.texts(".waiting__detail")
    assert first.startswith("About 1 minute. By ")
    assert second == "1 change, about 1 minute. No deadline"
    assert amaras.click(page, "Read: Asked").heading == "Asked"


def test_policies_are_found_and_reached(amaras: Browser, session: Session, cast: Cast) -> None:
    a_version(session, cast.helen)
    collected = amaras.get("/collected")
    assert amaras.click(collected, "The policies that apply to you").heading == "Policies"

    found = amaras.submit(amaras.get("/search"), "Search", q="sure list")
    assert amaras.click(found, "Using tools").heading == "Using tools"
    assert "Policies you have read" in amaras.get("/this-site").main


def test_an_update_leads_to_the_policy(amaras: Browser, session: Session, cast: Cast) -> None:
    version = a_version(session, cast.helen)
    campaigns.start(session, cast.helen, version, queries.today(session))
    campaigns.remind(session)

    page = amaras.get("/updates?show=changes")

    assert "There is a policy for you to read." in page.main
    assert amaras.click(page, "Read the policy").heading == "Using tools"


def test_nobody_sees_who_has_read_what(browser: Browser, session: Session, cast: Cast) -> None:
    version = a_version(session, cast.helen)
    service.acknowledge(session, cast.amara, "using-tools", version.digest)
    for person in (cast.tom, cast.helen, cast.viktor, cast.ines):
        browser.sign_in(person)
        for path in ("/", "/policies", "/policies/using-tools", "/updates"):
            assert "Amara" not in browser.get(path).response.text
    browser.sign_in(cast.amara)
    assert "Read " in browser.get("/policies").texts(".tag")[0]
