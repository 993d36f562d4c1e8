"""What differs from the register, at the workbench: kinds and counts, one answer to each."""

from collections.abc import Iterator

import pytest
from sqlmodel import Session

from app.core import clock
from tests.support.browser import Browser, Page
from tests.support.cast import Cast
from tests.support.looks import FRIDAY, a_look, a_source, november, report
from tests.support.promises import a_register_with_promises

WHAT_WE_FOUND = "The list was made for an audit that nobody had written down."


@pytest.fixture
def on_friday(session: Session, cast: Cast) -> Iterator[Cast]:
    """Three looks out of curiosity and one by somebody in another job."""
    a_register_with_promises(session)
    a_source(session)
    session.commit()
    curious = [a_look(november(19, 10 + hour), purpose="curiosity") for hour in range(3)]
    report(*curious, a_look(november(19, 11), "E1004", case="HR-1"))
    with clock.set_to(FRIDAY):
        yield cast


def the_matter(browser: Browser) -> Page:
    page = browser.visit("/desk/promise-checks")
    links = page.soup.select("#waiting a[href*=promise-checks]")
    named = [str(link["href"]) for link in links if "curiosity" in link.get_text()]
    return browser.visit(named[0])


def test_the_list_has_a_row_for_each_kind_with_its_count_and_names_nobody(
    browser: Browser, on_friday: Cast
) -> None:
    browser.sign_in(on_friday.helen)

    page = browser.visit("/desk/promise-checks")

    rows = page.texts("#waiting .ledger__row")
    assert len(rows) == 2
    assert [row for row in rows if "A reason that is not named “curiosity” Your HR record" in row]
    assert [row for row in rows if "A reader who is not named “Security analyst”" in row]
    assert [number.strip() for number in page.texts("#waiting .ledger__cell--number")] == ["3", "1"]
    for person in on_friday.everyone:
        if person is not on_friday.helen:
            assert person.name not in page.response.text
            assert person.employee_id not in page.response.text


def test_an_officer_answers_and_the_person_reads_it_beside_each_entry(
    browser: Browser, another_browser: Browser, on_friday: Cast
) -> None:
    browser.sign_in(on_friday.helen)

    page = browser.submit(
        the_matter(browser),
        "Give this answer",
        verdict="register-incomplete",
        sentence=WHAT_WE_FOUND,
    )

    assert page.heading == "What differs from the register"
    assert "Your answer is written down" in page.main
    assert WHAT_WE_FOUND in page.texts("#answered .ledger__row")[0]
    another_browser.sign_in(on_friday.amara)
    said = another_browser.visit("/looked?why=curiosity").texts(".ledger__explanation")
    answer = (
        "We looked into this on 20 November: the register is missing this, and we are correcting "
        f"it. “{WHAT_WE_FOUND}”"
    )
    assert len(said) == 3
    assert all(answer in each for each in said)
    assert all("We checked the reasons under “Your HR record”." in each for each in said)


def test_an_answer_without_its_parts_is_kept_as_typed(browser: Browser, on_friday: Cast) -> None:
    browser.sign_in(on_friday.helen)

    wrong = browser.submit(
        the_matter(browser), "Give this answer", status=422, sentence="Too short"
    )

    assert "Choose what you found out." in wrong.main
    assert "Say it in 20 to 500 letters." in wrong.main
    assert wrong.one("textarea").get_text().strip() == "Too short"


def test_of_two_officers_the_second_is_told(
    browser: Browser, another_browser: Browser, on_friday: Cast
) -> None:
    browser.sign_in(on_friday.helen)
    another_browser.sign_in(on_friday.daniel)
    hers, his = the_matter(browser), the_matter(another_browser)
    said = {"verdict": "not-allowed", "sentence": WHAT_WE_FOUND}
    browser.submit(hers, "Give this answer", **said)

    refused = another_browser.submit(
        his, "Give this answer", status=409, **said | {"sentence": "It was all quite in order."}
    )

    assert "Another officer has answered this meanwhile." in refused.main
    assert "Helen Marsh answered on" in another_browser.visit(his.url).main


def test_it_is_for_officers_and_an_unknown_one_is_not_there(
    browser: Browser, on_friday: Cast
) -> None:
    browser.sign_in(on_friday.amara)
    browser.visit("/desk/promise-checks", status=403)
    browser.sign_in(on_friday.helen)
    browser.visit("/desk/promise-checks/PC-2222-2222", status=404)
    assert the_matter(browser).heading == "A reason that is not named"
