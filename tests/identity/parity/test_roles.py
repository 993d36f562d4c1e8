"""What administrators and auditors read of roles is in the table, and on her own page."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from app.approvals import service as approvals
from app.approvals.models import Approval
from app.core import clock, references
from app.identity.parity.rules import VIEWS, View
from app.identity.people.models import Person
from app.identity.roles import service as roles
from app.identity.roles.models import Role
from app.role_requests import service
from tests.desk.test_parity import ROW
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.make import a_person

# Each is found nowhere else, so that a page that holds it shows that field.
WRITTEN = {
    "role_note": "canary of the last review",
    "role_reason": "canary of why it was asked",
    "role_request": "OK-CANARY",
}
FIELDS = ROW | WRITTEN


@pytest.fixture
def canary(session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Person:
    """She holds one role, reviewed with a note; another one is asked for her, with a reason."""
    row = dict(ROW)
    person = a_person(session, str(row.pop("employee_id")), str(row.pop("name")), **row)
    with clock.set_to(clock.now() - timedelta(days=3)):
        held = roles.grant(session, person, Role.REPRESENTATIVE, granted_by=cast.viktor)
    service.review(session, cast.viktor, person, held, WRITTEN["role_note"])
    monkeypatch.setattr(references, "new", lambda _kind: WRITTEN["role_request"])
    service.ask(
        session,
        cast.viktor,
        employee_id=person.employee_id,
        role=Role.AUTHORISER,
        approver_id=cast.daniel.id,
        reason=WRITTEN["role_reason"],
        form_key=uuid4(),
    )
    monkeypatch.undo()
    session.commit()
    return person


def shown(text: str) -> set[str]:
    said = {name: value[0] if isinstance(value, list) else value for name, value in FIELDS.items()}
    return {name for name, value in said.items() if str(value) in text}


def listed(view: View) -> set[str]:
    return set(VIEWS[view]) & set(FIELDS)


def test_an_administrator_reads_what_the_table_lists(
    browser: Browser, cast: Cast, canary: Person
) -> None:
    browser.sign_in(cast.viktor)

    text = browser.get("/admin/roles").response.text
    mine = browser.get("/approvals/OK-CANARY").response.text

    assert shown(text + mine) - {"role_reason"} == listed(View.ADMINISTRATOR)
    assert "role_reason" not in shown(text)  # his own words, on the page of his own request


def test_an_officer_who_is_asked_reads_what_the_table_lists(
    browser: Browser, cast: Cast, canary: Person
) -> None:
    browser.sign_in(cast.daniel)

    text = browser.get("/approvals/OK-CANARY").response.text
    text += browser.get("/approvals").response.text

    assert shown(text) == listed(View.OFFICER_APPROVING)


def test_an_auditor_reads_what_the_table_lists(
    browser: Browser, cast: Cast, canary: Person
) -> None:
    browser.sign_in(cast.ines)

    pages = [f"/audit/four-eyes?show={show}" for show in ("approvals", "attempts", "command-line")]
    text = "".join(browser.get(page).response.text for page in ["/audit", *pages])

    assert shown(text) == listed(View.AUDITOR)


def test_she_reads_all_of_it_on_her_own_pages(browser: Browser, canary: Person) -> None:
    browser.sign_in(canary)

    text = browser.get("/settings").main
    own = text + browser.get("/collected/states").main

    assert shown(own) >= listed(View.ADMINISTRATOR) | listed(View.AUDITOR)
    assert "Employee representative" in text
    assert "Authoriser" in text
    assert "Viktor Lang" in text


def test_who_holds_no_role_and_was_never_asked_for_reads_nothing_of_it(
    browser: Browser, cast: Cast
) -> None:
    browser.sign_in(cast.amara)

    assert "Your roles in this portal" not in browser.get("/settings").main


def test_a_reason_that_is_sent_back_is_hers_to_read_too(
    browser: Browser, session: Session, cast: Cast, canary: Person
) -> None:
    found = session.get_one(Approval, _request(session).id)
    approvals.send_back(session, found, cast.daniel, "canary of the answer")
    session.commit()

    browser.sign_in(cast.ines)
    assert "canary of the answer" in browser.get("/audit/four-eyes").main
    browser.sign_in(canary)
    assert "canary of the answer" in browser.get("/settings").main


def test_an_attempt_to_decide_alone_is_told_to_who_made_it(
    browser: Browser, session: Session, cast: Cast, canary: Person
) -> None:
    approvals.note_attempt(session, _request(session), canary)
    session.commit()

    browser.sign_in(cast.ines)
    assert ROW["name"] in browser.get("/audit/four-eyes?show=attempts").main
    browser.sign_in(canary)
    assert "OK-CANARY" in browser.get("/settings").one("#own-attempts").get_text()


def _request(session: Session) -> Approval:
    return session.exec(select(Approval)).one()
