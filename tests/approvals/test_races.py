"""Four people press four buttons at once, two hundred times: each request has one end."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

from sqlmodel import Session, select

from app.approvals import queries, service
from app.approvals.models import Approval, Decision, Kind
from app.core.db.session import reading, writing
from app.core.errors import ConflictError, ForbiddenError
from app.identity.people.models import Person
from tests.approvals.test_service import WORDS
from tests.support.cast import Cast

ROUNDS = 200
Act = Callable[[Session, Approval, Person], None]


def _approve(session: Session, approval: Approval, person: Person) -> None:
    service.approve(session, approval, person, WORDS)


def _send_back(session: Session, approval: Approval, person: Person) -> None:
    service.send_back(session, approval, person, "Not yet.")


def _pressed(approval_id: UUID, person_id: UUID, act: Act) -> str:
    try:
        with writing() as session:
            approval, person = session.get(Approval, approval_id), session.get(Person, person_id)
            assert approval is not None
            assert person is not None
            act(session, approval, person)
    except ConflictError:
        return "late"
    except ForbiddenError:
        return "forbidden"
    return "decided"


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
    presses: list[tuple[UUID, Act]] = [
        (daniel, _approve),
        (daniel, _send_back),
        (helen, service.withdraw),
        (helen, _approve),
    ]

    with ThreadPoolExecutor(len(presses)) as pool:
        outcomes = [
            tuple(pool.map(lambda press: _pressed(approval_id, *press), presses))  # noqa: B023
            for approval_id in made
        ]

    assert len(outcomes) == ROUNDS
    assert {outcome.count("decided") for outcome in outcomes} == {1}
    assert {outcome[3] for outcome in outcomes} == {"forbidden"}
    with reading() as fresh:
        ends = Counter(approval.decision for approval in queries.lately(fresh))
        itself = select(Approval).where(Approval.decided_by == Approval.requester_id)
        by_who_asked = {approval.decision for approval in fresh.exec(itself)}
    assert sum(ends.values()) == ROUNDS
    assert by_who_asked <= {Decision.WITHDRAWN}
