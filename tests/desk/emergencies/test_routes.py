from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from app.access_log import queries as log
from app.access_log.queries import Look
from app.cases.emergencies import service
from app.cases.emergencies.models import EmergencyLook
from app.core import clock
from app.identity.people.models import Person
from tests.support.browser import Browser, Page
from tests.support.cast import Cast
from tests.support.emergencies import FOUND, REASON, an_emergency
from tests.support.looks import a_register

NEW = "/desk/emergencies/new"


def preview(browser: Browser, person: str = "E1001", **typed: str) -> Page:
    form = {"person": person, "reason": REASON} | typed
    return browser.submit(browser.visit(NEW), "Show the sentence", **form)


def opened(browser: Browser, person: str = "E1001") -> Page:
    return browser.submit(preview(browser, person), "Write this and look")


def looks_at(session: Session, person: Person) -> list[Look]:
    session.expire_all()
    return [look for look in log.entries_about(session, person) if look.action == "view"]


def test_an_emergency_look_from_the_reason_to_the_review(
    browser: Browser, another_browser: Browser, session: Session, cast: Cast
) -> None:
    a_register(session)
    browser.sign_in(cast.helen)
    page = preview(browser)
    sentence = page.texts(".note--plain p")[0]
    seen = browser.submit(page, "Write this and look")
    browser.visit(seen.url)

    assert seen.heading == "Amara Okafor"
    reference = session.exec(select(EmergencyLook.reference)).one()
    assert [look.purpose for look in looks_at(session, cast.amara)] == ["emergency"] * 2
    assert {look.case for look in looks_at(session, cast.amara)} == {reference}
    another_browser.sign_in(cast.amara)
    entries = another_browser.visit("/looked").soup.select(
        "a[href^='/looked/']:-soup-contains(More)"
    )
    entry = another_browser.visit(str(entries[0]["href"]))
    assert sentence in entry.main.replace(" ,", ",")
    assert "This was an emergency look." in entry.main
    assert REASON in entry.main
    assert "Someone else has to review it by" in entry.main

    another_browser.sign_in(cast.daniel)
    folder = another_browser.click(another_browser.visit("/desk/emergencies"), reference)
    assert "Amara" not in folder.main
    another_browser.submit(folder, "Write this review down", outcome="justified", note=FOUND)
    another_browser.sign_in(cast.amara)
    entry = another_browser.visit(entry.url)
    assert "It was justified." in entry.main
    assert FOUND in entry.main


def test_nobody_who_has_left_is_said_to_see_the_look(
    browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.helen)
    page = opened(browser)
    assert "Amara Okafor can see that you opened this in an emergency" in page.main
    cast.amara.active = False
    session.add(cast.amara)
    session.commit()
    page = browser.visit(page.url)
    assert "can see that you" not in page.main
    assert "Amara Okafor has left and cannot sign in here." in page.main


def test_a_reason_of_19_letters_is_refused_and_of_20_is_not(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.helen)
    page = browser.visit(NEW)
    typed = {"person": "E1001", "reason": "x" * 19}

    wrong = browser.submit(page, "Show the sentence", status=422, **typed)

    assert "20 to 2,000 letters" in wrong.main
    assert "Write this and look" in preview(browser, reason="x" * 20).main


@pytest.mark.parametrize("number", ["E1005", "E9999"])
def test_one_may_not_open_oneself_or_nobody(browser: Browser, cast: Cast, number: str) -> None:
    browser.sign_in(cast.helen)
    form = {"person": number, "reason": REASON}

    refused = browser.submit(browser.visit(NEW), "Show the sentence", status=422, **form)

    assert "Write this and look" not in refused.main
    assert opened(browser).heading == "Amara Okafor"


def test_an_old_sign_in_has_to_be_renewed_first(browser: Browser, cast: Cast) -> None:
    forged = {"step": "save", "person": "E1001", "reason": REASON, "form_key": str(uuid4())}
    browser.sign_in(cast.helen, auth_time=clock.now() - timedelta(minutes=16))

    assert "/sign-in" in browser.get(NEW, status=303).location
    browser.post("/desk/emergencies", forged)
    assert browser.visit("/desk/emergencies").texts("#emergencies") == []

    browser.sign_in(cast.helen)
    browser.post("/desk/emergencies", forged)
    assert len(browser.visit("/desk/emergencies").texts("#emergencies")) == 1


@pytest.mark.parametrize("name", ["", "amara", "tom", "ewan", "ines", "viktor"])
def test_nobody_but_an_officer_opens_or_sees_one(
    browser: Browser, session: Session, cast: Cast, name: str
) -> None:
    look = an_emergency(session, cast.helen, cast.amara)
    session.commit()
    if name:
        browser.sign_in(getattr(cast, name))
    form = {"step": "save", "person": "E1001", "reason": REASON, "form_key": str(uuid4())}
    at = f"/desk/emergencies/{look.reference}"

    for path in ("/desk/emergencies", NEW, at, f"{at}/look"):
        refused = browser.get(path, status=403 if name else 303)
        assert REASON not in refused.response.text
    for path in ("/desk/emergencies", f"{at}/closing", f"{at}/review"):
        browser.post(path, form, status=403 if name else 303)

    assert looks_at(session, cast.amara) == []
    browser.sign_in(cast.helen)
    assert browser.visit(f"{at}/look").heading == "Amara Okafor"


