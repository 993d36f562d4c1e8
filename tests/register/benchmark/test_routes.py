"""The benchmark as its reader finds it."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session

from app.core import clock
from app.core.web.render import environment
from app.identity.people.models import Person
from app.register import service as register
from app.register.assessments import queries as queries_of_assessments
from app.register.assessments import service as assessing
from app.register.assessments.models import Status, Verdict
from app.register.benchmark.items.rules import ITEMS, PUBLISHED, Item
from app.register.benchmark.rules import Score
from app.register.file import service
from app.register.models import Origin
from app.register.risks import service as risks
from app.register.schemas import VersionNote
from tests.support.assessments import agreed, assess, publish, review_day
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.register import PRACTICE, a_document, a_file, a_practice, a_version

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
    assert page.link("Location in the field app: Checks made").endswith("/location#fact-checks")
    assert page.link("Mail: Why").endswith("/collected/mail#fact-why")
    assert "ICO checklist" in page.one("#purpose").get_text()
    assert "None" in page.one("#purpose").get_text()
    assert "Does not arise" in page.one("#no-biometrics").get_text()


def test_the_question_of_the_assessment_rests_on_one_that_is_approved_here(
    browser: Browser, session: Session, cast: Cast
) -> None:
    service.take_in(session, a_file(a_practice()))
    browser.sign_in(cast.amara)
    assert "0 of 1 practice" in met(browser, "assessed")

    with clock.set_to(clock.now() - timedelta(hours=1)):
        made = assess(session, cast, "location", Status.PUBLISHED)
    session.commit()
    assert "0 of 1 practice" in met(browser, "assessed")

    named = {"reference": made.reference, "signed_on": "2026-11-20", "summary": "Fair."}
    document = a_document(checks=CHECKS | {"assessment": named})
    note = VersionNote.model_validate_json(json.dumps(a_version(2, "2026-11-20", adds=False)))
    register.publish(session, document, note, Origin.PORTAL)
    session.commit()

    assert "1 of 1 practice" in met(browser, "assessed")
    page = browser.get("/benchmark")
    assert page.link(f"Location in the field app: {made.reference}").endswith(
        f"/assessments/{made.reference}"
    )
    assert browser.get(f"/assessments/{made.reference}").heading


CLEARED = {"assessed": "0 of 1 practice", "reviewed": "1 of 1 practice"}
REVIEWED = {"assessed": "1 of 1 practice", "reviewed": "0 of 1 practice"}


@pytest.mark.parametrize(
    ("happens", "then"),
    [("its review passes", CLEARED), ("a newer one says stop", CLEARED), ("a risk", REVIEWED)],
)
def test_an_item_is_cleared_when_what_shows_it_no_longer_does(
    browser: Browser, session: Session, cast: Cast, happens: str, then: dict[str, str]
) -> None:
    service.take_in(session, a_file(a_practice()))
    with clock.set_to(clock.now() - timedelta(hours=2)):
        made = assess(session, cast, "location", Status.PUBLISHED)
    day = clock.now().date()
    named = {"reference": made.reference, "signed_on": str(day), "summary": "Fair."}
    year = {"checked_on": str(day), "next_review": str(day + timedelta(days=360))}
    document = a_document(checks=CHECKS | {"assessment": named} | year)
    note = VersionNote.model_validate_json(json.dumps(a_version(2, str(day), adds=False)))
    with clock.set_to(clock.now() - timedelta(hours=1)):
        register.publish(session, document, note, Origin.PORTAL)
    session.commit()
    browser.sign_in(cast.amara)
    assert all("1 of 1 practice" in met(browser, code) for code in then)

    later = timedelta(0)
    if happens == "its review passes":
        later = timedelta(days=302)  # the assessment's, not the practice's own
    elif happens == "a newer one says stop":
        stopped(session, cast)
    else:
        risks.record(session, cast.helen, "location", reason="It is lent.", form_key=uuid4())
    session.commit()

    with clock.set_to(clock.now() + later):
        browser.sign_in(cast.amara)
        assert [code for code, says in then.items() if says not in met(browser, code)] == []


def stopped(session: Session, cast: Cast) -> None:
    """Another assessment, whose author is advised and told to stop."""
    made = assess(session, cast, "location", Status.SUBMITTED)
    stop = {"advice": Verdict.STOP, "text": "Stop."}
    assessing.evaluate(
        session,
        made,
        cast.helen,
        read=queries_of_assessments.digest_of_shown(session, made),
        **stop,
    )
    assessing.validate(
        session,
        made,
        cast.daniel,
        read=queries_of_assessments.digest_of_shown(session, made),
        decision=Verdict.STOP,
        overruled="",
        review_on=review_day(session),
    )
    publish(session, made, cast.daniel)


def test_what_was_agreed_leads_to_its_consultation(
    browser: Browser, session: Session, cast: Cast
) -> None:
    service.take_in(session, a_file(a_practice(checks=CHECKS)))
    held = agreed(session, cast, "location")
    session.commit()
    browser.sign_in(cast.amara)

    page = browser.get("/benchmark")

    link = page.link("Location in the field app: its consultation")
    assert link.endswith(f"/consultations/{held.slug}")
    assert browser.get(f"/consultations/{held.slug}").heading


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.code)
def test_what_shows_an_answer_stands_on_the_practices_page(
    browser: Browser, session: Session, amara: Person, item: Item
) -> None:
    measured = {
        "targets": ["Two a week"],
        "how": "By count.",
        "meetings": "Monthly.",
        "record": "Kept.",
        "seen_by": "You.",
        "support": "Given.",
        "missed": "We talk.",
    }
    service.take_in(session, a_file(a_practice(kind="performance", performance=measured)))
    browser.sign_in(amara)
    words = environment().get_template("register/_benchmark_words.html").make_module()

    place = words.place_of(Score(item, (), ()).row)  # type: ignore[attr-defined]

    assert browser.get("/collected/location").one(f"#{place.strip()}")


def met(browser: Browser, code: str) -> str:
    row = browser.get("/benchmark").one(f"#{code}")
    return row.get_text(" ", strip=True).replace("\u00a0", " ")


def test_it_is_linked_from_what_is_collected(
    browser: Browser, session: Session, amara: Person
) -> None:
    service.take_in(session, a_file(a_practice()))
    browser.sign_in(amara)

    page = browser.get("/collected")

    assert page.link("How we compare with the guidance").endswith("/benchmark")


def test_it_says_whose_words_they_are_and_leads_to_the_published_ones(
    browser: Browser, session: Session, amara: Person
) -> None:
    service.take_in(session, a_file(a_practice()))
    browser.sign_in(amara)

    page = browser.get("/benchmark")

    assert page.main.count("These are our words for what the guidance says") == len(PUBLISHED)
    for source, address in PUBLISHED.items():
        assert page.one(f"section[aria-labelledby=from-{source}] > p a")["href"] == address


def test_an_empty_register_says_so(browser: Browser, amara: Person) -> None:
    browser.sign_in(amara)

    assert "There is nothing to compare yet." in browser.get("/benchmark").main


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.code)
def test_every_question_and_every_field_has_words(item: object) -> None:
    words = environment().get_template("register/_benchmark_words.html").make_module()

    assert words.source_name(item.source).strip()  # type: ignore[attr-defined]
    assert words.question(item.code).strip().endswith("?")  # type: ignore[attr-defined]
    for field in item.rests_on:  # type: ignore[attr-defined]
        assert words.field_name(field).strip()  # type: ignore[attr-defined]
