"""Codes that open one request: given out at the desk, typed by somebody without a sign-in."""

from collections.abc import Iterator

from app.subject_requests.models import SubjectRequest
from tests.support.acts import Act, House, presses, reads
from tests.support.browser import Browser, Page

WHY = "Her account is locked, and she is away."
_DESK, _PAGE = "/desk/requests/{letter}/code", "/requests/by-code"


def give(browser: Browser, request: SubjectRequest) -> str:
    """The code that the officer who is signed in gives for her request."""
    page = browser.visit(f"/desk/requests/{request.reference}/code")
    return str(_given(browser, page).one("strong.reference").string)


def _given(browser: Browser, page: Page) -> Page:
    button = "Replace the code" if "that counts now" in page.main else "Give a code"
    asks_why = page.soup.select("[name=why]")
    return browser.submit(page, button, **({"why": WHY} if asks_why else {}))


def opens(browser: Browser, code: str, *, status: int = 200) -> Page:
    """Somebody without a sign-in types it."""
    browser.sign_out()
    return browser.submit(browser.visit(_PAGE), "Open my request", status=status, code=code)


def _gives(house: House) -> Iterator[Page]:
    page = house.be("helen").visit(house.filled(_DESK))
    shown = _given(house.browser, page)
    house.objects["code"] = str(shown.one("strong.reference").string)
    yield shown


def _prints(house: House) -> Iterator[Page]:
    page = house.be("helen").visit(house.filled(_DESK))
    shown = _given(house.browser, page)
    house.objects["code"] = str(shown.one("strong.reference").string)
    yield house.browser.submit(shown, "Print the letter as PDF")


def _then(button: str, **typed: str) -> Act:
    def act(house: House) -> Iterator[Page]:
        page = opens(house.be(""), house.objects["code"])
        answer = house.browser.submit(page, button, status=303, then=False, **typed)
        yield answer
        house.browser.follow(answer)

    return act


# in this order: the last one ends the code
CODES: dict[str, Act] = {
    "desk.requests.code:new": reads("helen", at=_DESK),
    "desk.requests.code:create": _gives,
    "desk.requests.code.letter:create": _prints,
    "requests.by_code:create": presses("", "Open my request", at=_PAGE, code="{code}"),
    "requests.by_code.messages:create": _then("Send message", text="I am still here."),
    "requests.by_code:destroy": _then("Close this page"),
    "desk.requests.code:destroy": presses("helen", "End the code", at=_DESK),
}
