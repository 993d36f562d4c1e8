"""The portal on a port of this machine, and a real chromium to visit it with."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, sync_playwright
from sqlmodel import Session

from app.core.config import settings
from app.identity.people.models import Person
from app.main import create_app
from tests.support import sign_in
from tests.support.database import forget_everything

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
START_SECONDS = 15
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
EXAMINED = {"runOnly": {"type": "tag", "values": list(WCAG)}, "resultTypes": ["violations"]}
# Every rule of axe's about colours, at these levels: the themes differ in nothing else.
COLOURS = ("color-contrast", "link-in-text-block")
OF_COLOURS = EXAMINED | {"runOnly": {"type": "rule", "values": list(COLOURS)}}


@dataclass
class Tab:
    """One window. What the console or the policy complained of is in ``complaints``."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str, *, status: int = 200) -> Response:
        """Open a page of the portal."""
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == status, f"{path}: {answer.status}"
        return answer

    def sign_in(self, person: Person, **how: Any) -> None:
        """Be this person, by the cookie that sign-in would have set."""
        name, value = sign_in.a_session(person, **how)
        self.page.context.add_cookies(
            [{"name": name, "value": value, "url": settings().base_url, "httpOnly": True}]
        )

    def assert_accessible(self, examined: dict[str, Any] = EXAMINED) -> None:
        """No violation of WCAG 2.2 AA that axe can find on what is shown."""
        if self.page.evaluate("!window.axe"):  # once for a document: reading it in takes as long
            self.page.evaluate(AXE_SCRIPT)
        found = AxeResults(self.page.evaluate("rules => axe.run(rules)", examined))
        assert not found.violations_count, found.generate_report()

    def assert_colours_readable(self) -> None:
        """The same of colours alone: for the other theme of a page that was examined in one."""
        self.assert_accessible(OF_COLOURS)

    def assert_fits(self) -> None:
        """Nothing has to be scrolled sideways."""
        width = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert width <= 0, f"{self.page.url} is {width} px too wide"


@pytest.fixture
def live(database_url: str, session: Session, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The portal, served over HTTP from this test's database; gives its address.

    The test's own session must be committed before a page can show what it wrote.
    """
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        monkeypatch.setenv("DAYLIGHT_BASE_URL", address)
        forget_everything()
        config = uvicorn.Config(
            create_app(), log_config=None, access_log=False, timeout_graceful_shutdown=10
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        _wait(lambda: server.started)
        yield address
        server.should_exit = True
        thread.join(START_SECONDS)
        assert not thread.is_alive(), "the portal did not stop"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A chromium without a screen."""
    path = its_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


def its_path() -> str:
    """Where this machine's chromium is; without one the test is skipped, and fails under CI."""
    named = os.environ.get("DAYLIGHT_TEST_CHROMIUM")
    for path in map(shutil.which, [named] if named else NAMES):
        if path:
            return path
    missing = (
        f"there is no program {named}, which DAYLIGHT_TEST_CHROMIUM names"
        if named
        else "the browser tests need chromium: run.py test installs it"
    )
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)


@pytest.fixture
def open_tab(live: str, chromium: Browser, session: Session) -> Iterator[Callable[..., Tab]]:
    """Opens windows of a width, scheme (light, dark), with or without scripts.

    At the end none of them may have complained, of the content security policy least of all.
    """
    tabs: list[Tab] = []
    with ExitStack() as opened:

        def opening(*, width: int = 1280, scheme: str = "light", scripts: bool = True) -> Tab:
            session.commit()
            context = chromium.new_context(
                base_url=live,
                viewport={"width": width, "height": 900},
                color_scheme=scheme,  # type: ignore[arg-type]
                java_script_enabled=scripts,
                reduced_motion="reduce",
                locale="en-GB",
                timezone_id="Europe/London",
            )
            opened.callback(context.close)
            tab = Tab(context.new_page())
            tabs.append(tab)

            def note(message: ConsoleMessage) -> None:
                # a page that answers with an error status is no fault of the page
                if message.type in {"error", "warning"} and "status of" not in message.text:
                    tab.complaints.append(message.text)

            tab.page.on("console", note)
            tab.page.on("pageerror", lambda error: tab.complaints.append(str(error)))
            return tab

        yield opening
        assert not [complaint for tab in tabs for complaint in tab.complaints]


@pytest.fixture
def tab(open_tab: Callable[..., Tab]) -> Tab:
    """A window of 1280 px, light, with scripts."""
    return open_tab()


def _wait(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not done():
        assert time.monotonic() < deadline, "the portal did not start"
        time.sleep(0.02)
