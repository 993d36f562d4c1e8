"""Who sees what of somebody who asked, complained or was looked at: what the table lists.

Her request, question and concern, a look in an emergency, and what a representative asked for
her: whoever has one sees what the table lists for that; of everybody else's pages none names her.
"""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.concerns.models import Naming
from app.core import clock
from app.core.db.base import new_id
from app.identity.parity.rules import View
from app.identity.people.models import Person
from app.identity.viewer import Subject
from app.questions import queries as entries
from app.questions import service as asking
from app.questions.judging import service as judging
from app.questions.models import About, First, Question
from app.subject_requests.handling import service as handling
from app.subject_requests.on_behalf import service as on_behalf
from tests.desk.test_parity import ROW, canary, listed, shown
from tests.support import concerns, requests
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.emergencies import an_emergency
from tests.support.looks import a_look, a_source, report
from tests.support.make import a_person
from tests.support.on_behalf import for_somebody
from tests.support.questions import newest

__all__ = ["canary"]  # the fixture: her row, each value of which is found nowhere else
MANAGER = "E7732"  # hers, by her row


@dataclass(frozen=True)
class Matters:
    """The references of what there is of hers, as paths name them."""

    request: str
    unassigned: str
    on_behalf: str
    question: str
    asked: str
    concern: str
    named: str
    emergency: str


@pytest.fixture
def matters(session: Session, cast: Cast, canary: Person) -> Matters:
    """One of each: Helen has what can be had, Priya looked and is asked why, Ewan asked for her."""
    a_source(session)
    a_person(session, MANAGER, "Boswell Bellweather")
    session.commit()
    before = clock.now() - timedelta(hours=3)
    report(*(a_look(before, case=f"HR-{n}", subjects=(ROW["employee_id"],)) for n in (1, 2)))  # type: ignore[arg-type]
    checked = _question(session, canary, First.TEAM, 0)
    judging.take(session, checked, cast.helen, form_key=new_id())
    filed = for_somebody(session, cast.ewan, canary)
    handling.take(session, filed, cast.helen)
    answer = requests.propose(session, filed, cast.helen, cast.daniel)
    requests.approve(session, answer, cast.daniel)
    on_behalf.share(session, filed, canary, form_key=new_id())
    made = Matters(
        request=requests.taken(session, canary, cast.helen).reference,
        unassigned=requests.a_request(session, canary).reference,
        on_behalf=filed.reference,
        question=checked.reference,
        asked=_question(session, canary, First.ACCESSOR, 1).reference,
        concern=concerns.taken(session, canary, cast.helen).reference,
        named=concerns.taken(session, canary, cast.helen, naming=Naming.NAMED).reference,
        emergency=an_emergency(session, cast.helen, canary).reference,
    )
    session.commit()
    return made


def _question(session: Session, person: Person, first: First, back: int) -> Question:
    row = entries.entry(session, Subject(person, "UTC"), newest(session, person) - back)
    assert row is not None
    return asking.ask(session, person, row, about=About.WHY, text="", first=first)


# whose eyes, by whom: together these pages show what the table lists, and each no more
HAS: dict[View, tuple[str, tuple[str, ...]]] = {
    View.OFFICER_ANSWERING: (
        "helen",
        (
            "/desk/requests/{request}",
            "/desk/requests/{request}/messages",
            "/desk/requests/{request}/history",
            "/desk/requests/{request}/clock",
            "/desk/requests/{request}/sources",
            "/desk/requests/{request}/release",
            "/desk/requests/{on_behalf}",
            "/desk/questions/{question}",
            "/desk/concerns/{concern}",
            "/desk/concerns/{named}",
        ),
    ),
    View.OFFICER_WITH_CASE: ("helen", ("/desk/emergencies/{emergency}/look",)),
    View.REPRESENTATIVE_READING: ("ewan", ("/reps/requests/{on_behalf}",)),
}
QUEUES = (
    "/desk",
    *(f"/desk/requests?view={view}" for view in ("overdue", "week", "unassigned", "approval")),
    "/desk/requests/statistics",
    "/desk/requests/{unassigned}",
    "/desk/questions",
    "/desk/questions/{asked}",
    "/desk/concerns?view=open",
    "/desk/emergencies",
    "/desk/emergencies/{emergency}",
    "/desk/objections",
    "/desk/choices",
    "/desk/promise-checks",
    "/approvals",
)
OWN = (
    *("/", "/collected", "/collected/states", "/collected/changes", "/looked", "/choices"),
    *("/requests", "/concerns", "/consultations", "/have-your-say", "/assessments", "/updates"),
    *("/policies", "/benchmark", "/settings", "/my-data", "/approvals"),
)
NOTHING: dict[str, tuple[str, ...]] = {
    "helen": QUEUES,
    "daniel": (*QUEUES, "/desk/requests/{request}", "/desk/concerns/{concern}"),
    "ines": (
        *("/audit", "/audit/four-eyes", "/audit/four-eyes?show=emergencies"),
        *("/audit/emergencies/{emergency}", "/desk/requests/statistics"),
    ),
    "viktor": ("/admin/health", "/admin/connectors", "/admin/roles"),
    "ewan": (*("/reps", "/reps/changes", "/reps/themes", "/reps/requests", "/reps/requests/new"),),
    "priya": ("/asked/{asked}",),
    "manager": (),
}


@pytest.mark.parametrize("view", HAS)
def test_whoever_has_it_sees_what_the_table_lists(
    browser: Browser, cast: Cast, matters: Matters, view: View
) -> None:
    who, paths = HAS[view]
    browser.sign_in(getattr(cast, who))

    seen = {path: shown(browser.get(path.format(**vars(matters))).response.text) for path in paths}

    assert {
        path: fields - listed(view) for path, fields in seen.items() if fields - listed(view)
    } == {}
    assert set().union(*seen.values()) == listed(view)


@pytest.mark.parametrize("who", NOTHING)
def test_no_page_of_anybody_else_shows_anything_of_her(
    browser: Browser, session: Session, cast: Cast, matters: Matters, who: str
) -> None:
    boss = session.exec(select(Person).where(Person.employee_id == MANAGER)).one()
    browser.sign_in(boss if who == "manager" else getattr(cast, who))
    own = {"manager_employee_id"} if who == "manager" else set()  # her own number, on her own page

    for path in (*NOTHING[who], *OWN):
        page = browser.get(path.format(**vars(matters)))
        assert shown(page.response.text) - own == set(), path


def test_she_finds_all_of_it_herself(browser: Browser, canary: Person, matters: Matters) -> None:
    """What the others' pages leave out is there: each of hers opens for her."""
    browser.sign_in(canary)
    for reference in vars(matters).values():
        place = {"CON": "/concerns/", "EM-": ""}.get(reference[:3], "/requests/")
        if place:
            assert reference in browser.get(place + reference).response.text
    assert "emergency" in browser.get("/updates").main
