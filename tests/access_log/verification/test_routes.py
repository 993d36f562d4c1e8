"""``/verify``: a file is true, false, of another record, or not readable; and nothing is kept."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from app.access_log.checkpoints import service as signing
from tests.access_log.proofs.test_evidence import changed
from tests.support.administrator import Administrator
from tests.support.browser import Browser, Page
from tests.support.cast import Cast


@pytest.fixture
def file(browser: Browser, november: Cast) -> bytes:
    """Amara’s proof; nobody is signed in any more."""
    signing.publish()
    browser.sign_in(november.amara)
    taken = browser.get("/looked/proof/download").response.content
    browser.sign_out()
    return taken


def bring(browser: Browser, file: bytes | None, status: int = 200) -> Page:
    sent = {} if file is None else {"file": ("proof.zip", file, "application/zip")}
    return browser.ask(
        "POST", "/verify", status, files=sent, headers={"Sec-Fetch-Site": "same-origin"}
    )


def test_a_true_file_is_true_for_anybody(browser: Browser, file: bytes) -> None:
    page = bring(browser, file)
    assert "The file is true." in page.text
    assert "Priya" not in page.response.text


def test_one_byte_makes_it_false_in_plain_words(browser: Browser, file: bytes) -> None:
    forged = changed(file, lambda said: said["entries"].reverse())
    page = bring(browser, forged)
    assert "This proof does not match." in page.text
    assert "tell your representatives" in page.text
    assert "The file is true." in bring(browser, file).text


@pytest.mark.parametrize("sent", [None, b"", b"nothing", b"x" * 100_000])
def test_what_is_no_proof_is_not_readable(
    browser: Browser, file: bytes, sent: bytes | None
) -> None:
    assert "We could not read this file." in bring(browser, sent, 422).text
    assert "The file is true." in bring(browser, file).text


def test_a_record_that_was_changed_since_does_not_match_the_file(
    browser: Browser,
    file: bytes,
    full_rights: Callable[[], AbstractContextManager[Administrator]],
) -> None:
    with full_rights() as rights:
        rights.run("DELETE FROM entry WHERE seq = 0")
        rights.run("UPDATE entry SET seq = 0 WHERE seq = 1")
        for table in ("edge", "tile", "checkpoint"):
            rights.run(f"DELETE FROM {table}")
        rights.run("DELETE FROM follower WHERE name = 'tree'")
        rights.run("UPDATE head SET size = 1")
    signing.publish()

    assert "This proof does not match the record." in bring(browser, file).text
