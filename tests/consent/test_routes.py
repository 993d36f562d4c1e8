"""The pages of choices, and the form beside a practice."""

import pytest
from sqlmodel import Session

from app.demo.fill import REGISTER
from app.identity import doors
from app.identity.matrix import MAY, Audience
from app.identity.people import service as people
from app.identity.people.models import Person
from app.main import create_app
from app.register import queries as register
from app.register.file import service as register_file
from app.register.terms.schemas import Basis
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.consent import POLISH, TIPS, a_choice, approve, offer, reword
from tests.support.looks import a_source


def test_a_choice_is_answered_and_withdrawn_in_the_same_place(
    browser: Browser, session: Session, cast: Cast
) -> None:
    offer(session, cast)
    browser.sign_in(cast.amara)
    page = browser.get("/choices")
    assert "You have 1 choice. None affects your pay or job." in page.main
    assert "Things you cannot choose, and why" in page.main

    page = browser.visit(f"/choices/{TIPS}")
    assert page.heading == "Do you want tips about your own driving?"
    assert not page.soup.select("[checked]"), "something is preselected"
    for line in ("The app shows you tips.", "Nothing about your driving is kept.", "immediately"):
        assert line in page.main
    page = browser.submit(page, "Save my choice", answer="yes")
    assert "You said yes. It holds until" in page.main
    assert page.one("[checked]")["value"] == "yes"

    page = browser.submit(page, "Save my choice", answer="no")

    assert "You said no." in page.main
    assert "You changed your yes to no" in page.main
    assert "No, withdrawn" in browser.get("/choices").main


def test_without_an_answer_nothing_is_saved(browser: Browser, session: Session, cast: Cast) -> None:
    offer(session, cast)
    browser.sign_in(cast.amara)
    page = browser.submit(browser.visit(f"/choices/{TIPS}"), "Save my choice", status=422)
    assert "Choose yes or no." in page.main
    assert "You have not answered." in page.main


def test_words_that_changed_meanwhile_are_shown_again(
    browser: Browser, session: Session, cast: Cast
) -> None:
    offer(session, cast)
    browser.sign_in(cast.amara)
    page = browser.visit(f"/choices/{TIPS}")
    page = browser.submit(page, "Save my choice", status=422, answer="yes", words="0" * 64)
    assert "The words changed while you were reading." in page.main
    page = browser.submit(browser.visit(f"/choices/{TIPS}"), "Save my choice", answer="yes")
    assert "You said yes." in page.main


def test_without_a_yes_nothing_is_said_to_be_collected(
    browser: Browser, session: Session, cast: Cast
) -> None:
    a_source(session, "field-app", "field-app")  # which would show it
    offer(session, cast)
    browser.sign_in(cast.amara)
    page = browser.get(f"/collected/{TIPS}")
    assert "Not collected You have not said yes to it." in page.main
    assert "You have not said yes to it." in browser.get("/collected/states").main

    browser.submit(browser.visit(f"/choices/{TIPS}"), "Save my choice", answer="yes")

    assert "You have not said yes to it." not in browser.get(f"/collected/{TIPS}").main
    assert "You have not said yes to it." not in browser.get("/collected/states").main


def test_a_toggle_stands_only_where_there_is_a_true_choice(
    browser: Browser, session: Session, cast: Cast
) -> None:
    offer(session, cast)
    browser.sign_in(cast.amara)
    other = browser.get("/collected/location")
    assert not other.soup.select("main input[type=radio], main input[type=checkbox]")
    assert "None. This is not optional." in other.main
    assert "Getting help quickly." in other.main
    assert "It is narrow." in other.main
    assert other.link("Object to this").endswith("/collected/location/objection")

    mine = browser.get(f"/collected/{TIPS}")
    assert len(mine.soup.select("main input[type=radio]")) == 2
    page = browser.submit(mine, "Save my choice", answer="no")
    assert page.url == f"/collected/{TIPS}"
    assert "Your choice is saved." in page.text


def test_no_practice_on_another_basis_has_a_toggle(
    browser: Browser, session: Session, cast: Cast
) -> None:
    """Of the whole register of the demo: as its reader finds it, in scope or not."""
    register_file.take_in(session, REGISTER.read_bytes())
    approve(session, cast)
    session.commit()
    every = register.in_force_now(session).every
    session.rollback()
    toggles = {True: set[str](), False: set[str]()}
    for who in (cast.amara, cast.jo):
        browser.sign_in(who)
        for practice in every:
            page = browser.get(f"/collected/{practice.id}")
            asked = page.soup.select("main input[type=radio], main input[type=checkbox]")
            toggles[bool(asked)].add(practice.id)

    consented = {p.id for p in every if Basis.CONSENT in p.document.bases and p.in_use}
    assert toggles[True] == consented
    others = {practice.id for practice in every} - consented
    assert others <= toggles[False]
    assert len(others) > 15


def test_whoever_it_does_not_apply_to_has_no_form(
    browser: Browser, session: Session, cast: Cast
) -> None:
    offer(session, cast)
    browser.sign_in(cast.jo)
    assert not browser.get(f"/collected/{TIPS}").soup.select("main input[type=radio]")
    assert "There is nothing to choose at the moment." in browser.get("/choices").main
    browser.get(f"/choices/{TIPS}", status=404)


