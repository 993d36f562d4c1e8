"""A role is asked for by an administrator and given by an officer, and never by one alone."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.approvals import queries as approvals
from app.approvals import service as approving
from app.approvals.models import Approval
from app.core import clock
from app.core.errors import PortalError
from app.desk.approvals import service as desk
from app.desk.approvals.forms import NewDecision
from app.identity.people.models import Person
from app.identity.roles import queries as roles
from app.identity.roles import service as role_service
from app.identity.roles.models import Role, a_year_after
from app.notifications import queries as updates
from app.role_requests import queries, service
from tests.support.cast import Cast
from tests.support.make import a_person

THURSDAY = datetime(2026, 11, 19, 15, 5, tzinfo=UTC)


def asked(
    session: Session, by: Person, of: Person, whom: Person, role: Role = Role.AUTHORISER
) -> Approval:
    return service.ask(
        session,
        by,
        employee_id=whom.employee_id,
        role=role,
        approver_id=of.id,
        reason="She stands in for a colleague.",
        form_key=uuid4(),
    )


def approve(session: Session, approval: Approval, by: Person) -> None:
    found = desk.matter(session, approval)
    assert found is not None
    desk.decide(
        session, approval, by, NewDecision(digest=found.digest, decision="approve", note="")
    )


@pytest.mark.parametrize("role", Role)
def test_an_approved_role_is_held_and_says_by_whom(
    session: Session, cast: Cast, role: Role
) -> None:
    approval = asked(session, cast.viktor, cast.helen, cast.jo, role)
    assert role not in roles.roles_of(session, cast.jo.id)

    approve(session, approval, cast.helen)

    held = queries.holding(session, cast.jo.employee_id, role.value)
    assert (held.asked_by, held.approved_by) == (cast.viktor, cast.helen)
    [told] = updates.updates_of(session, cast.jo.id)
    assert (told.kind, told.data) == ("role-changed", {"change": "granted", "role": role.value})


@pytest.mark.parametrize("who", ["amara", "tom", "ewan", "helen", "daniel", "ines", "jo"])
def test_only_an_administrator_asks_reviews_and_revokes(
    session: Session, cast: Cast, who: str
) -> None:
    somebody = getattr(cast, who)
    ewans = roles.held_grant(session, cast.ewan.id, Role.REPRESENTATIVE)
    assert ewans is not None
    refused = (service.NotAnAdministratorError, service.OwnRoleError)

    with pytest.raises(refused):
        asked(session, somebody, cast.daniel, cast.priya)
    with pytest.raises(refused):
        service.revoke(session, somebody, cast.ewan, Role.REPRESENTATIVE)
    with pytest.raises(refused):
        service.review(session, somebody, cast.ewan, ewans, "Elected until 2028.")

    assert asked(session, cast.viktor, cast.daniel, cast.priya).decision is None
    service.review(session, cast.viktor, cast.ewan, ewans, "Elected until 2028.")
    service.revoke(session, cast.viktor, cast.ewan, Role.REPRESENTATIVE)


# what is asked for, by an administrator, and why it is refused before anybody is asked
ILLEGAL: dict[str, tuple[Callable[[Session, Cast], Approval], type[PortalError]]] = {
    "for oneself": (
        lambda session, cast: asked(session, cast.viktor, cast.helen, cast.viktor),
        service.OwnRoleError,
    ),
    "held already": (
        lambda session, cast: asked(
            session, cast.viktor, cast.helen, cast.ewan, Role.REPRESENTATIVE
        ),
        role_service.HeldAlreadyError,
    ),
    "an officer as auditor": (
        lambda session, cast: asked(session, cast.viktor, cast.helen, cast.daniel, Role.AUDITOR),
        role_service.KeptApartError,
    ),
    "an officer as administrator": (
        lambda session, cast: asked(
            session, cast.viktor, cast.helen, cast.daniel, Role.ADMINISTRATOR
        ),
        role_service.KeptApartError,
    ),
    "an auditor as officer": (
        lambda session, cast: asked(session, cast.viktor, cast.helen, cast.ines, Role.OFFICER),
        role_service.KeptApartError,
    ),
    "an auditor as administrator": (
        lambda session, cast: asked(
            session, cast.viktor, cast.helen, cast.ines, Role.ADMINISTRATOR
        ),
        role_service.KeptApartError,
    ),
    "decided by who gets it": (
        lambda session, cast: asked(session, cast.viktor, cast.helen, cast.helen),
        approving.NotAnApproverError,
    ),
    "decided by no officer": (
        lambda session, cast: asked(session, cast.viktor, cast.amara, cast.jo),
        approving.NotAnApproverError,
    ),
    "for who has left": (
        lambda session, cast: asked(
            session, cast.viktor, cast.helen, a_person(session, "E9", active=False)
        ),
        service.NobodyError,
    ),
}


@pytest.mark.parametrize("what", ILLEGAL)
def test_what_cannot_be_granted_is_not_asked_for(session: Session, cast: Cast, what: str) -> None:
    ask, error = ILLEGAL[what]

    with pytest.raises(error):
        ask(session, cast)

    assert approvals.lately(session) == []
    assert asked(session, cast.viktor, cast.helen, cast.jo).decision is None


def _leaves(session: Session, cast: Cast) -> None:
    cast.jo.active = False
    session.add(cast.jo)
    session.flush()


# what happens between asking and deciding, and what the decision then meets
MEANWHILE: dict[str, tuple[Callable[[Session, Cast], object], type[PortalError]]] = {
    "she left": (_leaves, role_service.HasLeftError),
    "she holds it": (
        lambda session, cast: role_service.grant(session, cast.jo, Role.AUDITOR),
        role_service.HeldAlreadyError,
    ),
    "she became an officer": (
        lambda session, cast: role_service.grant(session, cast.jo, Role.OFFICER),
        role_service.KeptApartError,
    ),
    "who asked is no administrator any more": (
        lambda session, cast: role_service.revoke(session, cast.viktor, Role.ADMINISTRATOR),
        service.NotAnAdministratorError,
    ),
    "one officer is left": (
        lambda session, cast: role_service.revoke(session, cast.daniel, Role.OFFICER),
        service.TooFewOfficersError,
    ),
}


@pytest.mark.parametrize("what", MEANWHILE)
def test_an_approval_that_cannot_be_carried_out_is_not_recorded(
    session: Session, cast: Cast, what: str
) -> None:
    approval = asked(session, cast.viktor, cast.helen, cast.jo, Role.AUDITOR)
    session.commit()
    happens, error = MEANWHILE[what]
    happens(session, cast)
    held = roles.roles_of(session, cast.jo.id)

    with pytest.raises(error), session.begin_nested():
        approve(session, approval, cast.helen)

    session.refresh(approval)
    assert approval.decision is None
    assert roles.roles_of(session, cast.jo.id) == held
    session.rollback()
    approve(session, approval, cast.helen)
    assert Role.AUDITOR in roles.roles_of(session, cast.jo.id)


def test_with_fewer_than_two_officers_nothing_is_asked(session: Session, cast: Cast) -> None:
    role_service.revoke(session, cast.daniel, Role.OFFICER)

    with pytest.raises(service.TooFewOfficersError):
        asked(session, cast.viktor, cast.helen, cast.jo)

    role_service.grant(session, cast.daniel, Role.OFFICER)
    assert asked(session, cast.viktor, cast.helen, cast.jo).decision is None


def test_the_last_two_officers_and_the_last_administrator_stay(
    session: Session, cast: Cast
) -> None:
    deputy = a_person(session, "E1022", "Gareth Moss", Role.ADMINISTRATOR)
    for officer in (cast.helen, cast.daniel):
        with pytest.raises(service.CannotBeSparedError, match="Two privacy officers must stay"):
            service.revoke(session, deputy, officer, Role.OFFICER)
    service.revoke(session, deputy, cast.viktor, Role.ADMINISTRATOR)
    with pytest.raises(service.OwnRoleError):
        service.revoke(session, deputy, deputy, Role.ADMINISTRATOR)

    role_service.grant(session, cast.jo, Role.OFFICER)
    service.revoke(session, deputy, cast.helen, Role.OFFICER)
    assert roles.numbers(session)[Role.OFFICER] == 2


def test_who_lost_a_role_is_told(session: Session, cast: Cast) -> None:
    service.revoke(session, cast.viktor, cast.ines, Role.AUDITOR)

    [told] = updates.updates_of(session, cast.ines.id)
    assert (told.kind, told.data["change"]) == ("role-changed", "revoked")
    assert updates.updates_of(session, cast.ewan.id) == []


def test_a_role_is_reviewed_each_year(session: Session, cast: Cast) -> None:
    with clock.set_to(THURSDAY):
        granted = role_service.grant(session, cast.jo, Role.AUTHORISER)
    with clock.set_to(THURSDAY + timedelta(days=364)):
        assert not queries.holding(session, "E1003", "authoriser").is_overdue
    with clock.set_to(THURSDAY + timedelta(days=365)):
        assert queries.holding(session, "E1003", "authoriser").is_overdue
        service.review(session, cast.viktor, cast.jo, granted, "Still on the rota.")
        held = queries.holding(session, "E1003", "authoriser")

    assert not held.is_overdue
    assert held.review_on == date(2028, 11, 19)
    assert held.note == "Still on the rota."
    assert a_year_after(date(2028, 2, 29)) == date(2029, 2, 28)


def test_two_reviews_of_one_form_count_once(session: Session, cast: Cast) -> None:
    granted = role_service.grant(session, cast.jo, Role.AUTHORISER)
    stale = type(granted)(**granted.model_dump())
    service.review(session, cast.viktor, cast.jo, granted, "Still on the rota.")

    with pytest.raises(role_service.ReviewedMeanwhileError):
        service.review(session, cast.viktor, cast.jo, stale, "Another note.")

    assert queries.holding(session, "E1003", "authoriser").note == "Still on the rota."


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE role_review SET note = 'other'",
        "DELETE FROM role_review",
        "UPDATE role_grant SET approved_by = granted_by WHERE granted_by IS NOT NULL",
        "UPDATE role_grant SET approved_by = person_id WHERE granted_by IS NOT NULL",
    ],
)
def test_the_database_refuses_to_rewrite_who_decided(
    session: Session, cast: Cast, statement: str
) -> None:
    approve(session, asked(session, cast.viktor, cast.helen, cast.jo), cast.helen)
    held = queries.holding(session, "E1003", "authoriser")
    service.review(session, cast.viktor, cast.jo, held.grant, "Still on the rota.")
    session.commit()

    with pytest.raises(DBAPIError):
        session.connection().exec_driver_sql(statement)
    session.rollback()

    assert queries.holding(session, "E1003", "authoriser").approved_by == cast.helen


@pytest.mark.parametrize("index", ["uq_role_grant_held", "uq_role_grant_kept_apart"])
def test_the_indexes_that_keep_roles_apart_are_still_partial(session: Session, index: str) -> None:
    catalogue = {
        "sqlite": "SELECT sql FROM sqlite_master WHERE name = '{}'",
        "postgresql": "SELECT indexdef FROM pg_indexes WHERE indexname = '{}'",
    }[session.get_bind().dialect.name]
    said = session.connection().exec_driver_sql(catalogue.format(index)).scalar_one()

    assert "UNIQUE" in said
    assert "revoked_at IS NULL" in said
