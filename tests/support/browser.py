"""A browser without a screen that reads every page the way a careful person would."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import Session

from app.core.config import settings
from app.main import create_app
from app.subject_requests.by_code import service as by_code
from tests.support import headers, machine, sign_in

MOST_REDIRECTS = 10


@dataclass
class Page:
    """One answer. For HTML, ``soup`` has been checked by the time it is here."""

    response: Response
    soup: BeautifulSoup

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def url(self) -> str:
        """Path and query, as the address bar shows them after the origin."""
        split = urlsplit(str(self.response.url))
        return split.path + (f"?{split.query}" if split.query else "")

    @property
    def location(self) -> str:
        """Where a redirect leads: without our own origin, so that a test can compare it."""
        target = self.response.headers.get("location", "")
        return target.removeprefix(settings().base_url) or "/" if target else ""

    @property
    def heading(self) -> str:
        headings = self.soup.select("h1")
        assert len(headings) == 1, f"{self.url} has {len(headings)} h1"
        return _words(headings[0])

    @property
    def text(self) -> str:
        """All that is written inside the page's body."""
        return _words(self.soup.body) if self.soup.body else self.response.text

    @property
    def main(self) -> str:
        """What is written in the page's own part, without header and footer."""
        part = self.soup.select_one("main")
        assert part, f"{self.url} has no main"
        return _words(part)

    def texts(self, selector: str) -> list[str]:
        return [_words(element) for element in self.soup.select(selector)]

    def one(self, selector: str) -> Tag:
        found = self.soup.select(selector)
        assert len(found) == 1, f"{len(found)} × {selector} on {self.url}"
        return found[0]

    def link(self, text: str) -> str:
        """Where the link with this text leads (its whole text, or its aria-label)."""
        found = [link for link in self.soup.select("a[href]") if text in _names(link)]
        assert found, f"no link “{text}” on {self.url}: {self.texts('a[href]')}"
        targets = {str(link["href"]) for link in found}
        assert len(targets) == 1, f"“{text}” leads to different places on {self.url}: {targets}"
        return urljoin(str(self.response.url), targets.pop())

    def form(self, button: str) -> Tag:
        """The form with this button."""
        buttons = self.soup.select("form button, form input[type=submit], button[form]")
        found = [b for b in buttons if button in _names(b)]
        assert found, f"no button “{button}” on {self.url}: {[_words(b) for b in buttons]}"
        form = found[0].find_parent("form") or self.soup.find(id=found[0].get("form"))
        assert isinstance(form, Tag)
        return form


