"""An administrator's pages of roles."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from app.approvals import queries as approvals
from app.core import clock
from app.identity.roles import queries as roles
from app.identity.roles import service as role_service
from app.identity.roles.models import Role
from tests.support.browser import Browser, Page
from tests.support.cast import Cast

ASKED = {"employee": "E1003", "role": "authoriser", "reason": "She is on the rota for it."}


def ask(browser: Browser, approver: object, **typed: str) -> Page:
    page = browser.visit("/admin/roles/new")
    return browser.submit(
        page, "Ask for this role", **{**ASKED, "approver": str(approver), **typed}
    )


def test_a_role_is_asked_for_approved_and_shown(
    browser: Browser, another_browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.viktor)
    page = ask(browser, cast.helen.id)
    assert page.heading == "Jo Lindqvist as authoriser"
    assert "Your request is sent" in page.main
    assert "Waiting for an officer" in browser.visit("/admin/roles").main

    another_browser.sign_in(cast.helen)
    page = another_browser.visit(page.url)
    assert "Decides, beside an officer" in page.main
    page = another_browser.visit(f"{page.url}/decision")
    page = another_browser.submit(page, "Record my decision", decision="approve")

    assert "Your decision is recorded." in page.main
    main = browser.visit("/admin/roles").main
    assert "Asked for by Viktor Lang, approved by Helen Marsh" in main
    assert "By command line at set-up" in main
    another_browser.sign_in(cast.jo)
    assert (
        "You were given a role in this portal: authoriser."
        in another_browser.visit("/updates").main
    )


WRONG = {
    "employee": ("E9999", "Nobody with that employee number works here."),
    "role": ("", "Choose a role."),
    "reason": ("", "Write why."),
    "approver": ("", "Choose who decides."),
}


@pytest.mark.parametrize("field", WRONG)
def test_what_is_in_the_way_is_said_at_its_field_and_nothing_is_lost(
    browser: Browser, session: Session, cast: Cast, field: str
) -> None:
    typed, words = WRONG[field]
    browser.sign_in(cast.viktor)
    page = browser.visit("/admin/roles/new")
    filled = {**ASKED, "approver": str(cast.helen.id), field: typed}

    page = browser.submit(page, "Ask for this role", status=422, **filled)

    assert words in page.texts(".error-summary li")
    assert page.one(f"#{field}-error")
    for name in {"employee", "reason"} - {field}:
        assert filled[name] in str(page.one(f"#{name}"))
    session.rollback()
    assert approvals.lately(session) == []


def test_a_forbidden_pair_is_said_before_anybody_is_asked(
    browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.viktor)
    page = browser.visit("/admin/roles/new")
    filled = {**ASKED, "employee": "E1010", "role": "officer", "approver": str(cast.helen.id)}

    page = browser.submit(page, "Ask for this role", status=422, **filled)

    assert page.texts(".error-summary li") == [
        "E1010 holds the role auditor: nobody is both auditor and officer."
    ]


def test_a_role_is_revoked_on_a_page_of_its_own(
    browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.viktor)
    page = browser.visit("/admin/roles/E1010/auditor/revocation")
    assert page.heading == "Revoke this role?"

    page = browser.submit(page, "Revoke this role")

    assert "The role is revoked." in page.main
    session.rollback()
    assert roles.roles_of(session, cast.ines.id) == frozenset()


def test_the_last_officers_and_ones_own_role_stay(
    browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.viktor)
    page = browser.visit("/admin/roles/E1005/officer/revocation")
    refused = browser.submit(page, "Revoke this role", status=403)
    assert "Two privacy officers must stay" in refused.main

    page = browser.visit("/admin/roles/E1011/administrator/revocation")
    refused = browser.submit(page, "Revoke this role", status=403)
    assert "Your own roles are for another administrator." in refused.main

    session.rollback()
    assert roles.numbers(session)[Role.OFFICER] == 2


def test_an_overdue_review_is_amber_until_it_is_done(
    browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.viktor)
    assert "Overdue" in browser.visit("/admin/roles").main  # all were granted years ago
    page = browser.visit("/admin/roles/E1009/representative/review")
    page = browser.submit(page, "Keep this role for a year", status=422, note="")
    assert page.texts(".error-summary li") == ["Write why."]

    page = browser.submit(page, "Keep this role for a year", note="Elected until 2028.")

    row = next(row for row in page.soup.select("tr") if "Ewan Galbraith" in row.get_text())
    assert "Overdue" not in row.get_text()
    assert "Elected until 2028." in row.get_text()


def test_asking_and_revoking_take_a_fresh_sign_in(
    browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.viktor, auth_time=clock.now() - timedelta(minutes=20))
    for path in ("/admin/roles/new", "/admin/roles/E1010/auditor/revocation"):
        assert browser.get(path, status=303).location.startswith("/sign-in")

    browser.sign_in(cast.viktor)
    assert browser.visit("/admin/roles/new").heading == "Ask for a role"


@pytest.mark.parametrize("path", ["E1001/auditor", "E1010/officer", "E1010/king", "E9999/auditor"])
def test_a_role_nobody_holds_is_not_found(browser: Browser, cast: Cast, path: str) -> None:
    browser.sign_in(cast.viktor)
    for act in ("review", "revocation"):
        browser.get(f"/admin/roles/{path}/{act}", status=404)
    browser.visit("/admin/roles/E1010/auditor/review")


def test_with_one_officer_the_pages_say_that_four_eyes_are_refused(
    browser: Browser, session: Session, cast: Cast
) -> None:
    role_service.revoke(session, cast.daniel, Role.OFFICER)
    browser.sign_in(cast.viktor)

    assert "There are fewer than two privacy officers." in browser.visit("/admin/roles").main
    page = browser.visit("/admin/roles/new")
    assert "This needs two privacy officers" in page.main
    assert page.soup.select("main form") == []
