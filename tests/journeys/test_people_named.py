"""A person named in a question: oneself, one's manager, one's report, another; asked by each role.

Whoever is named, nobody is shown anything of anybody's accesses but her own; and an officer, who
may look at others, may not look at herself, at her manager or at her report.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from sqlmodel import Session

from app.access_log.checkpoints import service as checkpoints
from app.core import clock
from app.identity.doors import Door
from app.identity.matrix import MAY, Audience
from app.identity.people.models import Person
from app.identity.roles.models import Role
from tests.journeys.test_who_may_do_what import (
    DOORS,
    LEADS_BACK,
    PERSONAS,
    ROLE_OF,
    Persona,
    Portal,
    beyond_the_cast,
)
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.looks import a_look, a_register, a_source, report
from tests.support.make import a_person

CASE = "CANARY-"  # and whose data it is about
RELATIONS = ("self", "manager", "report", "other")
TOO_CLOSE = RELATIONS[:3]
ASKING = [who for who in PERSONAS if who.is_person]
PAGES = [
    door
    for door in DOORS
    if "GET" in door.methods and "{" not in door.path and not MAY[door.name] & {"anyone", "source"}
]
LOOK = {"purpose": "answer-question", "ticket": "Q-1"}


@pytest.fixture
def portal(browser: Browser, session: Session, cast: Cast) -> Iterator[Portal]:
    """Everybody who asks has a manager and a report; each of all of them was looked at once."""
    a_register(session)
    a_source(session)
    everyone = vars(cast) | beyond_the_cast(session, manager_employee_id="E1019")
    for managing in sorted({str(person.manager_employee_id) for person in everyone.values()}):
        if managing != cast.tom.employee_id:
            a_person(session, managing)
    for number, who in enumerate(ASKING):
        a_person(session, f"E9{number:03}", manager_employee_id=everyone[who.name].employee_id)
    people = {name: Person(**person.model_dump()) for name, person in everyone.items()}
    session.commit()
    at = clock.now() - timedelta(hours=3)
    named = {number for who in ASKING for number in _relations(people[who.name], who).values()}
    report(*(a_look(at, subjects=(number,), case=f"{CASE}{number}") for number in sorted(named)))
    checkpoints.publish()
    yield Portal(browser, people, "")


def _relations(person: Person, who: Persona) -> dict[str, str]:
    """The employee numbers of those who stand in each relation to somebody."""
    other = "E1003" if who.name == "tom" else "E1001"  # who reports to Tom
    return {
        "self": person.employee_id,
        "manager": str(person.manager_employee_id),
        "report": f"E9{ASKING.index(who):03}",
        "other": other,
    }


def _may(door: Door, who: Persona) -> bool:
    audiences = MAY[door.name]
    return Audience.EMPLOYEE in audiences or bool(who.roles & {ROLE_OF[each] for each in audiences})


def _question(door: Door, number: str) -> dict[str, str]:
    """What the page may ask for, and whatever else could name a person."""
    if door.name == "desk.looks:new":
        return {"person": number} | LOOK
    if door.name == "looked:download":
        return {"format": "json"}
    return dict.fromkeys(("q", "person", "name", "employee", "employee_id", "who"), number)


def _of_others(text: str, own: str) -> set[str]:
    return set(re.findall(rf"{CASE}(E\d+)", text)) - {own}


def test_no_page_shows_more_for_naming_somebody(portal: Portal) -> None:
    ran, faults = 0, []
    for who, door in product(ASKING, PAGES):
        person = portal.people[who.name]
        for relation, number in _relations(person, who).items():
            query = urlencode(_question(door, number))
            answer = portal.ask(who, "GET", f"{door.path}?{query}")
            ran += 1
            expected = {LEADS_BACK.get(door.name, 200)} if _may(door, who) else {403}
            if door.name == "desk.looks:new" and _may(door, who) and relation in TOO_CLOSE:
                expected = {422}
            told = _of_others(answer.text, person.employee_id)
            if answer.status not in expected or told:
                faults.append(f"{who.name}: {door.path}: {relation}: {answer.status} {told}")
    assert not faults, "\n".join(faults)
    assert ran == len(ASKING) * len(PAGES) * len(RELATIONS)
    assert len(PAGES) >= 40


def test_everybody_finds_her_own(portal: Portal) -> None:
    for who in ASKING:
        own = portal.people[who.name].employee_id
        assert f"{CASE}{own}" in portal.ask(who, "GET", f"/looked?q={CASE}{own}").text


@dataclass(frozen=True)
class NamingForm:
    """A form that names a person in a field; what its role is answered of each relation."""

    role: Role
    field: str
    done: int
    refused: tuple[str, ...] = ()
    more: dict[str, str] = field(default_factory=dict)


def test_a_form_that_names_somebody_is_for_its_role(portal: Portal) -> None:
    grant = {"role": "representative", "reason": "Elected by the depot."}
    grant["approver"] = str(portal.people["helen"].id)
    forms = {
        "/desk/people": NamingForm(Role.OFFICER, "name", 200),
        "/desk/looks": NamingForm(Role.OFFICER, "person", 303, TOO_CLOSE, LOOK),
        "/admin/roles": NamingForm(Role.ADMINISTRATOR, "employee", 303, ("self",), grant),
    }
    ran, faults = 0, []
    for who, (path, form) in product(ASKING, forms.items()):
        person = portal.people[who.name]
        for relation, number in _relations(person, who).items():
            once = {"form_key": str(uuid4())} if form.more else {}
            answer = portal.ask(who, "POST", path, {form.field: number} | form.more | once)
            ran += 1
            expected = 422 if relation in form.refused else form.done
            expected = expected if form.role in who.roles else 403
            told = _of_others(answer.text, person.employee_id)
            if answer.status != expected or told:
                faults.append(f"{who.name}: {path}: {relation}: {answer.status} {told}")
    assert not faults, "\n".join(faults)
    assert ran == len(ASKING) * len(forms) * len(RELATIONS)