class Browser:
    """Asks for pages, follows links, fills in forms; fails on a page that is not well made."""

    def __init__(self, client: TestClient, settle: Callable[[], None] = lambda: None) -> None:
        self.client = client
        self._settle = settle

    def sign_in(self, person: Any, **how: Any) -> None:
        """Be this person: a real session row, as sign-in makes it, and its cookie."""
        self.sign_out()
        name, value = sign_in.a_session(person, **how)
        self._settle()
        self.client.cookies.set(name, value, domain="127.0.0.1", path="/")

    def sign_out(self) -> None:
        """Forget every cookie; the session row stays."""
        self.client.cookies.clear()

    def get(self, url: str, *, status: int = 200, **headers: str) -> Page:
        """One answer; a redirect is not followed."""
        return self.ask("GET", url, status, headers=_headers(headers))

    def post(
        self,
        url: str,
        fields: dict[str, Any] | None = None,
        *,
        status: int = 303,
        **headers: str,
    ) -> Page:
        """Submit fields as a form of our own page does; a redirect is not followed."""
        sent = {"Sec-Fetch-Site": "same-origin"} | _headers(headers)
        return self.ask("POST", url, status, data=fields or {}, headers=sent)

    def visit(self, url: str, *, status: int = 200) -> Page:
        """Go there as a person does: redirects are followed."""
        return self._arrive(self._send("GET", url), status)

    def follow(self, page: Page, *, status: int = 200) -> Page:
        """Go where a redirect leads."""
        assert page.location, f"{page.url} ({page.status}) leads nowhere"
        return self.visit(page.location, status=status)

    def click(self, page: Page, text: str, *, status: int = 200) -> Page:
        """Follow the link with this text."""
        return self.visit(page.link(text), status=status)

    def submit(
        self, page: Page, button: str, *, status: int = 200, then: bool = True, **fields: Any
    ) -> Page:
        """Press a button after typing into its form's fields; only fields it has may be typed.

        Of a field for files it is given a list of names and bytes.
        """
        form = page.form(button)
        values = dict(_values(form, button))
        there = {str(control["name"]) for control in form.select("[name]")}
        assert fields.keys() <= there, f"no field {fields.keys() - there} on {page.url}"
        values.update(fields)
        values = {name: value for name, value in values.items() if value is not None}
        action = urljoin(str(page.response.url), str(form["action"]))
        if str(form.get("method", "get")).lower() == "get":
            answer = self._send("GET", action, params=values)
        else:
            origin = {"Sec-Fetch-Site": "same-origin"}
            chosen = _files(form, values)
            answer = self._send("POST", action, data=values, headers=origin, **chosen)
        return self._arrive(answer, status) if then else _checked(answer, status)

    def _arrive(self, answer: Response, status: int) -> Page:
        for _ in range(MOST_REDIRECTS):
            if not answer.is_redirect:
                return _checked(answer, status)
            answer = self._send("GET", urljoin(str(answer.url), answer.headers["location"]))
        raise AssertionError(f"{answer.url} redirects for ever")

    def ask(self, method: str, url: str, status: int, **how: Any) -> Page:
        """One answer to any method, with whatever the client takes; no redirect is followed."""
        return _checked(self._send(method, url, **how), status)

    def _send(self, method: str, url: str, **how: Any) -> Response:
        self._settle()
        return self.client.request(method, url, **how)


def _checked(answer: Response, status: int) -> Page:
    assert answer.status_code == status, f"{answer.url}: {answer.status_code} {answer.text[:2000]}"
    is_page = answer.headers.get("content-type", "").startswith("text/html")
    page = Page(answer, BeautifulSoup(answer.text if is_page else "", "html5lib"))
    if is_page and answer.text:
        assert_well_made(page)
    return page


def assert_well_made(page: Page) -> None:
    """What holds for every page: HTML for screen readers, keyboards and a strict CSP."""
    soup, where = page.soup, page.url
    assert soup.html is not None
    assert soup.html.get("lang"), f"{where} does not say its language"
    assert soup.title, f"{where} has no title"
    assert _words(soup.title).removeprefix("Error: ").startswith(page.heading), (
        f"{where}: the title “{_words(soup.title)}” does not begin with “{page.heading}”"
    )
    every = soup.find_all(True)  # walked once: a page has hundreds, a run thousands of pages
    named: dict[str, list[Tag]] = defaultdict(list)
    for element in every:
        named[element.name].append(element)
    assert len(named["main"]) == 1, f"{where} has no main, or more than one"
    ids = Counter(str(element["id"]) for element in every if element.has_attr("id"))
    assert not [known for known, times in ids.items() if times > 1], f"repeated ids on {where}"
    _assert_no_inline_code(every, where)
    _assert_labelled(every, where, set(ids))
    for form in named["form"]:
        assert form.get("action"), f"form without action on {where}"
        assert form.select("button, input[type=submit]") or soup.select(
            f"button[form='{form.get('id')}']"
        ), f"form without a button on {where}"
    for link in named["a"]:
        assert link.get("href"), f"link without address on {where}: {link}"
        assert any(_names(link)), f"link without words on {where}: {link}"
    for image in named["img"]:
        assert image.get("alt") is not None, f"image without alt on {where}"


def _assert_no_inline_code(every: Sequence[Tag], where: str) -> None:
    for element in every:
        inline = element.has_attr("style") or element.name == "style"
        assert not inline, f"inline code on {where}"
        assert element.name != "script" or element.has_attr("src"), f"inline code on {where}"
        handlers = [name for name in element.attrs if name.startswith(("on", "hx-on"))]
        assert not handlers, f"{handlers} on {where}"
        assert not str(element.get("href", "")).startswith("javascript:"), where


