"""Four presses publish one draft at once, two hundred times: one version each."""

from sqlmodel import Session, func, select

from app.core.db.session import reading
from app.identity.people.models import Person
from app.identity.roles.models import Role
from app.register.policies import service
from app.register.policies.models import PolicyDraft, PolicyVersion
from tests.support.cast import Cast
from tests.support.make import a_person
from tests.support.policies import a_document
from tests.support.races import DONE, ROUNDS, raced


def _publish(session: Session, draft: PolicyDraft, officer: Person) -> None:
    service.publish(session, officer, draft.policy_id, draft.id)


def test_a_draft_is_published_once(session: Session, cast: Cast) -> None:
    mei = a_person(session, "E1007", "Mei Tan", Role.OFFICER).id
    made = []
    for number in range(ROUNDS):
        name = service.create(session, f"Policy {number}")
        made.append(service.draft(session, cast.helen, name, a_document(f"Policy {number}")).id)
    people = [cast.helen.id, cast.daniel.id, mei, cast.daniel.id]
    session.commit()

    outcomes = raced(PolicyDraft, made, [(person, _publish) for person in people])

    assert len(outcomes) == ROUNDS
    assert {outcome.count(DONE) for outcome in outcomes} == {1}
    with reading() as fresh:
        assert fresh.exec(select(func.count()).select_from(PolicyVersion)).one() == ROUNDS
