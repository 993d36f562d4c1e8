"""Four presses on one request, two hundred times: what was approved is published or ended once.

The real thing behind the button: the approval and what it lets happen, in one transaction.
"""

import json
from functools import partial
from uuid import UUID, uuid4

from sqlmodel import Session, func, select

from app.approvals import service as approvals
from app.approvals.models import Approval, Decision, Kind
from app.core.db.session import reading
from app.desk.approvals import service as desk
from app.desk.approvals.forms import NewDecision
from app.identity.people.models import Person
from app.register import queries as register
from app.register.drafting import queries, service
from app.register.drafting.endings import service as endings
from app.register.drafting.schemas import Proposal, ProposedEnding
from app.register.file import service as files
from app.register.models import PracticeEnding, PracticeVersion, RegisterDraft, Stage
from app.register.parts.schemas import CategoryFate
from app.register.terms.schemas import Became
from tests.support.cast import Cast
from tests.support.races import DONE, FORBIDDEN, ROUNDS, Press, raced
from tests.support.register import a_file, a_practice

PLAIN = {
    "kind": "other",
    "figures": "none",
    "uses": [],
    "collected_hours": None,
    "categories": [{"id": "notes", "label": "notes", "kind": "record"}],
}
NAMES = [f"practice-{number}" for number in range(ROUNDS)]
FEWER = Proposal(headline="is reworded.", reason="It reads better.", adds=False)


def _in_use(session: Session) -> None:
    files.take_in(session, a_file(*(a_practice(id=name, title=name, **PLAIN) for name in NAMES)))


def _ask(session: Session, cast: Cast, kind: Kind, about: str, digest: str) -> UUID:
    asked = {"kind": kind, "about": about, "digest": digest, "reason": "Read it."}
    return approvals.ask(session, cast.helen, cast.daniel.id, form_key=uuid4(), **asked).id  # type: ignore[arg-type]


def _decide(decision: str, session: Session, approval: Approval, person: Person) -> None:
    found = desk.matter(session, approval)
    digest = found.digest if found else approval.digest
    said = {"decision": decision, "digest": digest, "note": "Not yet."}
    desk.decide(session, approval, person, NewDecision.model_validate_json(json.dumps(said)))


def _presses(cast: Cast) -> list[Press[Approval]]:
    """Daniel was asked and presses both buttons, one of them twice; Helen asked and presses too."""
    daniel, helen = cast.daniel.id, cast.helen.id
    approve, send_back = partial(_decide, "approve"), partial(_decide, "send-back")
    return [(daniel, approve), (daniel, approve), (daniel, send_back), (helen, approve)]


def _assert_one_end_each(outcomes: list[list[str]]) -> int:
    """How many were approved."""
    assert len(outcomes) == ROUNDS
    assert {outcome.count(DONE) for outcome in outcomes} == {1}
    assert {outcome[3] for outcome in outcomes} <= {FORBIDDEN, "late"}
    with reading() as fresh:
        by_who_asked = select(Approval).where(Approval.decided_by == Approval.requester_id)
        assert fresh.exec(by_who_asked).all() == []
        approved = select(func.count()).select_from(Approval)
        return fresh.exec(approved.where(Approval.decision == Decision.APPROVED)).one()


def test_a_practice_is_published_once_and_never_by_who_asked(session: Session, cast: Cast) -> None:
    _in_use(session)
    made = []
    for name in NAMES:
        practice = register.in_force_now(session).practice(name)
        assert practice is not None
        draft = service.begin_from(session, practice.document)
        draft.stage = Stage.APPROVED
        service.propose(session, draft, FEWER, by=cast.helen)
        digest = queries.approved_digest(draft)
        made.append(_ask(session, cast, Kind.REGISTER_PUBLICATION, name, digest))
    presses = _presses(cast)
    session.commit()

    approved = _assert_one_end_each(raced(Approval, made, presses))

    assert approved
    with reading() as fresh:
        numbers = fresh.exec(select(PracticeVersion.practice_id, PracticeVersion.number)).all()
        still_open = fresh.exec(select(RegisterDraft).where(RegisterDraft.closed_at == None)).all()  # noqa: E711
    assert len(numbers) == len(set(numbers)) == ROUNDS + approved
    assert len(still_open) == ROUNDS - approved


def test_a_practice_ends_once_and_never_by_who_asked(session: Session, cast: Cast) -> None:
    _in_use(session)
    today = register.in_force_now(session).day
    receipt = CategoryFate(category="notes", became=Became.DELETED, on=today, rule="At once.")
    ending = ProposedEnding(on=today, fate="Deleted.", reason="Over.", fates=(receipt,))
    made = []
    for name in NAMES:
        draft = endings.propose(session, name, ending)
        made.append(_ask(session, cast, Kind.REGISTER_ENDING, name, draft.digest))
    presses = _presses(cast)
    session.commit()

    approved = _assert_one_end_each(raced(Approval, made, presses))

    assert approved
    with reading() as fresh:
        ended = fresh.exec(select(PracticeEnding.practice_id)).all()
    assert len(ended) == len(set(ended)) == approved