def test_a_missing_translation_is_said_and_nothing_is_asked(
    browser: Browser, session: Session, cast: Cast
) -> None:
    offer(session, cast)
    people.prefer(session, cast.amara.id, language="pl")
    browser.sign_in(cast.amara)
    for path in ("/choices", f"/choices/{TIPS}", f"/collected/{TIPS}"):
        page = browser.get(path)
        assert "Its words are not ready in the language you chose." in page.main
        assert not page.soup.select("main input[type=radio]")
    browser.post(f"/choices/{TIPS}", {"answer": "yes"}, status=409)
    assert "Waiting for you" not in browser.get("/").main


@pytest.mark.parametrize("path", [f"/choices/{TIPS}", f"/collected/{TIPS}"])
def test_a_yes_is_taken_back_where_it_was_said_while_other_words_wait(
    browser: Browser, session: Session, cast: Cast, path: str
) -> None:
    offer(session, cast)
    browser.sign_in(cast.amara)
    browser.submit(browser.visit(path), "Save my choice", answer="yes")
    reword(session, choice={"translations": [POLISH]})
    session.commit()
    assert "Your yes holds until then. You can say no at any time." in browser.get("/choices").main
    page = browser.visit(path)
    assert "has not approved its words" in page.main
    assert "Until then your data is not used for it." not in page.main

    page = browser.submit(page, "Change my answer to no")

    assert page.url == path
    assert "Your choice is saved." in page.text
    assert "Until then your data is not used for it." in page.main
    assert "No, withdrawn" in browser.get("/choices").main
    assert not page.soup.select("main form button")


def test_the_first_page_says_what_waits(browser: Browser, session: Session, cast: Cast) -> None:
    offer(session, cast)
    browser.sign_in(cast.amara)
    home = browser.get("/")
    assert "Do you want tips about your own driving?" in home.main
    assert "no deadline" in home.main
    browser.submit(browser.visit(f"/choices/{TIPS}"), "Save my choice", answer="no")
    assert "Waiting for you" not in browser.get("/").main


# files of the log, and what follows only on something begun before
NO_PAGE = {
    "looked.proof:download",
    "my_data.downloads:new",
    "requests.check:show",
    "concerns.check:show",
}
# each page a manager can open that names no object of her own
PAGES = sorted(
    door.path
    for door in doors.doors(create_app().routes)
    if door.gates is not None
    and MAY[door.name] == {Audience.EMPLOYEE}
    and "GET" in door.methods
    and "{" not in door.path
    and door.name not in NO_PAGE
)
ABOUT_IT = (
    *(f"/choices/{TIPS}", f"/collected/{TIPS}", f"/collected/{TIPS}/versions"),
    *("/my-data/choices", "/my-data/stops", "/search?q=amara", "/search?q=tips"),
)


def test_no_page_of_a_managers_differs_by_what_her_people_answered(
    browser: Browser, another_browser: Browser, session: Session, cast: Cast
) -> None:
    """CON-8: read before and after one of them says no, and another takes back a yes."""
    offer(session, cast, a_choice(scope={}))
    said(browser, cast.ewan, "yes")
    another_browser.sign_in(cast.tom)

    def read() -> dict[str, str]:
        return {path: another_browser.get(path).main for path in (*PAGES, *ABOUT_IT)}

    before = read()
    assert len(before) > 25
    said(browser, cast.amara, "no")
    said(browser, cast.ewan, "no")

    after = read()
    assert {path for path in before if before[path] != after[path]} == set()
    assert not [path for path, text in after.items() if "Amara" in text or "Ewan" in text]

    said(another_browser, cast.tom, "yes")
    assert after["/choices"] != read()["/choices"], "her own answer is there"


def said(browser: Browser, who: Person, answer: str) -> None:
    browser.sign_in(who)
    browser.submit(browser.visit(f"/choices/{TIPS}"), "Save my choice", answer=answer)


def test_officers_see_no_answer_of_a_few(browser: Browser, session: Session, cast: Cast) -> None:
    offer(session, cast, a_choice(scope={}))
    browser.sign_in(cast.amara)
    browser.submit(browser.visit(f"/choices/{TIPS}"), "Save my choice", answer="no")
    browser.sign_in(cast.helen)

    page = browser.get("/desk/choices")

    assert "Amara" not in page.main
    assert "Not shown" in page.texts("#choices .ledger__row")[0]


def test_one_officer_asks_and_another_approves_the_exact_words(
    browser: Browser, session: Session, cast: Cast
) -> None:
    offer(session, cast, approved=False)
    browser.sign_in(cast.amara)
    assert "has not approved its words" in browser.get(f"/choices/{TIPS}").main

    browser.sign_in(cast.helen)
    page = browser.click(browser.visit("/desk/choices"), "Ask for approval")
    page = browser.submit(
        page, "Ask for approval", approver=str(cast.daniel.id), reason="Nobody needs it."
    )
    reference = page.url.rpartition("/")[2]
    browser.sign_in(cast.daniel)
    page = browser.visit(f"/approvals/{reference}/decision")
    assert "Do you want tips about your own driving?" in page.main
    browser.submit(page, "Record my decision", decision="approve")

    browser.sign_in(cast.amara)
    page = browser.submit(browser.visit(f"/choices/{TIPS}"), "Save my choice", answer="yes")
    assert "You said yes." in page.main


def test_the_desk_says_which_words_wait(browser: Browser, session: Session, cast: Cast) -> None:
    offer(session, cast, approved=False)
    browser.sign_in(cast.helen)
    assert "Not approved" in browser.get("/desk/choices").main
    approve(session, cast)
    assert "Not approved" not in browser.get("/desk/choices").main
