"""What somebody who may does at a door, as a person does it: reads a page, or presses a button.

An act gives the answers it got from its route; ``tests/journeys/test_what_each_may_do.py``
holds that they came from there and that they are what success looks like.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup

from tests.support.browser import Browser, Page
from tests.support.providers.scripted import ScriptedProvider

CANARY = "Quillon Canaryworth"  # in each object that only a role may see


@dataclass
class House:
    """A portal with one of everything: its people by name, and what paths and forms name."""

    browser: Browser
    provider: ScriptedProvider
    people: dict[str, Any] = field(default_factory=dict)
    objects: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)

    def be(self, who: str) -> Browser:
        """The browser, as this person; as nobody for an empty name."""
        if who:
            self.browser.sign_in(self.people[who])
        else:
            self.browser.sign_out()
        return self.browser

    def filled(self, text: str) -> str:
        return text.format(**self.objects)


Act = Callable[[House], Iterator[Page]]


def reads(*who: str, at: str, status: int = 200) -> Act:
    """Each of them opens the page or takes the file; the first one reads all of it."""

    def act(house: House) -> Iterator[Page]:
        first, *others = who
        yield house.be(first).get(house.filled(at), status=status)
        for name in others:
            answer = house.be(name).client.get(house.filled(at))
            assert answer.status_code == status, f"{name}: {at}: {answer.status_code}"
            yield Page(answer, BeautifulSoup("", "html.parser"))

    return act


def presses(
    who: str, *buttons: str, at: str, status: int = 303, keeps: str = "", **typed: str
) -> Act:
    """One of them presses each button on the page, its form filled in, and is led on to a page.

    ``keeps`` names what the last part of the new address is.
    """

    def act(house: House) -> Iterator[Page]:
        browser = house.be(who)
        for button in buttons:
            page = browser.visit(house.filled(at))
            filled = {name.replace("__", "."): house.filled(text) for name, text in typed.items()}
            answer = browser.submit(page, button, status=status, then=False, **filled)
            yield answer
            if status == 303:
                if keeps:
                    house.objects[keeps] = answer.location.rpartition("/")[2]
                browser.follow(answer)

    return act


def after(*before: Act, then: Act) -> Act:
    """An act that needs others first."""

    def act(house: House) -> Iterator[Page]:
        for each in before:
            list(each(house))
        yield from then(house)

    return act


def sends(key: str, method: str, at: str, body: Any = None, *, status: int) -> Act:
    """The source with this key asks for what is its own."""

    def act(house: House) -> Iterator[Page]:
        house.be("")
        shown = {"authorization": f"Bearer {house.keys[key]}"}
        yield house.browser.ask(method, house.filled(at), status, json=body, headers=shown)

    return act
