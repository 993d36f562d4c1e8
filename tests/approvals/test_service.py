"""A second person decides, once, about exactly what was asked."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.approvals import queries, service
from app.approvals.models import Approval, Decision, Kind
from app.core import clock
from app.core.errors import ConflictError, ForbiddenError, NotFoundError
from app.identity.people.models import Person
from app.identity.roles import service as roles
from app.identity.roles.models import Role
from tests.support.cast import Cast

THURSDAY = datetime(2026, 11, 19, 15, 5, tzinfo=UTC)
WORDS = sha256(b"the exact words").hexdigest()
OTHER_WORDS = sha256(b"other words").hexdigest()


def asked(session: Session, by: Person, of: Person, **other: Any) -> Approval:
    usual: dict[str, Any] = {
        "kind": Kind.REGISTER_PUBLICATION,
        "about": "location-in-the-field-app",
        "digest": WORDS,
        "reason": "Ready to go.",
        "form_key": uuid4(),
    }
    return service.ask(session, by, of.id, **usual | other)


def test_another_officer_approves_what_she_was_asked_about(session: Session, cast: Cast) -> None:
    approval = asked(session, cast.helen, cast.daniel)
    assert queries.waiting_for(session, cast.daniel.id) == [approval]
    assert queries.waiting_for(session, cast.helen.id) == []

    service.approve(session, approval, cast.daniel, WORDS)

    assert (approval.decision, approval.decided_by) == (Decision.APPROVED, cast.daniel.id)
    assert queries.waiting_for(session, cast.daniel.id) == []


def test_who_asks_is_not_among_those_who_may_be_asked(session: Session, cast: Cast) -> None:
    found = queries.may_be_asked(session, cast.helen.id, Role.OFFICER)
    assert [person.name for person in found] == ["Daniel Osei"]

    for nobody in (cast.helen, cast.amara, cast.viktor):
        with pytest.raises(service.NotAnApproverError):
            asked(session, cast.helen, nobody)

    assert asked(session, cast.helen, cast.daniel).decision is None


def test_whom_it_is_about_never_decides_it(session: Session, cast: Cast) -> None:
    with pytest.raises(service.NoSecondPersonError):
        asked(session, cast.helen, cast.daniel, subject_id=cast.daniel.id)

    assert asked(session, cast.helen, cast.daniel, subject_id=cast.amara.id).decision is None


def test_with_one_officer_four_eyes_are_refused_not_waved_through(
    session: Session, cast: Cast
) -> None:
    roles.revoke(session, cast.daniel, Role.OFFICER)

    with pytest.raises(service.NoSecondPersonError):
        asked(session, cast.helen, cast.daniel)

    roles.grant(session, cast.daniel, Role.OFFICER)
    assert asked(session, cast.helen, cast.daniel).decision is None


def test_a_role_must_have_been_held_for_a_week_unless_it_was_granted_at_set_up(
    session: Session, cast: Cast
) -> None:
    with clock.set_to(THURSDAY):
        roles.grant(session, cast.jo, Role.OFFICER, granted_by=cast.viktor)
        with pytest.raises(service.NotAnApproverError):
            asked(session, cast.helen, cast.jo)
    with clock.set_to(THURSDAY + timedelta(days=7)):
        assert asked(session, cast.helen, cast.jo).decision is None


Act = Callable[[Session, Approval, Cast], None]
ACTS: dict[str, Act] = {
    "approve": lambda session, approval, cast: service.approve(
        session, approval, cast.daniel, WORDS
    ),
    "send back": lambda session, approval, cast: service.send_back(
        session, approval, cast.daniel, "Say how long it is kept."
    ),
    "withdraw": lambda session, approval, cast: service.withdraw(session, approval, cast.helen),
}
ENDS = {
    "approve": Decision.APPROVED,
    "send back": Decision.SENT_BACK,
    "withdraw": Decision.WITHDRAWN,
}


@pytest.mark.parametrize("then", ACTS)
@pytest.mark.parametrize("first", ACTS)
def test_what_is_decided_stays_decided(session: Session, cast: Cast, first: str, then: str) -> None:
    approval = asked(session, cast.helen, cast.daniel)
    ACTS[first](session, approval, cast)

    with pytest.raises(service.NotOpenError):
        ACTS[then](session, approval, cast)

    session.refresh(approval)
    assert approval.decision is ENDS[first]
    ACTS[then](session, fresh := asked(session, cast.helen, cast.daniel), cast)
    assert fresh.decision is ENDS[then]


@pytest.mark.parametrize("who", ["helen", "amara", "viktor", "ines", "ewan", "tom"])
def test_nobody_but_the_person_asked_decides(session: Session, cast: Cast, who: str) -> None:
    approval = asked(session, cast.helen, cast.daniel)
    somebody = getattr(cast, who)

    with pytest.raises(ForbiddenError):
        service.approve(session, approval, somebody, WORDS)
    with pytest.raises(ForbiddenError):
        service.send_back(session, approval, somebody, "No.")
    if who != "helen":
        with pytest.raises(ForbiddenError):
            service.withdraw(session, approval, somebody)
        with pytest.raises(NotFoundError):
            queries.concerning(session, somebody.id, approval.reference)

    assert approval.decision is None
    service.approve(session, approval, cast.daniel, WORDS)


def test_who_lost_the_role_no_longer_decides(session: Session, cast: Cast) -> None:
    approval = asked(session, cast.helen, cast.daniel)
    roles.revoke(session, cast.daniel, Role.OFFICER)

    with pytest.raises(ForbiddenError):
        service.approve(session, approval, cast.daniel, WORDS)

    roles.grant(session, cast.daniel, Role.OFFICER)
    service.approve(session, approval, cast.daniel, WORDS)


def test_a_change_voids_what_waits(session: Session, cast: Cast) -> None:
    approval = asked(session, cast.helen, cast.daniel)
    with pytest.raises(service.ChangedError):
        service.approve(session, approval, cast.daniel, OTHER_WORDS)
    assert approval.decision is None

    service.void(session, approval.kind, approval.about, by=cast.helen)

    session.refresh(approval)
    assert approval.decision is Decision.VOIDED
    with pytest.raises(service.NotOpenError):
        service.approve(session, approval, cast.daniel, WORDS)
    service.approve(
        session,
        asked(session, cast.helen, cast.daniel, digest=OTHER_WORDS),
        cast.daniel,
        OTHER_WORDS,
    )


def test_a_request_waits_three_working_days(session: Session, cast: Cast) -> None:
    with clock.set_to(THURSDAY):
        approval = asked(session, cast.helen, cast.daniel)
    assert approval.expires_at == datetime(2026, 11, 24, 15, 5, tzinfo=UTC)  # Tuesday

    with clock.set_to(approval.expires_at):
        assert queries.state(approval) is Decision.EXPIRED
        with pytest.raises(service.NotOpenError):
            service.approve(session, approval, cast.daniel, WORDS)
        again = asked(session, cast.helen, cast.daniel)
        service.approve(session, again, cast.daniel, WORDS)

    session.refresh(approval)
    assert approval.decision is Decision.EXPIRED


def test_the_worker_closes_what_waited_too_long(session: Session, cast: Cast) -> None:
    with clock.set_to(THURSDAY):
        old = asked(session, cast.helen, cast.daniel)
    with clock.set_to(THURSDAY + timedelta(days=4)):
        young = asked(session, cast.helen, cast.daniel, about="another")

    with clock.set_to(THURSDAY + timedelta(days=6)):
        service.expire(session)

    session.refresh(old)
    session.refresh(young)
    assert (old.decision, young.decision) == (Decision.EXPIRED, None)


def test_a_double_click_asks_once_and_one_object_is_asked_about_once(
    session: Session, cast: Cast
) -> None:
    key = uuid4()
    first = asked(session, cast.helen, cast.daniel, form_key=key)

    assert asked(session, cast.helen, cast.daniel, form_key=key).id == first.id
    with pytest.raises(service.AnotherFormError):
        asked(session, cast.helen, cast.daniel, form_key=key, about="another")
    with pytest.raises(service.AskedAlreadyError):
        asked(session, cast.helen, cast.daniel)
    assert asked(session, cast.helen, cast.daniel, about="another").id != first.id


CHANGES = [
    "UPDATE approval SET decision = 'sent-back' WHERE decision = 'approved'",
    "UPDATE approval SET note = 'other' WHERE decision = 'approved'",
    "UPDATE approval SET digest = '{digest}' WHERE decision IS NULL",
    "UPDATE approval SET approver_id = requester_id WHERE decision IS NULL",
    "UPDATE approval SET decision = 'approved', decided_by = requester_id,"
    " decided_at = requested_at WHERE decision IS NULL",
    "DELETE FROM approval",
    "UPDATE approval_attempt SET at = '2026-01-01'",
    "DELETE FROM approval_attempt",
]


@pytest.mark.parametrize("statement", CHANGES)
def test_the_database_refuses_to_change_a_decision(
    session: Session, cast: Cast, statement: str
) -> None:
    decided = asked(session, cast.helen, cast.daniel)
    service.approve(session, decided, cast.daniel, WORDS)
    waiting = asked(session, cast.helen, cast.daniel)
    service.note_attempt(session, waiting, cast.helen)
    session.commit()

    with pytest.raises(DBAPIError):
        session.connection().exec_driver_sql(statement.format(digest=OTHER_WORDS))
    session.rollback()

    assert [approval.decision for approval in queries.lately(session)] == [
        None,
        Decision.APPROVED,
    ]
    service.approve(session, waiting, cast.daniel, WORDS)


def test_each_sees_her_own_requests_only(session: Session, cast: Cast) -> None:
    approval = asked(session, cast.helen, cast.daniel)

    for person in (cast.helen, cast.daniel):
        assert queries.concerning(session, person.id, approval.reference).id == approval.id
    with pytest.raises(NotFoundError):
        queries.concerning(session, cast.amara.id, approval.reference)
    with pytest.raises(NotFoundError):
        queries.concerning(session, cast.helen.id, "OK-2222-2222")
    assert isinstance(approval.id, UUID)
    assert issubclass(service.NotOpenError, ConflictError)
