"""“How you can check the record”, as the last check found it."""

import re
from datetime import timedelta

from sqlmodel import Session, select

from app.access_log.checking import service as checking
from app.access_log.checking.rules import Verdict
from app.access_log.checkpoints import service as signing
from app.core import clock
from app.core.db.session import writing
from app.notifications.models import Kind, Update
from tests.support.browser import Browser
from tests.support.cast import Cast

SOUND = "Nothing has been changed or removed."
BROKEN = "The record does not match what was signed."
PAGES = ("/looked/proof", "/looked", "/verify")


def found(verdict: Verdict, ago: timedelta = timedelta()) -> None:
    with writing() as session:
        checking.record(session, verdict, clock.now() - ago)


def _says(browser: Browser, text: str, pages: tuple[str, ...] = PAGES) -> bool:
    said = {text in browser.get(page).text for page in pages}
    assert len(said) == 1
    return said.pop()


def test_nothing_is_claimed_before_a_check_or_long_after_it(
    browser: Browser, november: Cast
) -> None:
    browser.sign_in(november.amara)
    assert not _says(browser, SOUND)

    found(Verdict(12))
    assert _says(browser, SOUND)
    assert "nothing changed" in browser.get("/").text

    with clock.set_to(clock.now() + timedelta(minutes=61)):
        browser.sign_in(november.amara)
        assert not _says(browser, SOUND)
        assert _says(browser, "We cannot say at the moment")


def test_a_check_that_fails_is_said_to_everybody_and_told_to_officers_and_auditors_once(
    browser: Browser, november: Cast, session: Session
) -> None:
    browser.sign_in(november.amara)
    for _again in range(2):
        found(Verdict(12, 3, "it is gone"))
    assert _says(browser, BROKEN)
    assert "from entry 3" in browser.get("/looked/proof").text
    assert BROKEN in browser.get("/").text

    told = session.exec(select(Update).where(Update.kind == Kind.LOG_BROKEN)).all()
    assert {update.person_id for update in told} >= {november.helen.id}
    assert len({update.person_id for update in told}) == len(told)
    assert november.amara.id not in {update.person_id for update in told}
    session.commit()

    found(Verdict(12))
    assert not _says(browser, BROKEN)


def test_the_proof_of_an_entry_is_hers_alone(browser: Browser, november: Cast) -> None:
    browser.sign_in(november.amara)
    (reference, *_others) = re.findall(r"/looked/[2-9A-Z]{8}", browser.get("/looked").response.text)
    assert "not sealed yet" in browser.get(f"{reference}/proof").text

    signing.publish()
    assert "Of the whole record" in browser.get(f"{reference}/proof").text

    browser.sign_in(november.tom)
    browser.get(f"{reference}/proof", status=404)


def test_whoever_takes_the_first_proof_has_it_sealed(browser: Browser, november: Cast) -> None:
    browser.sign_in(november.amara)
    assert "Download my proof" not in browser.get("/looked/proof").text

    browser.client.get("/looked/proof/download").raise_for_status()
    browser.click(browser.get("/looked/proof"), "Check a file here")
    assert "Download my proof" in browser.get("/looked/proof").text
