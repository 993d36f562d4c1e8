"""Amara's proof, as she downloads it."""

from collections.abc import Callable

import pytest

from app.access_log.checkpoints import service as signing
from tests.support.browser import Browser
from tests.support.cast import Cast


@pytest.fixture
def take(browser: Browser, november: Cast) -> Callable[[], bytes]:
    """Sign what came since, then take the file."""
    browser.sign_in(november.amara)

    def taken() -> bytes:
        signing.publish()
        answer = browser.get("/looked/proof/download").response
        assert answer.headers["content-type"] == "application/zip"
        return answer.content

    return taken
