"""Every act on a policy, at every status, by every role."""

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from itertools import product
from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.register.policies import queries, service
from app.register.policies.campaigns import service as campaigns
from app.register.policies.campaigns.models import PolicyCampaign
from app.register.policies.models import PolicyAcknowledgement, PolicyDraft, PolicyVersion
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.policies import LATER, TEXT, a_document, a_version

NAME, DESK = "using-tools", "/desk/policies/using-tools"
# An engineer it applies to, a manager it does not, and one of each role; the representative is
# an engineer too.
WHO = ("amara", "tom", "ewan", "ines", "viktor", "helen", "daniel")
OFFICERS, READERS = {"helen", "daniel"}, {"amara", "ewan"}
REFUSED = {403, 404, 409, 422}
NONE = "0b5e4c1e-6f3a-7c57-9d55-3f6b0d5a7c99"


class Status(StrEnum):
    """How far a policy has come; whether people are asked to read it."""

    DRAFTED = "drafted"
    PUBLISHED = "published"
    DRAFTED_AGAIN = "drafted again"
    ASKED = "asked"


Fields = Callable[[Session], dict[str, str]]


def _open(session: Session) -> str:
    draft = queries.open_draft(session, NAME)
    return str(draft.id) if draft else ""


def _words(session: Session) -> dict[str, str]:
    return {"title": "Using tools", "text": LATER + " Or 20.", "instead_of": _open(session)}


def _due(session: Session) -> dict[str, str]:
    return {"due_on": str(queries.today(session) + timedelta(days=20))}


def _read(session: Session) -> dict[str, str]:
    every = queries.versions(session, NAME)
    return {"digest": every[0].digest if every else "f" * 64}


ACTS: dict[str, tuple[str, Fields]] = {
    "write": (f"{DESK}/draft", _words),
    "publish": (f"{DESK}/publication", lambda session: {"draft": _open(session) or NONE}),
    "ask people": (f"{DESK}/campaigns", _due),
    "ask nobody": (f"{DESK}/campaigns/ending", lambda _s: {}),
    "say it is read": (f"/policies/{NAME}/readings", _read),
}
LEGAL: dict[tuple[str, Status], set[str]] = {
    **{("write", status): OFFICERS for status in Status},
    ("publish", Status.DRAFTED): OFFICERS,
    ("publish", Status.DRAFTED_AGAIN): OFFICERS,
    **{("ask people", status): OFFICERS for status in (Status.PUBLISHED, Status.DRAFTED_AGAIN)},
    ("ask nobody", Status.ASKED): OFFICERS,
    **{("say it is read", status): READERS for status in [*Status][1:]},
}


def in_status(session: Session, cast: Cast, status: Status) -> None:
    scope = {"roles": (cast.amara.role_title,)}
    if status is Status.DRAFTED:
        service.create(session, "Using tools")
        service.draft(session, cast.helen, NAME, a_document("Using tools", TEXT, **scope))
    else:
        version = a_version(session, cast.helen, **scope)
        if status is Status.DRAFTED_AGAIN:
            words = a_document("Using tools", LATER, **scope)
            service.draft(session, cast.helen, NAME, words, what_changed=("Shorter.",))
        if status is Status.ASKED:
            due = queries.today(session) + timedelta(days=9)
            campaigns.start(session, cast.helen, version, due)
    session.commit()


def everything(session: Session) -> list[Any]:
    session.expire_all()
    tables = (PolicyDraft, PolicyVersion, PolicyCampaign, PolicyAcknowledgement)
    found = [
        [row.model_dump() for row in session.exec(select(table).order_by(col(table.id)))]
        for table in tables
    ]
    session.rollback()
    return found


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("act", ACTS)
def test_an_act_is_done_exactly_where_and_by_whom_it_may_be(
    browser: Browser, session: Session, cast: Cast, act: str, status: Status
) -> None:
    in_status(session, cast, status)
    url, fields = ACTS[act]
    may = LEGAL.get((act, status), set())
    before, typed = everything(session), fields(session)
    session.rollback()

    for who in (who for who in WHO if who not in may):
        browser.sign_in(getattr(cast, who))
        answer = browser.client.post(
            url, data=typed, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False
        )
        assert answer.status_code in REFUSED, (who, answer.status_code)
        assert everything(session) == before, who

    for who in sorted(may if may == READERS else [*may][:1]):
        browser.sign_in(getattr(cast, who))
        browser.post(url, typed)
        assert everything(session) != before, who


@pytest.mark.parametrize("who", sorted(OFFICERS))
def test_each_officer_takes_a_policy_all_the_way(
    browser: Browser, session: Session, cast: Cast, who: str
) -> None:
    in_status(session, cast, Status.DRAFTED)
    browser.sign_in(getattr(cast, who))
    for act in ("write", "publish", "ask people", "ask nobody"):
        url, fields = ACTS[act]
        before, typed = everything(session), fields(session)
        session.rollback()
        browser.post(url, typed)
        assert everything(session) != before, act


def test_each_act_is_somebodys_and_not_everywhere() -> None:
    assert {act for act, _status in LEGAL} == set(ACTS)
    assert set(WHO) > OFFICERS | READERS
    assert len(LEGAL) < len([*product(ACTS, Status)])
