"""Every act on one role of one person, at every status of it, by every role, at its own door."""

from collections.abc import Callable
from enum import StrEnum
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session, col, select

from app.approvals import queries as approvals
from app.approvals import service as approving
from app.approvals.models import Approval, ApprovalAttempt, Kind
from app.identity.people.models import Person
from app.identity.roles import service as role_service
from app.identity.roles.models import Role, RoleGrant, RoleReview
from app.role_requests import rules
from tests.role_requests.test_service import approve, asked
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.make import a_person

# An employee, a manager, a representative, an auditor, two administrators, the officer who is
# asked, another one, and Jo, whose role it is.
WHO = ("amara", "tom", "ewan", "ines", "viktor", "gareth", "helen", "daniel", "jo")
ADMINISTRATORS = {"viktor", "gareth"}
HERS = "/admin/roles/E1003/authoriser"
REFUSED = {403, 404, 409, 422}


class Status(StrEnum):
    """How far it has come that Jo is authoriser."""

    NEVER = "never"
    ASKED = "asked"
    SENT_BACK = "sent back"
    HELD = "held"
    REVOKED = "revoked"


Fields = Callable[[Session, Cast], dict[str, str]]


def _request(session: Session, cast: Cast) -> Approval | None:
    about = rules.about(cast.jo.id, Role.AUTHORISER)
    return approvals.newest_about(session, Kind.ROLE_GRANT, about)


def _ask(_session: Session, cast: Cast) -> dict[str, str]:
    return {
        "employee": "E1003",
        "role": "authoriser",
        "reason": "She is on the rota for it.",
        "approver": str(cast.helen.id),
        "form_key": str(uuid4()),
    }


def _decision(word: str) -> Fields:
    digest = lambda cast: rules.digest("E1003", cast.jo.id, Role.AUTHORISER)  # noqa: E731
    return lambda _s, cast: {"decision": word, "digest": digest(cast), "note": "Not yet."}


ACTS: dict[str, tuple[str, Fields]] = {
    "ask": ("/admin/roles", _ask),
    "approve": ("/approvals/{reference}/decision", _decision("approve")),
    "send back": ("/approvals/{reference}/decision", _decision("send-back")),
    "withdraw": ("/approvals/{reference}/withdrawal", lambda _s, _c: {}),
    "review": (f"{HERS}/review", lambda _s, _c: {"note": "Still on the rota."}),
    "revoke": (f"{HERS}/revocation", lambda _s, _c: {}),
}
LEGAL: dict[tuple[str, Status], set[str]] = {
    **{("ask", status): ADMINISTRATORS for status in (Status.NEVER, Status.SENT_BACK)},
    ("ask", Status.REVOKED): ADMINISTRATORS,
    ("approve", Status.ASKED): {"helen"},
    ("send back", Status.ASKED): {"helen"},
    ("withdraw", Status.ASKED): {"viktor"},
    ("review", Status.HELD): ADMINISTRATORS,
    ("revoke", Status.HELD): ADMINISTRATORS,
}
CASES = [*product(ACTS, Status)]


@pytest.fixture
def people(session: Session, cast: Cast) -> dict[str, Person]:
    gareth = a_person(session, "E1022", "Gareth Moss", Role.ADMINISTRATOR)
    return vars(cast) | {"gareth": gareth}


def in_status(session: Session, cast: Cast, status: Status) -> None:
    """Viktor asks Helen, who decides."""
    if status is not Status.NEVER:
        approval = asked(session, cast.viktor, cast.helen, cast.jo)
        if status in {Status.HELD, Status.REVOKED}:
            approve(session, approval, cast.helen)
        if status is Status.SENT_BACK:
            approving.send_back(session, approval, cast.helen, "Not yet.")
    if status is Status.REVOKED:
        role_service.revoke(session, cast.jo, Role.AUTHORISER, revoked_by=cast.viktor)
    session.commit()


def everything(session: Session) -> list[Any]:
    """All that is on record, but for attempts to decide what is for somebody else."""
    session.expire_all()
    found = [
        [row.model_dump() for row in session.exec(select(table).order_by(col(table.id)))]
        for table in (Approval, RoleGrant, RoleReview)
    ]
    session.rollback()
    return found


@pytest.mark.parametrize(("act", "status"), CASES)
def test_an_act_is_done_exactly_where_and_by_whom_it_may_be(
    browser: Browser,
    session: Session,
    cast: Cast,
    people: dict[str, Person],
    act: str,
    status: Status,
) -> None:
    in_status(session, cast, status)
    may = LEGAL.get((act, status), set())
    url, fields = ACTS[act]
    found = _request(session, cast)
    path = url.format(reference=found.reference if found else "OK-NONE")
    typed, before = fields(session, cast), everything(session)

    for who in (who for who in WHO if who not in may):
        browser.sign_in(people[who])
        answer = browser.client.post(
            path, data=typed, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False
        )
        assert answer.status_code in REFUSED, (who, answer.status_code)
        assert everything(session) == before, who

    for who in sorted(may)[-1:]:
        browser.sign_in(people[who])
        browser.post(path, typed)
        assert everything(session) != before, who


def test_who_may_not_decide_is_written_down(browser: Browser, session: Session, cast: Cast) -> None:
    """The one thing a refusal leaves behind: that somebody tried to decide her own request."""
    in_status(session, cast, Status.ASKED)
    found = _request(session, cast)
    assert found is not None
    url, fields = ACTS["approve"]
    browser.sign_in(cast.viktor)
    browser.post(url.format(reference=found.reference), fields(session, cast), status=403)

    session.rollback()
    assert [row.person_id for row in session.exec(select(ApprovalAttempt))] == [cast.viktor.id]


def test_each_act_is_somebodys() -> None:
    assert {act for act, _status in LEGAL} == set(ACTS)
    assert set().union(*LEGAL.values()) == {"viktor", "gareth", "helen"}
