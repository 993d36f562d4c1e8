"""Every route, asked by everybody: the matrix is true, and nobody sees another's data."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from app.access_log.checkpoints import service as checkpoints
from app.core import clock
from app.identity import doors
from app.identity.doors import Door
from app.identity.matrix import MAY, Audience
from app.identity.people.models import Person
from app.identity.roles.models import Role
from app.identity.sign_in import service as sign_in
from app.identity.sources import service as sources
from app.main import create_app
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.looks import a_look, a_register, a_source, report
from tests.support.make import a_person
from tests.support.providers.scripted import ScriptedProvider
from tests.support.sign_in import a_session

DOORS = [door for door in doors.doors(create_app().routes) if door.gates is not None]
MISSING = ("00000000-0000-7000-8000-000000000000", "999999", "made-up")
MALFORMED = ("%00", "..etc", "a'b<i>", "9" * 40)
ENDS_IT = ("/sign-out",)
SAME_ORIGIN = {"sec-fetch-site": "same-origin"}
ROLE_OF = {
    Audience.REPRESENTATIVE: Role.REPRESENTATIVE,
    Audience.OFFICER: Role.OFFICER,
    Audience.AUDITOR: Role.AUDITOR,
    Audience.ADMINISTRATOR: Role.ADMINISTRATOR,
}
# of a form that may be sent with nothing typed into it; all others are shown again, 422
UNTYPED = {
    "notifications:create_reading": 303,
    "desk.people:search": 200,
    "requests.draft:create": 303,
    "requests.draft:destroy": 303,
    "requests:create": 303,
    "my_data.downloads:create": 200,
    "my_data.searches:create": 303,
    "concerns.draft:destroy": 303,
    "concerns:create": 303,
}
LEADS_BACK = {
    "requests.check:show": 303,
    "concerns.check:show": 303,
}  # to the first question that is not answered
HARMLESS = {"kept_form:destroy": 303}  # leads home, whether there was anything to discard or not
CANARY = "Quillon Canaryworth"
CASE = "CANARY-7731"


@dataclass(frozen=True)
class Persona:
    """Somebody who asks. ``name`` is a person's of the portal, or nobody's."""

    name: str
    roles: frozenset[Role] = frozenset()
    is_person: bool = True


PERSONAS = (
    Persona("anonymous", is_person=False),
    Persona("source", is_person=False),
    Persona("jo"),
    Persona("tom"),
    Persona("ewan", frozenset({Role.REPRESENTATIVE})),
    Persona("helen", frozenset({Role.OFFICER})),
    Persona("ines", frozenset({Role.AUDITOR})),
    Persona("viktor", frozenset({Role.ADMINISTRATOR})),
    Persona("ruth", frozenset({Role.AUTHORISER})),
    Persona("nora", frozenset({Role.OFFICER, Role.REPRESENTATIVE})),
    Persona("idris", frozenset({Role.AUDITOR, Role.REPRESENTATIVE})),
    Persona("petra", frozenset({Role.OFFICER, Role.AUTHORISER})),
)
BEYOND_THE_CAST = ("ruth", "nora", "idris", "petra")


@dataclass
class Portal:
    """The portal, and how to ask it as somebody."""

    browser: Browser
    people: dict[str, Person]
    key: str
    tokens: dict[str, tuple[str, str]] = field(default_factory=dict)

    def ask(
        self, who: Persona, method: str, path: str, form: dict[str, str] | None = None
    ) -> "Answer":
        client = self.browser.client
        client.cookies.clear()
        headers = dict(SAME_ORIGIN)
        if who.is_person:
            if who.name not in self.tokens:
                self.tokens[who.name] = a_session(self.people[who.name])
            client.cookies.set(*self.tokens[who.name], domain="127.0.0.1", path="/")
        elif who.name == "source":
            headers = {"authorization": f"Bearer {self.key}"}
        if path in ENDS_IT:
            self.tokens.pop(who.name, None)
        return _answer(client, method, path, headers, form)


@dataclass
class Answer:
    status: int
    location: str
    text: str
    path_hides_something: bool

    @property
    def is_led_to_sign_in(self) -> bool:
        return self.status == 303 and self.location.startswith(("/sign-in", "/welcome"))


def _answer(
    client: TestClient,
    method: str,
    path: str,
    headers: dict[str, str],
    form: dict[str, str] | None,
) -> Answer:
    answer = client.request(method, path, headers=headers, data=form)
    location = answer.headers.get("location", "")
    return Answer(answer.status_code, location, answer.text, "%00" in path)


@pytest.fixture
def portal(browser: Browser, session: Session, cast: Cast, monkeypatch: object) -> Iterator[Portal]:
    """A register, a look at Amara's data that only she may see, and a source with a key."""
    party = ScriptedProvider().relying_party()
    patch = monkeypatch
    patch.setattr(sign_in, "relying_party", lambda: party)  # type: ignore[attr-defined]
    patch.setattr(sign_in, "too_many", lambda *_answer: False)  # type: ignore[attr-defined]
    a_register(session)
    a_source(session)
    _source, key = sources.add(session, "payroll", system="payroll")
    everyone = {
        name: _copy(person) for name, person in (vars(cast) | beyond_the_cast(session)).items()
    }
    session.commit()
    at = clock.now() - timedelta(hours=3)
    report(a_look(at, "X-77", kind="external", name=CANARY, case=CASE, organisation="Elsewhere"))
    checkpoints.publish()
    yield Portal(browser, everyone, key)


