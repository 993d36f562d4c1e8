"""Four people press four buttons at once, two hundred times: each request has one end."""

from collections import Counter
from uuid import uuid4

from sqlmodel import Session, select

from app.approvals import queries, service
from app.approvals.models import Approval, Decision, Kind
from app.core.db.session import reading
from app.identity.people.models import Person
from tests.approvals.test_service import WORDS
from tests.support.cast import Cast
from tests.support.races import DONE, FORBIDDEN, ROUNDS, Press, raced


def _approve(session: Session, approval: Approval, person: Person) -> None:
    service.approve(session, approval, person, WORDS)


def _send_back(session: Session, approval: Approval, person: Person) -> None:
    service.send_back(session, approval, person, "Not yet.")


def test_no_request_is_decided_twice_or_by_who_asked(session: Session, cast: Cast) -> None:
    made = []
    for number in range(ROUNDS):
        made.append(
            service.ask(
                session,
                cast.helen,
                cast.daniel.id,
                kind=Kind.REGISTER_PUBLICATION,
                about=f"practice-{number}",
                digest=WORDS,
                reason="Ready.",
                form_key=uuid4(),
            ).id
        )
    helen, daniel = cast.helen.id, cast.daniel.id
    session.commit()
    presses: list[Press[Approval]] = [
        (daniel, _approve),
        (daniel, _send_back),
        (helen, service.withdraw),
        (helen, _approve),
    ]

    outcomes = raced(Approval, made, presses)

    assert len(outcomes) == ROUNDS
    assert {outcome.count(DONE) for outcome in outcomes} == {1}
    assert {outcome[3] for outcome in outcomes} == {FORBIDDEN}
    with reading() as fresh:
        ends = Counter(approval.decision for approval in queries.lately(fresh))
        itself = select(Approval).where(Approval.decided_by == Approval.requester_id)
        by_who_asked = {approval.decision for approval in fresh.exec(itself)}
    assert sum(ends.values()) == ROUNDS
    assert by_who_asked <= {Decision.WITHDRAWN}
