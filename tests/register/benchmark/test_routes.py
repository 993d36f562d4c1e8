"""The benchmark as its reader finds it."""

import pytest
from sqlmodel import Session

from app.core.web.render import environment
from app.identity.people.models import Person
from app.register.benchmark.items.rules import ITEMS
from app.register.file import service
from tests.support.browser import Browser
from tests.support.register import PRACTICE, a_file, a_practice

AGREED = {"result": "agreed", "text": "They agreed.", "ended_on": "2025-12-01"}
CHECKS = PRACTICE["checks"] | {"consultation": AGREED}


def test_every_employee_reads_the_score_and_what_is_missing(
    browser: Browser, session: Session, amara: Person
) -> None:
    refused = {"result": "not-consulted", "text": "There was no time.", "ended_on": "2025-12-01"}
    service.take_in(
        session,
        a_file(
            a_practice(checks=CHECKS, figures="team"),
            a_practice(id="mail", title="Mail", checks=CHECKS | {"consultation": refused}),
        ),
    )
    browser.sign_in(amara)

    page = browser.get("/benchmark")

    assert page.heading == "How we compare with the guidance"
    row = page.one("#consulted")
    assert "1 of 2 practices" in row.get_text(" ", strip=True).replace("\u00a0", " ")
    assert "result of the consultation" in row.get_text(" ", strip=True)
    assert page.link("Mail").endswith("/collected/mail#data-facts")
    assert "None" in page.one("#purpose").get_text()
    assert "Does not arise" in page.one("#no-biometrics").get_text()


def test_it_is_linked_from_what_is_collected(
    browser: Browser, session: Session, amara: Person
) -> None:
    service.take_in(session, a_file(a_practice()))
    browser.sign_in(amara)

    page = browser.get("/collected")

    assert page.link("How we compare with the guidance").endswith("/benchmark")


def test_an_empty_register_says_so(browser: Browser, amara: Person) -> None:
    browser.sign_in(amara)

    assert "There is nothing to compare yet." in browser.get("/benchmark").main


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.code)
def test_every_question_and_every_field_has_words(item: object) -> None:
    words = environment().get_template("register/_benchmark_words.html").make_module()

    assert words.question(item.code).strip().endswith("?")  # type: ignore[attr-defined]
    for field in item.rests_on:  # type: ignore[attr-defined]
        assert words.field_name(field).strip()  # type: ignore[attr-defined]