def beyond_the_cast(session: Session, **fields: str) -> dict[str, Person]:
    """Those of the personas who are not among the usual people, by their names."""
    roles = {who.name: who.roles for who in PERSONAS}
    return {
        name: a_person(session, f"E103{number}", name.title(), *roles[name], **fields)
        for number, name in enumerate(BEYOND_THE_CAST)
    }


def _copy(person: Person) -> Person:
    return Person(**person.model_dump())


def _paths(door: Door) -> list[str]:
    names = re.findall(r"\{[^}]+\}", door.path)
    if not names:
        return [door.path]
    return [re.sub(r"\{[^}]+\}", value, door.path) for value in (*MISSING, *MALFORMED)]


def _fault(door: Door, who: Persona, answer: Answer) -> str:
    """What is wrong with an answer; nothing if the matrix says the same."""
    audiences = MAY[door.name]
    monitoring = door.name.startswith("monitoring.")
    if answer.status >= 500 and not monitoring:
        return "broke"
    if CANARY in answer.text or CASE in answer.text:
        return "another person's data"
    if answer.path_hides_something:
        return "" if answer.status == 404 else "an address that hides something led somewhere"
    if Audience.ANYONE in audiences:
        return "" if not answer.location.startswith("/sign-in?") else "not for anyone"
    if Audience.SOURCE in audiences:
        return "" if (answer.status == 401) == (who.name != "source") else "source"
    if not who.is_person:
        refused = answer.is_led_to_sign_in or answer.status == 401
        return "" if refused else "let somebody in who is not signed in"
    if answer.is_led_to_sign_in or answer.status == 401:
        return "signed in, and not known"
    may = Audience.EMPLOYEE in audiences or who.roles & {ROLE_OF[each] for each in audiences}
    if may:
        expected = _of_whoever_may(door)
        return "" if answer.status in expected else f"is none of {expected}, of whoever may"
    return "" if answer.status == 403 else "let somebody in who may not"


def _of_whoever_may(door: Door) -> set[int]:
    """What she is answered: no object of these paths is there, and no form is filled in.

    What happens with an object and a filled form: tests/journeys/test_what_each_may_do.py.
    """
    if "{" in door.path:
        return {404, HARMLESS.get(door.name, 404)}
    return (
        {LEADS_BACK.get(door.name, 200)} if "GET" in door.methods else {UNTYPED.get(door.name, 422)}
    )


def test_every_route_answers_every_role_as_the_matrix_says(portal: Portal) -> None:
    ran, faults = 0, []
    for door, who in product(DOORS, PERSONAS):
        for method, path in product(sorted(door.methods - {"HEAD", "OPTIONS"}), _paths(door)):
            answer = portal.ask(who, method, path)
            if fault := _fault(door, who, answer):
                faults.append(f"{who.name}: {method} {path}: {answer.status} {fault}")
            ran += 1

    assert not faults, "\n".join(faults[:40])
    assert ran >= len(DOORS) * len(PERSONAS)
    assert {door.name for door in DOORS} <= set(MAY)


def test_her_own_data_is_there_for_her_and_for_nobody_else(portal: Portal) -> None:
    amara = Persona("amara")
    first = portal.ask(amara, "GET", "/looked")
    entries = sorted(set(re.findall(r'"(/looked/(?:people/)?[0-9A-Z]{8,})"', first.text)))
    assert len(entries) == 2, "one entry, and the page of who made it"
    own = [portal.ask(amara, "GET", path) for path in ["/looked", "/looked/download", *entries]]
    assert any(CANARY in answer.text for answer in own), "the canary is nowhere"

    for who, path in product([each for each in PERSONAS if each.is_person], entries):
        answer = portal.ask(who, "GET", path)
        assert answer.status == 404, f"{who.name} {path} {answer.status}"
        assert CANARY not in answer.text
        assert CASE not in answer.text
