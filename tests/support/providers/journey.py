"""From the portal to a scripted provider and back."""

from bs4 import BeautifulSoup

from tests.support.browser import Browser, Page, assert_well_made
from tests.support.providers.scripted import ScriptedProvider


def sign_in(
    browser: Browser, provider: ScriptedProvider, url: str = "/sign-in", status: int = 303
) -> Page:
    """Begin a sign-in, let the provider agree, come back; the callback's answer."""
    begun = browser.get(url, status=303)
    return come_back(browser, provider.authorise(begun.response.headers["location"]), status)


def come_back(
    browser: Browser, answer: dict[str, str] | list[tuple[str, str]], status: int | None = None
) -> Page:
    """What the callback answers to the provider's parameters."""
    answered = browser.client.get("/sign-in/callback", params=answer)  # type: ignore[arg-type]
    if status is not None:
        assert answered.status_code == status, answered.text
    page = Page(answered, BeautifulSoup(answered.text, "html5lib"))
    if answered.text:
        assert_well_made(page)
    return page
