"""Pages show of a person what the parity table lists, and nothing else of her row."""

import pytest
from sqlmodel import Session

from app.identity.parity.rules import UNSEEN, VIEWS, View
from app.identity.people.models import Person
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.looks import a_register
from tests.support.make import a_person

# Each value is found nowhere else, so that a page that holds it shows that field.
ROW = {
    "employee_id": "E7731",
    "name": "Quillon Canaryworth",
    "email": "canary-mail@example.com",
    "unit": "Canary unit",
    "role_title": "Canary keeper",
    "manager_employee_id": "E7732",
    "establishment": "canary-yard",
    "work_setting": "canary-setting",
    "devices": ["canary-slate"],
}


@pytest.fixture
def canary(session: Session, cast: Cast) -> Person:
    a_register(session)
    row = dict(ROW)
    return a_person(session, str(row.pop("employee_id")), str(row.pop("name")), **row)


def shown(text: str) -> set[str]:
    said = {field: value[0] if isinstance(value, list) else value for field, value in ROW.items()}
    return {field for field, value in said.items() if value in text}


def listed(view: View) -> set[str]:
    return set(VIEWS[view]) & set(ROW)


def test_the_canary_has_every_column(canary: Person) -> None:
    assert set(ROW) == set(Person.model_fields) - UNSEEN - {"active"}


def test_her_own_page_shows_all_of_it(browser: Browser, canary: Person) -> None:
    browser.sign_in(canary)

    assert shown(browser.get("/collected/states").main) == listed(View.SELF) == set(ROW)


def test_an_officer_with_a_case_sees_what_the_table_lists(
    browser: Browser, cast: Cast, canary: Person
) -> None:
    browser.sign_in(cast.helen)
    page = browser.visit("/desk/looks/new?person=E7731")
    why = {"purpose": "answer-question", "ticket": "Q-1"}
    preview = browser.submit(page, "Show the sentence", **why)
    seen = browser.submit(preview, "Write this and look")

    assert shown(seen.response.text) == listed(View.OFFICER_WITH_CASE)


def test_an_officer_who_searches_sees_what_the_table_lists(
    browser: Browser, cast: Cast, canary: Person
) -> None:
    browser.sign_in(cast.helen)

    found = browser.submit(browser.visit("/desk/people"), "Find", name="Quillon")

    assert shown(found.response.text) == listed(View.OFFICER_SEARCHING)


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("ewan", "/"),
        ("ines", "/"),
        ("viktor", "/admin/health"),
        ("tom", "/"),
        ("helen", "/desk"),
        ("helen", "/desk/access-reviews"),
        ("ines", "/audit/four-eyes"),
        ("viktor", "/admin/roles"),
    ],
)
def test_no_other_page_of_a_role_shows_anything_of_her(
    browser: Browser, cast: Cast, canary: Person, role: str, path: str
) -> None:
    browser.sign_in(getattr(cast, role))

    assert shown(browser.get(path).response.text) == set()
