"""Four presses publish one draft at once, two hundred times: one version each."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import Session, col, func, select

from app.core.db.session import reading
from app.identity.people.models import Person
from app.identity.roles.models import Role
from app.register.policies import queries, service
from app.register.policies.campaigns import service as campaigns
from app.register.policies.campaigns.models import PolicyCampaign
from app.register.policies.models import PolicyAcknowledgement, PolicyDraft, PolicyVersion
from app.register.policies.service import DraftChangedError
from tests.support.cast import Cast
from tests.support.make import a_person
from tests.support.policies import a_document, a_version
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


def _rewrite(session: Session, draft: PolicyDraft, officer: Person) -> None:
    words = a_document(f"Policy by {officer.name}")
    service.draft(session, officer, draft.policy_id, words, instead_of=draft.id)


def test_a_draft_is_published_or_overtaken_and_never_both(session: Session, cast: Cast) -> None:
    made = []
    for number in range(ROUNDS):
        name = service.create(session, f"Policy {number}")
        made.append(service.draft(session, cast.helen, name, a_document(f"Policy {number}")).id)
    helen, daniel = cast.helen.id, cast.daniel.id
    session.commit()
    presses = [(helen, _publish), (daniel, _rewrite), (helen, _rewrite), (daniel, _publish)]

    outcomes = raced(PolicyDraft, made, presses)

    assert len(outcomes) == ROUNDS
    assert {outcome.count(DONE) for outcome in outcomes} == {1}
    with reading() as fresh:
        published = fresh.exec(select(PolicyVersion.policy_id)).all()
        still_open = select(PolicyDraft.policy_id).where(col(PolicyDraft.closed_at).is_(None))
        drafted = fresh.exec(still_open).all()
    assert not set(published) & set(drafted)
    assert len(published) + len(drafted) == ROUNDS


def _ask(session: Session, row: PolicyVersion, officer: Person) -> None:
    (version,) = queries.versions(session, row.policy_id)
    campaigns.start(session, officer, version, queries.today(session) + timedelta(days=20))


def _read(session: Session, row: PolicyVersion, person: Person) -> None:
    if not service.acknowledge(session, person, row.policy_id, row.digest):
        raise DraftChangedError


def _published(session: Session, cast: Cast) -> list[UUID]:
    for number in range(ROUNDS):
        a_version(session, cast.helen, title=f"Policy {number}")
    made = list(session.exec(select(PolicyVersion.id)).all())
    session.commit()
    return made


def test_people_are_asked_once(session: Session, cast: Cast) -> None:
    helen, daniel = cast.helen.id, cast.daniel.id
    made = _published(session, cast)

    outcomes = raced(PolicyVersion, made, [(who, _ask) for who in (helen, daniel) * 2])

    assert len(outcomes) == ROUNDS
    assert {outcome.count(DONE) for outcome in outcomes} == {1}
    with reading() as fresh:
        assert fresh.exec(select(func.count()).select_from(PolicyCampaign)).one() == ROUNDS


def test_a_reading_is_recorded_once(session: Session, cast: Cast) -> None:
    amara = cast.amara.id
    made = _published(session, cast)

    outcomes = raced(PolicyVersion, made, [(amara, _read)] * 4)

    assert len(outcomes) == ROUNDS
    assert {outcome.count(DONE) for outcome in outcomes} == {1}
    with reading() as fresh:
        assert fresh.exec(select(func.count()).select_from(PolicyAcknowledgement)).one() == ROUNDS