def _assert_labelled(every: Sequence[Tag], where: str, ids: set[str]) -> None:
    labels = [element for element in every if element.name == "label"]
    labelled = {str(label["for"]) for label in labels if label.has_attr("for")}
    for control in filter(_needs_label, every):
        named = control.get("aria-label") or control.get("aria-labelledby")
        inside = control.find_parent("label")
        assert named or inside or control.get("id") in labelled, f"no label on {where}: {control}"
    assert labelled <= ids, f"labels for nothing on {where}: {labelled - ids}"
    for element in every:
        for attribute in ("aria-describedby", "aria-labelledby", "aria-controls"):
            missing = set(str(element.get(attribute, "")).split()) - ids
            assert not missing, f"{attribute} names nothing on {where}: {missing}"
        if element.name == "button":
            assert any(_names(element)), f"button without words on {where}"


def _needs_label(element: Tag) -> bool:
    if element.name != "input":
        return element.name in {"select", "textarea"}
    return str(element.get("type", "")).lower() not in {"hidden", "submit", "button"}


def _values(form: Tag, button: str) -> Iterator[tuple[str, str]]:
    """What the form would send as it stands."""
    for control in form.select("input[name], select[name], textarea[name], button[name]"):
        name, kind = str(control["name"]), str(control.get("type", "text"))
        if control.name == "button" or kind == "submit":
            if button in _names(control):
                yield name, str(control.get("value", ""))
        elif control.name == "textarea":
            yield name, control.get_text()
        elif control.name == "select":
            chosen = control.select_one("option[selected]") or control.select_one("option")
            if chosen is not None:
                yield name, str(chosen.get("value", _words(chosen)))
        elif kind not in {"checkbox", "radio"} or control.has_attr("checked"):
            yield name, str(control.get("value", "on" if kind == "checkbox" else ""))


def _names(element: Tag) -> set[str]:
    """The words by which a person would call this link or button."""
    every = {_words(element), str(element.get("aria-label", ""))}
    if element.find(True):
        seen = copy(element)
        for aside in seen.select(".visually-hidden, [aria-hidden=true]"):
            aside.decompose()
        every.add(_words(seen))
    every.add(str(element.get("value", "")) if element.name == "input" else "")
    return {name for name in every if name}


def _words(element: Tag) -> str:
    return " ".join(element.get_text(" ").split())


def _files(form: Tag, values: dict[str, Any]) -> dict[str, Any]:
    """What a browser sends of fields for files, taken from the others: one without, too."""
    sent = []
    for control in form.select("input[type=file]"):
        chosen = values.pop(str(control["name"]), "") or [("", b"")]
        sent += [(str(control["name"]), file) for file in chosen]
    return {"files": sent} if sent else {}


def _headers(given: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in given.items()}


@lru_cache
def _portal(base_url: str) -> FastAPI:
    made = create_app()
    machine.settle()
    return made


@pytest.fixture
def portal(database_url: str) -> FastAPI:
    """The application. It keeps no state, so that all tests may share it."""
    return _portal(settings().base_url)


@contextmanager
def opened(portal: FastAPI) -> Iterator[TestClient]:
    """Plain HTTP to the application; every answer has exactly the headers of its kind."""
    with TestClient(portal, base_url=settings().base_url, follow_redirects=False) as client:
        client.event_hooks = {"response": [headers.assert_exact]}
        yield client


@pytest.fixture
def client(portal: FastAPI) -> Iterator[TestClient]:
    """Plain HTTP to the application, as a source system has it; nobody has typed a code yet."""
    by_code.limiter.cache_clear()
    with opened(portal) as client:
        yield client


@pytest.fixture
def browser(client: TestClient, session: Session) -> Browser:
    """A browser nobody has signed in with. It commits the test's session before it asks."""
    return Browser(client, session.commit)


@pytest.fixture
def another_browser(portal: FastAPI, session: Session) -> Iterator[Browser]:
    """A second browser with cookies of its own."""
    with opened(portal) as client:
        yield Browser(client, session.commit)
