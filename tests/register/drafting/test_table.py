"""Every act on a draft, at every stage, by every role."""

from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from app.register import queries as register
from app.register.drafting import queries, service
from app.register.drafting.endings import service as endings
from app.register.drafting.rows import rules as rows
from app.register.drafting.schemas import ProposedEnding
from app.register.file import service as files
from app.register.models import RegisterDraft, Stage
from app.register.parts.schemas import CategoryFate
from app.register.terms.schemas import Became
from tests.support import assessments as make
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.register import a_file, a_practice

DESK = "/desk/register/location"
# The owner, an employee, a representative, an administrator, an auditor, two officers.
WHO = ("tom", "amara", "ewan", "viktor", "ines", "helen", "daniel")
OFFICERS = {"helen", "daniel"}
WRITERS = OFFICERS | {"tom"}
REFUSED = {403, 404, 409, 422}
ACTS = (
    "write the words",
    "write the checks",
    "to draft",
    "to impact-check",
    "to consultation",
    "to approved",
    "to ending",
    "ask to publish",
    "ask to end",
    "close",
)
CLOSED = "closed"
LEGAL: dict[tuple[str, Stage], tuple[set[str], str]] = {
    ("write the words", Stage.DRAFT): (WRITERS, "draft"),
    ("write the checks", Stage.DRAFT): (WRITERS, "draft"),
    ("write the checks", Stage.IMPACT_CHECK): (WRITERS, "impact-check"),
    ("write the checks", Stage.CONSULTATION): (WRITERS, "consultation"),
    ("to impact-check", Stage.DRAFT): (OFFICERS, "impact-check"),
    ("to consultation", Stage.IMPACT_CHECK): (OFFICERS, "consultation"),
    ("to approved", Stage.CONSULTATION): (OFFICERS, "approved"),
    ("to draft", Stage.IMPACT_CHECK): (OFFICERS, "draft"),
    ("to draft", Stage.CONSULTATION): (OFFICERS, "draft"),
    ("to draft", Stage.APPROVED): (OFFICERS, "draft"),
    ("ask to publish", Stage.APPROVED): (OFFICERS, "approved"),
    **{("close", stage): (OFFICERS, CLOSED) for stage in Stage},
}


@pytest.fixture
def published(session: Session, cast: Cast) -> None:
    files.take_in(session, a_file(a_practice()))
    make.checked(session, cast)


def in_stage(session: Session, cast: Cast, stage: Stage) -> RegisterDraft:
    """Tom's draft of the next version, with its checks on record, as far as this."""
    practice = register.in_force_now(session).practice("location")
    assert practice is not None
    if stage is Stage.ENDING:
        receipt = CategoryFate(
            category="live-location",
            became=Became.DELETED,
            on=register.in_force_now(session).day,
            rule="30 days.",
        )
        ending = ProposedEnding(on=receipt.on, fate="Deleted.", reason="Over.", fates=(receipt,))
        draft = endings.propose(session, "location", ending)
    else:
        draft = service.begin_from(session, practice.document)
        service.fill_in_checks(session, draft, by=cast.helen)
        for step in [*Stage][1 : [*Stage].index(stage) + 1]:
            service.move(session, draft, step, by=cast.helen)
    draft.owner_id = cast.tom.id
    session.add(draft)
    session.commit()
    return draft


def request(session: Session, cast: Cast, act: str, who: str, draft: RegisterDraft) -> Any:
    """Where an act is sent, and what with."""
    if act == "write the words":
        return "edit/summary", {"summary": "Where you are.", "seen": draft.digest}
    if act == "write the checks":
        words = a_practice() if draft.stage is Stage.ENDING else queries.words(draft)
        checks = words["checks"] | {"next_review": "2027-01-01"}
        typed = rows.written("checks", {"checks": checks})
        return "edit/checks", typed | {"seen": draft.digest}
    if act.startswith("to "):
        return "stage", {"to": act.removeprefix("to ")}
    if act == "close":
        return "closing", {}
    other = cast.helen if who == "daniel" else cast.daniel
    asks = {"approver": str(other.id), "reason": "Read it.", "form_key": str(uuid4())}
    if act == "ask to publish":
        said = {"headline": "is reworded.", "why": "It reads better."}
        return "publish", said | {"adds": "no", "correction": "yes"} | asks
    day = str(register.in_force_now(session).day)
    receipt = {"became": "deleted", "day": day, "rule": "30 days."}
    return "end", receipt | {"on": day, "fate": "Deleted.", "why": "Over."} | asks


def begun_anew(session: Session, cast: Cast, draft: RegisterDraft, stage: Stage) -> RegisterDraft:
    """The same draft again, in place of one that was acted on."""
    session.expire_all()
    if draft.closed_at is None:
        service.close(session, draft, by=cast.helen)
    return in_stage(session, cast, stage)


def standing(session: Session, draft: RegisterDraft) -> dict[str, Any]:
    session.expire_all()
    row = session.exec(select(RegisterDraft).where(RegisterDraft.id == draft.id)).one()
    found = row.model_dump()
    session.rollback()
    return found


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(("act", "stage"), [*product(ACTS, Stage)])
def test_an_act_is_done_exactly_where_and_by_whom_it_may_be(
    browser: Browser, session: Session, cast: Cast, act: str, stage: Stage
) -> None:
    draft = in_stage(session, cast, stage)
    may, then = LEGAL.get((act, stage), (set(), stage.value))
    before = standing(session, draft)

    for who in (who for who in WHO if who not in may):
        browser.sign_in(getattr(cast, who))
        path, typed = request(session, cast, act, who, draft)
        session.rollback()
        answer = browser.client.post(
            f"{DESK}/{path}",
            data=typed,
            headers={"Sec-Fetch-Site": "same-origin"},
            follow_redirects=False,
        )
        assert answer.status_code in REFUSED, (who, answer.status_code)
        assert standing(session, draft) == before, who

    for number, who in enumerate(sorted(may)):
        if number:  # who comes next finds one that nobody has touched
            draft = begun_anew(session, cast, draft, stage)
            before = standing(session, draft)
        browser.sign_in(getattr(cast, who))
        path, typed = request(session, cast, act, who, draft)
        session.rollback()
        browser.post(f"{DESK}/{path}", typed)
        after = standing(session, draft)
        assert after != before, who
        assert (CLOSED if after["closed_at"] else after["stage"]) == then, who


@pytest.mark.usefixtures("published")
def test_nobody_ends_a_practice_while_a_draft_is_open_and_then_it_can_be_asked(
    browser: Browser, session: Session, cast: Cast
) -> None:
    draft = in_stage(session, cast, Stage.DRAFT)
    path, typed = request(session, cast, "ask to end", "helen", draft)
    session.rollback()
    browser.sign_in(cast.helen)

    browser.post(f"{DESK}/{path}", typed, status=409)
    browser.post(f"{DESK}/closing")
    browser.post(f"{DESK}/{path}", typed)

    session.expire_all()
    ending = register.open_draft(session, "location")
    assert ending is not None
    assert ending.stage is Stage.ENDING
