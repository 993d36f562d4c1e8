"""What the auditor reads of four eyes, and what she does not."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlmodel import Session

from app.access_log import service as access_log
from app.approvals import service as approvals
from app.approvals.models import Kind
from app.audit import queries
from app.cli import told
from app.core import clock
from app.identity.roles import service as role_service
from app.identity.roles.models import Role
from tests.role_requests.test_service import approve, asked
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.looks import a_look, a_register, a_source, report

SUMMER = datetime(2026, 7, 14, 14, 5, 21, tzinfo=UTC)
WINTER = SUMMER + timedelta(days=120)


def test_an_approval_is_told_with_everyone_and_every_second(
    browser: Browser, session: Session, cast: Cast
) -> None:
    with clock.set_to(SUMMER):
        approval = asked(session, cast.viktor, cast.helen, cast.jo, Role.AUDITOR)
    with clock.set_to(SUMMER + timedelta(hours=3)):
        approve(session, approval, cast.helen)
    with clock.set_to(WINTER):
        browser.sign_in(cast.ines)
        page = browser.visit("/audit/four-eyes")

    row = next(row for row in page.texts(".ledger__row") if approval.reference in row)
    for words in (
        "Give someone a role",
        "Auditor: Jo Lindqvist",
        "Viktor Lang",
        "14 Jul 2026, 3:05:21pm BST",
        "“She stands in for a colleague.”",
        "Approved",
        "Helen Marsh",
        "14 Jul 2026, 6:05:21pm BST",
        approval.digest[:16],
    ):
        assert words in row, words


def test_attempts_by_the_same_person_are_listed(
    browser: Browser, another_browser: Browser, session: Session, cast: Cast
) -> None:
    approval = asked(session, cast.viktor, cast.helen, cast.jo)
    reference = approval.reference
    path, data = f"/approvals/{reference}/decision", {"digest": approval.digest}
    another_browser.sign_in(cast.viktor)
    answer = another_browser.client.post(path, data=data, headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == 403

    browser.sign_in(cast.ines)
    page = browser.visit("/audit/four-eyes?show=attempts")

    [row] = page.texts(".ledger__row")
    assert row.startswith("VL Viktor Lang asked for it, and tried to decide it")
    assert reference in row
    assert "Helen Marsh" in row
    assert "Nobody tried" not in page.main


def test_acts_of_the_command_line_are_listed_the_newest_first(
    browser: Browser, session: Session, cast: Cast
) -> None:
    granted = role_service.grant(session, cast.jo, Role.AUTHORISER)
    told.tell(session, "roles grant", role="authoriser", grant=str(granted.id))
    told.tell(session, "source add", name="payroll", system="payroll")
    access_log.append_notice(session, {"act": "key", "by": "the portal"})
    browser.sign_in(cast.ines)

    rows = browser.visit("/audit/four-eyes?show=command-line").texts(".ledger__row")

    assert [row.split(" ")[:2] for row in rows] == [["Added", "a"], ["Gave", "a"]]
    assert "name: payroll, system: payroll" in rows[0]
    assert "Authoriser: Jo Lindqvist" in rows[1]
    assert re.search(r":\d\d[ap]m (GMT|BST)", rows[1])


def test_lists_are_cut_into_pages_without_loss(
    browser: Browser, session: Session, cast: Cast
) -> None:
    made = {
        approvals.ask(
            session,
            cast.helen,
            cast.daniel.id,
            kind=Kind.REGISTER_PUBLICATION,
            about=f"practice-{number}",
            digest="0" * 64,
            reason="Ready.",
            form_key=uuid4(),
        ).reference
        for number in range(2 * queries.AT_ONCE + 3)
    }
    browser.sign_in(cast.ines)
    page, seen = browser.visit("/audit/four-eyes"), list[str]()
    while True:
        seen += [str(row["id"]) for row in page.soup.select(".ledger__row")]
        if not page.soup.select("a[rel=next]"):
            break
        page = browser.visit(page.link("Older"))

    assert len(seen) == len(set(seen)) == len(made)
    assert set(seen) == made
    assert browser.visit(page.link("Newer")).soup.select("a[rel=next]")
    browser.get("/audit/four-eyes?page=0", status=422)
    browser.get("/audit/four-eyes?show=everything", status=422)


def test_an_audit_page_shows_no_access_to_anybody(
    browser: Browser, session: Session, cast: Cast
) -> None:
    a_register(session)
    a_source(session)
    session.commit()
    at = clock.now() - timedelta(hours=3)
    report(a_look(at, "X-77", kind="external", name="Quillon Canaryworth", case="CANARY-7731"))
    browser.sign_in(cast.ines)

    for path in ("", "/four-eyes", "/four-eyes?show=attempts", "/four-eyes?show=command-line"):
        text = browser.visit(f"/audit{path}").text
        assert "Quillon" not in text
        assert "CANARY" not in text
        assert "Amara" not in text
    browser.sign_in(cast.amara)
    assert "Quillon Canaryworth" in browser.visit("/looked").text


def test_fewer_than_two_officers_are_said_plainly(
    browser: Browser, session: Session, cast: Cast
) -> None:
    said = "There are fewer than two privacy officers. What needs two people is refused"
    browser.sign_in(cast.ines)
    assert said not in browser.visit("/audit").main

    role_service.revoke(session, cast.daniel, Role.OFFICER)

    assert said in browser.visit("/audit").main
    assert said in browser.visit("/audit/four-eyes").main


def test_the_auditors_sections(browser: Browser, session: Session, cast: Cast) -> None:
    browser.sign_in(cast.ines)
    assert browser.visit("/audit").texts(".navigation__link") == [
        "Audit",
        "Register",
        "Impact assessments",
        "Insights",
        "My own data",
    ]
    assert "Audit" in browser.visit("/").texts(".navigation__link")
