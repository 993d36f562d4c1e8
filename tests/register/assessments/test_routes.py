"""An assessment from the question to the page everyone reads, by its forms."""

from sqlmodel import Session

from app.register.assessments.models import Status
from app.register.assessments.publishing import service as publishing
from app.register.assessments.schemas import Removal
from tests.support import assessments as make
from tests.support.browser import Browser
from tests.support.cast import Cast

PARTS = (*make.PARTS, "people", "views")
IN_SHORT = ("what", "why", "risk", "changed")
IN_ORDER = ("benefits", "effects", "options", "law", "reason")
RISK = {"harm": "It is read.", "likelihood": "low", "measure": make.NIGHT, "remains": "low"}


def test_from_the_question_to_the_page(browser: Browser, session: Session, cast: Cast) -> None:
    make.a_draft(session)
    browser.sign_in(cast.helen)
    new = browser.visit("/desk/assessments/new")
    nobody = browser.submit(new, "Ask for it", status=422, practice="vans", author="E9")
    assert "Nobody with that employee number" in nobody.main
    desk = browser.submit(new, "Ask for it", practice="vans", author="E1002")
    assert "Tom Whitlock is writing it" in desk.main

    browser.sign_in(cast.tom)
    page = browser.click(browser.visit("/assessments"), "Where the vans are")
    early = browser.submit(page, "Hand it in", status=422)
    assert "Not handed in yet" in early.main
    wrong = browser.submit(page, "Add this risk", status=422, harm="It is read.")
    assert "Choose one." in wrong.main
    page = browser.submit(page, "Add this risk", **RISK)
    written = {name: f"About {name}." for name in PARTS}
    page = browser.submit(page, "Save what I wrote", asked="yes", **written)
    assert "Handed in." in browser.submit(page, "Hand it in").main

    browser.sign_in(cast.helen)
    page = browser.visit(desk.url)
    assert "Choose one." in browser.submit(page, "Sign the evaluation", status=422).main
    page = browser.submit(page, "Sign the evaluation", advice="stop", text="Too wide.")
    assert "Another privacy officer validates it" in page.main
    secret = {"part": "risk-1-measure", "passage": "signs in with a card"}
    why = {"why_removed": "names a security measure"}
    page = browser.submit(page, "Remove this passage", **secret, **why)

    browser.sign_in(cast.daniel)
    page, review = browser.visit(desk.url), make.review_day(session).isoformat()
    signed = {"decision": "go-ahead", "review_on": review}
    assert "Say why" in browser.submit(page, "Sign the validation", status=422, **signed).main
    assert "names a security measure" in page.one("#left-out").parent.get_text()
    page = browser.submit(page, "Sign the validation", overruled="It was narrowed.", **signed)
    browser.submit(page, "Publish the assessment")

    browser.sign_in(cast.jo)
    page = browser.click(browser.visit("/assessments"), "Where the vans are")
    assert page.texts(".covered") == ["Removed: names a security measure"]
    assert "signs in with a card" not in page.response.text
    assert "Too wide." in page.main
    assert "It was narrowed." in page.main
    assert "Helen Marsh and Daniel Osei" in page.main


def test_it_is_written_and_read_in_the_order_of_the_guidance(
    browser: Browser, session: Session, cast: Cast
) -> None:
    """LAW MON-3: as Acas has it, with the parts of Art 35(7) GDPR."""
    made = make.an_assessment(session, cast)
    session.commit()
    browser.sign_in(cast.tom)
    form = browser.visit(f"/assessments/{made.reference}/edit").form("Save what I wrote")
    asked = [str(each["name"]) for each in form.select("textarea")]
    assert asked == [*IN_SHORT, *IN_ORDER, "people", "views"]
    for step, person in ((make.submit, cast.tom), (make.evaluate, cast.helen)):
        step(session, made, person)
    make.validate(session, made, cast.daniel)
    make.publish(session, made, cast.daniel)
    session.commit()

    page = browser.visit(f"/assessments/{made.reference}")

    told = [str(each["id"]) for each in page.soup.select(".section[aria-labelledby] > h2")]
    assert told == ["contents", *IN_ORDER, "people", "risks", "views", "advice"]
    columns = page.texts("section[aria-labelledby=risks] thead th")
    assert columns == ["What could go wrong", "How likely", "What is done", "What remains"]


def test_what_was_read_before_a_change_is_not_signed(
    browser: Browser, session: Session, cast: Cast
) -> None:
    made = make.an_assessment(session, cast, Status.SUBMITTED)
    browser.sign_in(cast.helen)
    page = browser.visit(f"/desk/assessments/{made.reference}")
    make.change(session, made, cast.tom)
    make.submit(session, made, cast.tom)

    signed = {"advice": "go-ahead", "text": "Good."}
    late = browser.submit(page, "Sign the evaluation", status=409, **signed)

    assert "Read it again first" in late.main
    again = browser.visit(f"/desk/assessments/{made.reference}")
    assert "To validate" in browser.submit(again, "Sign the evaluation", **signed).main


def test_pressed_twice_it_publishes_the_one_passage_and_not_the_next(
    browser: Browser, session: Session, cast: Cast
) -> None:
    first = Removal(part="law", passage="About law", reason="names a lawyer")
    made = make.an_assessment(session, cast, Status.EVALUATED, left_out=first)
    second = Removal(part="why", passage="About why", reason="names a lock")
    publishing.remove_passage(session, made, cast.helen, second)
    session.commit()
    browser.sign_in(cast.helen)
    page = browser.visit(f"/desk/assessments/{made.reference}")

    again = browser.submit(page, "Publish it after all")
    late = browser.submit(page, "Publish it after all", status=409)

    assert "Read it again first" in late.main
    assert again.texts(".covered") == ["About why"]
    assert browser.visit(page.url).texts(".covered") == ["About why"]
    assert browser.submit(again, "Publish it after all").texts(".covered") == []


def test_sent_back_with_a_note_the_author_reads(
    browser: Browser, session: Session, cast: Cast
) -> None:
    made = make.an_assessment(session, cast, Status.EVALUATED)
    browser.sign_in(cast.daniel)
    page = browser.visit(f"/desk/assessments/{made.reference}")
    assert "a few words" in browser.submit(page, "Send it back", status=422).main
    browser.submit(page, "Send it back", note="Name the supplier.")

    browser.sign_in(cast.tom)
    assert "Name the supplier." in browser.visit(f"/assessments/{made.reference}/edit").main
    browser.sign_in(cast.jo)
    browser.visit(f"/assessments/{made.reference}/edit", status=404)
    browser.visit(f"/assessments/{made.reference}", status=404)


def test_nothing_published_says_so(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.amara)
    assert "No assessments published yet." in browser.visit("/assessments").main
