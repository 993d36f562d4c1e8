"""What the workbench shows of one person, and the words of its own lists."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.access_log.completeness import queries as completeness
from app.access_log.completeness.rules import Coverage
from app.access_log.looks import queries as looks
from app.access_log.promises import queries as promises
from app.access_log.queries import Look
from app.approvals import queries as approvals
from app.cases import queries as cases
from app.cases.emergencies import queries as emergencies
from app.cases.models import Purpose
from app.core import clock
from app.core.language import gettext as _
from app.desk.concerns import queries as concerns
from app.desk.questions import queries as questions
from app.desk.requests import queries as requests
from app.desk.requests.rules import View
from app.identity import queries as identity
from app.identity.establishments import queries as establishments
from app.identity.establishments.models import Establishment
from app.identity.parity import rules as parity
from app.identity.parity.rules import View as Eyes
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.viewer import Viewer
from app.register import queries as register
from app.register.in_force.rules import Practice
from app.register.reviews import rules as reviews
from app.register.rules import Why
from app.register.systems import rules as systems
from app.surveys.words import queries as survey_words


@dataclass(frozen=True)
class Seen:
    """One person as an officer sees her: what applies to her, why, and what is connected.

    ``person`` has the fields that the parity table lists for an officer with a case, no others;
    an emergency shows no more.
    """

    person: Mapping[str, Any]
    place: str
    places: Mapping[str, Establishment]
    practices: Sequence["Applying"]
    sources: Sequence[Coverage]
    system_name: Callable[[str], str]


@dataclass(frozen=True)
class Applying:
    id: str
    title: str
    why: Why
    kept: str


def seen(session: Session, person_id: UUID) -> Seen:
    """What is shown under a case, or in an emergency; the look is in the log already."""
    person = people.by_id(session, person_id)
    assert person is not None
    known = establishments.by_codes(session)
    place = known.get(person.establishment)
    in_force = register.in_force(session, clock.now())
    return Seen(
        person=parity.of(Eyes.OFFICER_WITH_CASE, person),
        place=place.name if place else person.establishment,
        places=known,
        practices=[
            Applying(practice.id, practice.title, why, practice.document.retention.label)
            for practice, why in in_force.practices_for(person)
        ],
        sources=completeness.for_person(session, person),
        system_name=partial(systems.name, in_force),
    )


def listed(found: Sequence[Person]) -> list[Mapping[str, Any]]:
    """People in the list of a search, with the fields of that view and no others."""
    return [parity.of(Eyes.OFFICER_SEARCHING, person) for person in found]


def late_reviews(session: Session) -> list[Practice]:
    """What was not reviewed in time, the longest first."""
    return reviews.late(register.in_force(session, clock.now()))


def place_names(session: Session) -> dict[str, str]:
    return {code: place.name for code, place in establishments.by_codes(session).items()}


def preview(session: Session, person: Person, look: Look) -> str:
    """The exact sentence the person will read (PRODUCT: M11)."""
    teller = looks.teller_for(session, person, identity.zone_of(session, person))
    return teller.row(look).sentence


def purposes() -> Mapping[Purpose, str]:
    """Why an officer may look, in words."""
    return {
        Purpose.ANSWER_QUESTION: _("To answer a question they asked"),
        Purpose.CHECK_REGISTER: _("To check that the register is right about them"),
    }


_HUBS = {"/desk", "/desk/register"}  # other queues stand under their addresses


def queues(session: Session, officer: Viewer, here: str) -> list[dict[str, object]]:
    """The side of the workbench."""
    open_cases = len(cases.open_of(session, officer.id))
    to_decide = len(approvals.waiting_for(session, officer.id))
    to_check = promises.number_open(session)
    to_answer = concerns.number_to_do(session, officer.person)
    to_review = emergencies.number_to_review(session, officer.id)
    to_edit = survey_words.surveys_waiting(session)
    return [
        {"label": _("Requests"), "items": _requests(session, officer, here)},
        {
            "label": _("Cases"),
            "items": [
                _item(_("Open cases"), "/desk", here, open_cases),
                _item(_("Find a person"), "/desk/people", here, None),
                _item(
                    _("Questions about looks"),
                    "/desk/questions",
                    here,
                    questions.number_waiting(session, officer),
                ),
                _item(_("Objections"), "/desk/objections", here, None),
                _item(_("Concerns"), "/desk/concerns", here, to_answer),
            ],
        },
        {
            "label": _("Register"),
            "items": [
                _item(_("Drafts and practices"), "/desk/register", here, None),
                _item(_("What differs from it"), "/desk/promise-checks", here, to_check),
                _item(_("Reviews"), "/desk/register/reviews", here, None),
                _item(_("Impact assessments"), "/desk/assessments", here, None),
                _item(_("Consultations"), "/desk/consultations", here, None),
                _item(_("Promises"), "/desk/promises", here, None),
                _item(_("Surveys"), "/desk/surveys", here, to_edit),
                _item(_("Who can look"), "/desk/access-reviews", here, None),
                _item(_("Policies"), "/desk/policies", here, None),
                _item(_("Comments"), "/desk/comments", here, None),
                _item(_("Benchmark"), "/benchmark", here, None),
            ],
        },
        {
            "label": _("What people decide"),
            "items": [_item(_("Choices"), "/desk/choices", here, None)],
        },
        {
            "label": _("Second pair of eyes"),
            "items": [
                _item(_("Approvals"), "/approvals", here, to_decide),
                _item(_("Emergency looks"), "/desk/emergencies", here, to_review),
            ],
        },
    ]


def _requests(session: Session, officer: Viewer, here: str) -> list[dict[str, object]]:
    counts = requests.counts(session, officer.person)
    labels = {
        View.MINE: _("My work"),
        View.OVERDUE: _("Overdue"),
        View.WEEK: _("Due in 7 days"),
        View.UNASSIGNED: _("Unassigned"),
        View.PAUSED: _("Paused, waiting for reply"),
        View.APPROVAL: _("For my approval"),
    }
    items = []
    for view, label in labels.items():
        item = _item(label, f"/desk/requests?view={view.value}", here, counts[view])
        items.append(item | {"overdue": view is View.OVERDUE and counts[view] > 0})
    items.append(_item(_("Statistics"), "/desk/requests/statistics", here, None))
    return items


def _item(label: str, url: str, here: str, count: int | None) -> dict[str, object]:
    current = here == url or (url not in _HUBS and here.startswith(f"{url}/"))
    return {"label": label, "url": url, "current": current, "count": count, "overdue": False}
