"""What “What this site records about you” says, held to what is recorded."""

from app.identity.sign_in.models import SignInEvent
from tests.support.browser import Browser, Page
from tests.support.headers import COOKIES

# every column about a sign-in that failed, and the words that say it is kept
FAILED_SIGN_IN = {
    "at": "When it was",
    "reason_code": "a reason code",
    "status": "the status",
    "incident": "a reference",
    "detail": "technical words for operators",
    "person_id": "whose it was",
}


def said(page: Page) -> dict[str, str]:
    """The page's rows: what is kept, and what is said about it."""
    terms, words = page.texts(".summary-list dt"), page.texts(".summary-list dd")
    return dict(zip(terms, words, strict=True))


def test_it_names_every_cookie_and_no_other(browser: Browser) -> None:
    page = browser.get("/this-site")
    named = page.texts("section .summary-list dt")

    assert sorted(named) == sorted(COOKIES)
    assert all(said(page)[name] for name in named)


def test_it_says_every_column_about_a_sign_in_that_failed(browser: Browser) -> None:
    words = said(browser.get("/this-site"))["Sign-ins that failed"]

    assert {*SignInEvent.model_fields} - {"id"} == {*FAILED_SIGN_IN}
    for column, saying in FAILED_SIGN_IN.items():
        assert saying in words, column
