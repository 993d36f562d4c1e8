"""Four press at once, two hundred times: a role is given once, and never two that exclude it."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from sqlmodel import Session, col, func, select

from app.approvals import service as approvals
from app.approvals.models import Approval, Decision
from app.core.db.session import reading, writing
from app.core.errors import PortalError
from app.identity.people.models import Person
from app.identity.roles import service as roles
from app.identity.roles.models import Role, RoleGrant, RoleReview
from app.notifications.models import Kind, Update
from app.role_requests import service
from tests.role_requests.test_service import approve, asked
from tests.support.cast import Cast
from tests.support.make import a_person
from tests.support.races import DONE, ROUNDS, raced

Press = tuple[UUID, UUID, str]


def _pressed(press: Press) -> str:
    approval_id, person_id, act = press
    try:
        with writing() as session:
            approval, person = session.get(Approval, approval_id), session.get(Person, person_id)
            assert approval is not None
            assert person is not None
            if act == "withdraw":
                approvals.withdraw(session, approval, person)
            else:
                approve(session, approval, person)
    except PortalError:
        return "refused"
    return act


def _raced(rounds: list[list[Press]]) -> list[list[str]]:
    with ThreadPoolExecutor(4) as pool:
        return [list(pool.map(_pressed, presses)) for presses in rounds]


def test_one_request_gives_one_role_once(session: Session, cast: Cast) -> None:
    rounds: list[list[Press]] = []
    for number in range(ROUNDS):
        whom = a_person(session, f"E{5000 + number}")
        one = asked(session, cast.viktor, cast.helen, whom).id
        by_helen, by_viktor = (one, cast.helen.id, "approve"), (one, cast.viktor.id, "withdraw")
        rounds.append([by_helen, by_helen, by_viktor, (one, cast.viktor.id, "approve")])
    session.commit()

    outcomes = _raced(rounds)

    assert len(outcomes) == ROUNDS
    assert {4 - outcome.count("refused") for outcome in outcomes} == {1}
    assert {outcome[3] for outcome in outcomes} == {"refused"}
    with reading() as fresh:
        ends = Counter(fresh.exec(select(Approval.decision)))
        given = fresh.exec(select(func.count()).where(RoleGrant.role == Role.AUTHORISER)).one()
    assert given == ends[Decision.APPROVED]
    assert sum(ends.values()) == ROUNDS


def test_nobody_becomes_officer_and_auditor_at_once(session: Session, cast: Cast) -> None:
    rounds: list[list[Press]] = []
    for number in range(ROUNDS):
        whom = a_person(session, f"E{5000 + number}")
        officer = asked(session, cast.viktor, cast.helen, whom, Role.OFFICER).id
        auditor = asked(session, cast.viktor, cast.daniel, whom, Role.AUDITOR).id
        by_helen, by_daniel = (officer, cast.helen.id, "o"), (auditor, cast.daniel.id, "u")
        rounds.append([by_helen, by_daniel, by_helen, by_daniel])
    session.commit()

    outcomes = _raced(rounds)

    assert len(outcomes) == ROUNDS
    assert {4 - outcome.count("refused") for outcome in outcomes} == {1}
    with reading() as fresh:
        apart = col(RoleGrant.role).in_([Role.OFFICER, Role.AUDITOR])
        held = fresh.exec(
            select(func.count())
            .where(apart, col(RoleGrant.approved_by).is_not(None))
            .group_by(col(RoleGrant.person_id))
        ).all()
        approved = select(func.count()).where(Approval.decision == Decision.APPROVED)
        assert fresh.exec(approved).one() == ROUNDS
    assert list(held) == [1] * ROUNDS


def _reviewed(session: Session, held: RoleGrant, administrator: Person) -> None:
    """What was opened before anybody had reviewed it."""
    if held.reviewed_at is not None:
        raise roles.ReviewedMeanwhileError
    whom = session.get_one(Person, held.person_id)
    service.review(session, administrator, whom, held, "Still on the rota.")


def _revoked(session: Session, held: RoleGrant, administrator: Person) -> None:
    whom = session.get_one(Person, held.person_id)
    service.revoke(session, administrator, whom, held.role)


def _held(session: Session) -> list[UUID]:
    people = [a_person(session, f"E{5000 + number}") for number in range(ROUNDS)]
    return [roles.grant(session, whom, Role.AUTHORISER).id for whom in people]


def _administrators(session: Session, cast: Cast) -> list[UUID]:
    gareth = a_person(session, "E1022", "Gareth Moss", Role.ADMINISTRATOR)
    return [cast.viktor.id, gareth.id] * 2


def test_a_role_is_taken_away_once(session: Session, cast: Cast) -> None:
    made, people = _held(session), _administrators(session, cast)
    session.commit()

    outcomes = raced(RoleGrant, made, [(who, _revoked) for who in people])

    assert len(outcomes) == ROUNDS
    assert {outcome.count(DONE) for outcome in outcomes} == {1}
    with reading() as fresh:
        told = fresh.exec(select(func.count()).where(Update.kind == Kind.ROLE_CHANGED)).one()
    assert told == ROUNDS


def test_a_review_counts_once_and_none_is_of_a_role_that_is_gone(
    session: Session, cast: Cast
) -> None:
    made, people = _held(session), _administrators(session, cast)
    session.commit()
    presses = [*((who, _reviewed) for who in people[:3]), (people[3], _revoked)]

    outcomes = raced(RoleGrant, made, presses)

    assert len(outcomes) == ROUNDS
    with reading() as fresh:
        reviewed = fresh.exec(select(RoleReview.grant_id)).all()
        gone = fresh.exec(select(RoleGrant.id).where(col(RoleGrant.revoked_at).is_not(None))).all()
    assert {outcome[3] for outcome in outcomes} == {DONE}
    assert {outcome[:3].count(DONE) for outcome in outcomes} <= {0, 1}
    assert set(made) <= set(gone)
    assert len(reviewed) == sum(outcome[:3].count(DONE) for outcome in outcomes)
