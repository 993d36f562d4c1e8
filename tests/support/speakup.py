"""The speak-up origin without a network, and what waits there handed over to the desk."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import Session

from app.concerns.anonymous import releasing, service
from app.concerns.anonymous.queries import by_mailbox
from app.concerns.anonymous.rules import content
from app.concerns.models import Concern
from app.core import clock
from app.speakup import folder, routes, rules
from app.speakup.origin import create_origin
from tests.support.database import forget_everything

ADDRESS = "http://localhost:8002"
WAITED = rules.TICKET_FROM + timedelta(seconds=1)
CODE = re.compile(r"\b(?:[A-Z2-7]{4}-){6}[A-Z2-7]{2}\b")


@dataclass
class Shown:
    """One page of the origin."""

    response: Response

    @property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.response.text, "html5lib")

    @property
    def main(self) -> str:
        return " ".join(self.soup.select_one("main").get_text(" ").split())  # type: ignore[union-attr]

    @property
    def ticket(self) -> str:
        return str(self.soup.select("input[name=ticket]")[0]["value"])


class Origin:
    """A browser of nobody's at the origin."""

    def __init__(self, address: str = ADDRESS) -> None:
        self.client = TestClient(create_origin(), base_url=address)

    def get(self, path: str = "/speak-up", *, status: int = 200) -> Shown:
        return self._seen(self.client.get(path, follow_redirects=False), status)

    def post(self, path: str, fields: Mapping[str, str], *, status: int = 200) -> Shown:
        return self._seen(self.client.post(path, data=dict(fields)), status)

    def send(
        self, *, status: int = 200, ticket: str = "", after: timedelta = WAITED, **fields: str
    ) -> Shown:
        """A report, after the form was open for long enough."""
        fields["ticket"] = ticket or self.get().ticket
        with clock.set_to(clock.now() + after):
            return self.post("/speak-up", fields, status=status)

    def report(self, what: str = "They read our calendars aloud.", **fields: str) -> str:
        """Send one; its code."""
        found = CODE.search(self.send(what=what, **fields).main)
        assert found
        return found[0]

    def thread(self, code: str, *, status: int = 200) -> Shown:
        return self.post("/speak-up/reply", {"code": code}, status=status)

    def write(self, code: str, text: str, *, status: int = 200, **fields: str) -> Shown:
        """A message to a released report, after its page was open for long enough."""
        fields |= {"code": code, "text": text, "ticket": self.thread(code).ticket}
        with clock.set_to(clock.now() + WAITED):
            return self.post("/speak-up/reply/messages", fields, status=status)

    def _seen(self, answer: Response, status: int) -> Shown:
        assert answer.status_code == status, answer.text[:2000]
        assert "set-cookie" not in answer.headers
        if answer.headers.get("content-type", "").startswith("text/html"):
            assert len(answer.content) % (128 * 1024) == 0
        return Shown(answer)


@pytest.fixture
def origin(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Origin]:
    """The origin over this test's folder. Codes are looked up without waiting for the beat."""
    monkeypatch.setenv("DAYLIGHT_SPEAKUP_URL", ADDRESS)
    monkeypatch.setattr(routes, "BEAT_SECONDS", 0.001)
    forget_everything()
    folder.prepare()
    yield Origin()


def released(session: Session, **how: Any) -> int:
    """Hand over what waits. What the test's own session wrote is committed first."""
    session.commit()
    moved = releasing.release(**how)
    session.expire_all()
    return moved


def concern_of(session: Session, code: str) -> Concern:
    """The concern that a code's report became."""
    mine = rules.receipt(code)
    assert mine
    found = by_mailbox(session, mine.mailbox)
    assert found
    return found


def raised_without_a_name(session: Session, what: str, **more: str) -> tuple[str, Concern]:
    """One that was handed over in this session, and its code."""
    words = {"what": what, "when": "", "where": "", "who": ""} | more
    seed = rules.seed(b"a key of the test", rules.ticket(b"", os.urandom(16), clock.now()), words)
    service.hand_over(session, [content(rules.report(seed, words))], slot=None)
    return seed.receipt.shown, concern_of(session, seed.receipt.code)
