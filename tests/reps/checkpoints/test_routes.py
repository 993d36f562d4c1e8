"""A representative keeps a seal, and finds out later whether the record still begins with it."""

import pytest
from sqlmodel import Session

from app.access_log import service as log
from app.access_log.checkpoints import service as signing
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.logs import SmallLog
from tests.support.make import an_access
from tests.support.witnesses import our_log

PAGE = "/reps/checkpoints"


@pytest.fixture
def kept(browser: Browser, session: Session, cast: Cast) -> bytes:
    """The seal of two entries, as Ewan downloads it; three more come after that."""
    session.commit()
    browser.sign_in(cast.ewan)
    assert "The first seal is made" in browser.visit(PAGE).main
    browser.get(f"{PAGE}/newest", status=404)
    log.append([an_access("E1001", "E1002")])
    signing.publish()
    browser.visit("/reps")
    answer = browser.get(f"{PAGE}/newest").response
    assert answer.headers["content-disposition"].startswith('attachment; filename="checkpoint-20')
    log.append([an_access("E1001") for _each in range(3)])
    signing.publish()
    return answer.content


def bring(browser: Browser, content: bytes, status: int = 200) -> str:
    sent = {"file": ("checkpoint.txt", content, "text/plain")}
    headers = {"Sec-Fetch-Site": "same-origin"}
    return browser.ask("POST", PAGE, status, files=sent, headers=headers).text


def test_a_seal_that_was_kept_is_held_against_the_record(browser: Browser, kept: bytes) -> None:
    for content in (kept, kept.replace(b"\n", b"\r\n")):
        said = bring(browser, content)
        assert "The record still begins with what you hold." in said
        assert "None of the 2 entries" in said
        assert "The record has 5 entries now." in said
        assert "Step 1 from yours" in said


def test_a_seal_the_record_does_not_begin_with_is_said_plainly(
    browser: Browser, kept: bytes
) -> None:
    forged = our_log("another story")
    for size in (2, 5):
        said = bring(browser, str(forged.note(size)).encode())
        assert "The record does not begin with what you hold." in said
    said = bring(browser, str(forged.note(6)).encode())
    assert "The record is shorter than what you hold." in said
    for strange in (str(SmallLog().note(2)).encode(), kept.replace(b"\n2\n", b"\n3\n")):
        assert "not a seal that this record signed" in bring(browser, strange)
    for unreadable in (b"", b"hello", b"\xff\xfe", b"x" * 100_000):
        assert "We could not read this file." in bring(browser, unreadable, 422)
    assert "still begins" in bring(browser, kept)