def test_another_officer_reads_the_reason_and_never_looks(
    browser: Browser, session: Session, cast: Cast
) -> None:
    look = an_emergency(session, cast.helen, cast.amara)
    at = f"/desk/emergencies/{look.reference}"
    browser.sign_in(cast.daniel)

    assert REASON in browser.visit(at).main
    browser.visit(f"{at}/look", status=404)
    browser.post(f"{at}/closing", status=404)

    assert looks_at(session, cast.amara) == []


def test_whoever_opened_it_does_not_review_it(
    browser: Browser, session: Session, cast: Cast
) -> None:
    look = an_emergency(session, cast.helen, cast.amara)
    at = f"/desk/emergencies/{look.reference}"
    form = {"outcome": "justified", "note": FOUND}
    browser.sign_in(cast.helen)

    assert "Write this review down" not in browser.visit(at).main
    browser.post(f"{at}/review", form, status=403)
    browser.sign_in(cast.daniel)
    wrong = browser.submit(browser.visit(at), "Write this review down", status=422)
    assert "Choose what you found." in wrong.main
    browser.post(f"{at}/review", form)
    browser.post(f"{at}/review", form, status=409)

    assert "Reviewed" in browser.visit(at).main


def test_after_half_an_hour_nothing_is_shown_and_nothing_is_written(
    browser: Browser, session: Session, cast: Cast
) -> None:
    with clock.set_to(clock.now() - timedelta(minutes=31)):
        look = an_emergency(session, cast.helen, cast.amara)
    browser.sign_in(cast.helen)

    late = browser.visit(f"/desk/emergencies/{look.reference}/look", status=409)

    assert "is over" in late.main
    assert "Okafor" not in late.response.text
    assert looks_at(session, cast.amara) == []
    assert opened(browser).heading == "Amara Okafor"


def test_one_that_was_ended_shows_nothing(browser: Browser, session: Session, cast: Cast) -> None:
    browser.sign_in(cast.helen)
    seen = opened(browser)

    browser.submit(seen, "End this look")

    assert "Okafor" not in browser.visit(seen.url, status=409).response.text
    assert len(looks_at(session, cast.amara)) == 1


def test_whose_role_is_suspended_does_nothing_until_an_auditor_gives_it_back(
    browser: Browser, another_browser: Browser, session: Session, cast: Cast
) -> None:
    with clock.set_to(clock.now() - timedelta(hours=73)):
        look = an_emergency(session, cast.helen, cast.amara)
    browser.sign_in(cast.helen)
    browser.visit("/desk")
    service.suspend_unreviewed(session)
    session.commit()
    at = f"/audit/emergencies/{look.reference}"

    browser.visit("/desk", status=403)
    another_browser.sign_in(cast.ines)
    another_browser.post(f"{at}/lifting", status=409)
    listed = another_browser.visit("/audit/four-eyes?show=emergencies")
    folder = another_browser.click(listed, look.reference)
    assert "Amara" not in folder.main
    reviewed = another_browser.submit(
        folder, "Write this review down", outcome="not-justified", note=FOUND
    )
    browser.visit("/desk", status=403)
    another_browser.submit(reviewed, "Give the role back")

    assert browser.visit("/desk").heading == "Workbench"


@pytest.mark.parametrize("name", ["amara", "ewan", "helen", "daniel", "viktor"])
def test_the_auditors_pages_are_the_auditors(
    browser: Browser, session: Session, cast: Cast, name: str
) -> None:
    look = an_emergency(session, cast.helen, cast.amara)
    at = f"/audit/emergencies/{look.reference}"
    browser.sign_in(getattr(cast, name))

    browser.visit(at, status=403)
    browser.post(f"{at}/review", {"outcome": "justified", "note": FOUND}, status=403)
    browser.post(f"{at}/lifting", status=403)
    browser.sign_in(cast.ines)
    assert REASON in browser.visit(at).main


def test_another_persons_entry_never_tells_of_it(
    browser: Browser, session: Session, cast: Cast
) -> None:
    """Whoever gives the reference of another's emergency as a case learns nothing of it."""
    look = an_emergency(session, cast.helen, cast.amara)
    browser.sign_in(cast.daniel)
    ticket = f"/desk/looks/new?person=E1003&purpose=answer-question&ticket={look.reference}"
    browser.submit(browser.visit(ticket), "Write this and look")
    browser.sign_in(cast.jo)

    page = browser.visit("/looked")
    entries = {str(link["href"]) for link in page.soup.select("a[href^='/looked/']")}

    assert not any(REASON in browser.visit(path).main for path in entries)
