"""Every step of an assessment, at every status, asked for by every role at its own door.

The six roles: an employee, a manager (who is its author), a representative, an officer, an
auditor, an administrator; and a second and a third officer, since two sign.
"""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from sqlmodel import Session

from app.identity.people.models import Person
from app.identity.roles.models import Role
from app.register.assessments import queries
from app.register.assessments.models import Assessment, Status
from app.register.assessments.schemas import Removal
from tests.support import assessments as make
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.make import a_person

DESK, OWN = "/desk/assessments/{reference}", "/assessments/{reference}"
WHO = ("amara", "tom", "ewan", "ines", "viktor", "helen", "daniel", "mei")
AUTHOR, OFFICERS, OTHERS = {"tom"}, {"helen", "daniel", "mei"}, {"daniel", "mei"}
REFUSED = {403, 404, 409, 422}

Fields = Callable[[Session], dict[str, str]]
ACTS: dict[str, tuple[str, Fields]] = {
    "change": (OWN, lambda _s: {"what": "Other words."}),
    "submit": (f"{OWN}/submission", lambda _s: {}),
    "evaluate": (f"{DESK}/evaluation", lambda _s: {"advice": "go-ahead", "text": "Go ahead."}),
    "validate": (
        f"{DESK}/validation",
        lambda session: {
            "decision": "go-ahead",
            "overruled": "",
            "review_on": str(make.review_day(session)),
        },
    ),
    "send back": (f"{DESK}/sending-back", lambda _s: {"note": "Say more."}),
    "remove a passage": (
        f"{DESK}/removals",
        lambda _s: {"part": "what", "passage": "About what", "why_removed": "names a lock"},
    ),
    "put it back": (f"{DESK}/removals/1/undoing", lambda _s: {}),
    "publish": (f"{DESK}/publication", lambda _s: {}),
}
UNREAD = {"submit", "remove a passage"}  # these sign nothing
# Helen evaluated what is evaluated: she does not validate it too.
LEGAL: dict[tuple[str, Status], tuple[set[str], Status]] = {
    **{("change", status): (AUTHOR, Status.DRAFT) for status in [*Status][:4]},
    ("submit", Status.DRAFT): (AUTHOR, Status.SUBMITTED),
    ("evaluate", Status.SUBMITTED): (OFFICERS, Status.EVALUATED),
    ("validate", Status.EVALUATED): (OTHERS, Status.VALIDATED),
    ("send back", Status.SUBMITTED): (OFFICERS, Status.DRAFT),
    ("send back", Status.EVALUATED): (OFFICERS, Status.DRAFT),
    ("send back", Status.VALIDATED): (OFFICERS, Status.DRAFT),
    ("remove a passage", Status.EVALUATED): ({"helen"}, Status.EVALUATED),
    ("remove a passage", Status.VALIDATED): ({"helen"}, Status.EVALUATED),
    ("put it back", Status.EVALUATED): ({"helen"}, Status.EVALUATED),
    ("put it back", Status.VALIDATED): ({"helen"}, Status.EVALUATED),
    ("publish", Status.VALIDATED): (OFFICERS, Status.PUBLISHED),
}


@pytest.fixture
def people(session: Session, cast: Cast) -> dict[str, Person]:
    return vars(cast) | {"mei": a_person(session, "E1007", "Mei Tan", Role.OFFICER)}


def in_status(session: Session, cast: Cast, status: Status, number: int) -> Assessment:
    left_out = Removal(part="what", passage="About", reason="names a lock")
    made = make.an_assessment(session, cast, status, f"vans-{number}", left_out)
    session.commit()
    return made


def standing(session: Session, of: Assessment) -> tuple[dict[str, Any], int]:
    session.expire_all()
    session.refresh(of)
    found = of.model_dump(), len(queries.steps(session, of))
    session.rollback()
    return found


@pytest.mark.parametrize(("act", "status"), [*product(ACTS, Status)])
def test_a_step_is_taken_exactly_where_and_by_whom_it_may_be(
    browser: Browser,
    session: Session,
    cast: Cast,
    people: dict[str, Person],
    act: str,
    status: Status,
) -> None:
    url, fields = ACTS[act]
    may, then = LEGAL.get((act, status), (set(), status))
    made = in_status(session, cast, status, 0)
    before = standing(session, made)
    read = made.digest if act == "change" else make.read(session, made)
    typed = fields(session) | ({"read": read} if act not in UNREAD else {})
    session.rollback()

    for who in (who for who in WHO if who not in may):
        browser.sign_in(people[who])
        answer = browser.client.post(
            url.format(reference=before[0]["reference"]),
            data=typed,
            headers={"Sec-Fetch-Site": "same-origin"},
            follow_redirects=False,
        )
        assert answer.status_code in REFUSED, (who, answer.status_code)
        assert standing(session, made) == before, who

    for number, who in enumerate(sorted(may)):
        if number:  # who comes next finds one that nobody has touched
            made = in_status(session, cast, status, number)
            before = standing(session, made)
        browser.sign_in(people[who])
        read = made.digest if act == "change" else make.read(session, made)
        typed |= {"read": read} if act not in UNREAD else {}
        session.rollback()
        browser.post(url.format(reference=before[0]["reference"]), typed)
        assert standing(session, made) != before, who
        assert made.status is then, who
        session.rollback()


def test_each_role_is_asked_and_each_step_is_somebodys() -> None:
    assert {act for act, _status in LEGAL} == set(ACTS)
    assert set().union(*(may for may, _then in LEGAL.values())) == AUTHOR | OFFICERS
    assert set(WHO) > AUTHOR | OFFICERS


OVER = {"author": "E1001", "why": "She knows the vans."}


@pytest.mark.parametrize("status", Status)
def test_it_is_handed_over_by_an_officer_once_its_author_has_left(
    browser: Browser, session: Session, cast: Cast, people: dict[str, Person], status: Status
) -> None:
    made = in_status(session, cast, status, 0)
    url = f"/desk/assessments/{made.reference}/handing-over"
    before, officers = standing(session, made), sorted(OFFICERS)

    def press(who: str, **different: str) -> int:
        browser.sign_in(people[who])
        headers = {"Sec-Fetch-Site": "same-origin"}
        return browser.client.post(
            url, data=OVER | different, headers=headers, follow_redirects=False
        ).status_code

    for who in WHO:
        assert press(who) in REFUSED, f"{who}: she still works here"
    cast.tom.active = False
    session.commit()
    for who in set(WHO) - OFFICERS - AUTHOR:
        assert press(who) in REFUSED, who
    for nobody in ("E9999", "E1002"):
        assert press("helen", author=nobody) in REFUSED, nobody
    assert standing(session, made) == before

    if status is Status.PUBLISHED:
        assert {press(who) for who in officers} <= REFUSED
        assert standing(session, made) == before
        return
    assert press(officers[0]) == 303
    (now, steps), was = standing(session, made), before[0]
    assert (now["author_id"], now["status"], now["words"]) == (
        people["amara"].id,
        Status.DRAFT,
        was["words"],
    )
    assert {now[name] for name in ("evaluator_id", "validator_id", "advice", "decision")} == {None}
    assert (steps, now["removals"]) == (before[1] + 1, [])
    assert queries.steps(session, made)[0].row.note == "Amara Okafor. She knows the vans."
    assert press(officers[1]) in REFUSED, "she who writes it now works here"
