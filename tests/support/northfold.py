"""Northfold Energy, run as its own command runs it, every process of it, over HTTP.

One for the whole run of a process. Tests visit it with a real browser and change only what
each of them puts right again or nobody else looks at.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage

from tests.support.live import Tab
from tests.support.ports import free_ports

NOW = "2026-11-20T09:30:00Z"
READY_SECONDS = 120
CHECKED = b"Nothing has been changed or removed."  # what the pages say of the log from then on
TOLD = "document.addEventListener('securitypolicyviolation', e => console.error('policy', e.blockedURI, e.violatedDirective))"  # noqa: E501 - a line of script


@dataclass
class Northfold:
    """The running demo, and the browser's contexts: one for each reader and way of reading."""

    address: str
    folder: Path
    chromium: Browser
    contexts: dict[tuple[str, str, bool], BrowserContext] = field(default_factory=dict)
    plain: BrowserContext | None = None
    complaints: list[str] = field(default_factory=list)

    def tab(
        self, who: str = "", *, width: int = 1280, scheme: str = "light", scripts: bool = True
    ) -> Tab:
        """A window of this employee, signed in; of nobody without one."""
        context = self.contexts.get((who, scheme, scripts))
        if context is None:
            context = self.fresh(scheme=scheme, scripts=scripts)
            self.contexts[who, scheme, scripts] = context
            if who:
                self._window(context, width).go(f"/sign-in?login_hint={who}")
        return self._window(context, width)

    def fresh(self, *, scheme: str = "light", scripts: bool = True) -> BrowserContext:
        """A browser that has never been here."""
        context = self.chromium.new_context(
            base_url=self.address,
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=scripts,
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="Europe/London",
        )
        context.set_default_timeout(20_000)
        context.add_init_script(TOLD)
        return context

    def new_tab(self, *, width: int, scheme: str, scripts: bool) -> Tab:
        """A window of a browser that has never been here."""
        return self._window(self.fresh(scheme=scheme, scripts=scripts), width)

    def without_scripts(self, tab: Tab) -> Tab:
        """A window of the same reader in the same session, of a browser that runs no scripts."""
        self.plain = self.plain or self.fresh(scripts=False)
        self.plain.clear_cookies()
        self.plain.add_cookies(tab.page.context.cookies())  # type: ignore[arg-type]
        return self._window(self.plain, 320)

    def _window(self, context: BrowserContext, width: int) -> Tab:
        for page in context.pages:
            page.close()
        tab = Tab(context.new_page(), self.complaints)
        tab.page.set_viewport_size({"width": width, "height": 900})

        def note(message: ConsoleMessage) -> None:
            if message.type in {"error", "warning"} and "status of" not in message.text:
                self.complaints.append(f"{tab.page.url}: {message.text}")

        tab.page.on("console", note)
        tab.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return tab


@pytest.fixture(scope="session")
def running_northfold(
    chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Northfold]:
    folder = tmp_path_factory.mktemp("northfold")
    port = free_ports()
    environment = {name: v for name, v in os.environ.items() if not name.startswith("DAYLIGHT_")}
    options = ["--port", str(port), "--data", str(folder / "demo"), "--now", NOW]
    options += ["--people", "60", "--events", "300"]
    with (folder / "said").open("wb") as said:
        demo = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "demo", *options],
            env=environment,
            stdout=said,
            stderr=said,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(demo, f"{address}/readyz", folder / "said")
        _wait(demo, f"{address}/verify", folder / "said", until=CHECKED)
        yield Northfold(address, folder, chromium)
    finally:
        demo.terminate()
        demo.wait(timeout=30)


@pytest.fixture
def northfold(running_northfold: Northfold) -> Iterator[Northfold]:
    """The demo; after the test no page may have complained, of its policy least of all."""
    running_northfold.complaints.clear()
    yield running_northfold
    assert not running_northfold.complaints


def _wait(demo: subprocess.Popen[bytes], url: str, said: Path, until: bytes = b"") -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and demo.poll() is None:
        try:
            with urlopen(url, timeout=2) as answer:
                if answer.status == 200 and until in answer.read():
                    return
        except (URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"the demo did not become ready:\n{said.read_text()[-3000:]}")
