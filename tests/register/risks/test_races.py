"""A change of risk against clicks and publications at once, fifty times.

Each record makes the whole register be read anew: with more practices in it the rounds take long.
"""

import json
from functools import partial
from uuid import UUID, uuid4

from sqlmodel import Session, col, select

from app.approvals import service as approvals
from app.approvals.models import Approval, Kind
from app.core.db.session import reading
from app.core.errors import ConflictError
from app.desk.approvals import service as desk
from app.desk.approvals.forms import NewDecision
from app.identity.people.models import Person
from app.register import queries as register
from app.register.drafting import queries, service
from app.register.drafting.schemas import Proposal
from app.register.file import service as files
from app.register.in_force.rules import State
from app.register.models import Practice, PracticeVersion, Stage
from app.register.risks import service as risks
from app.register.risks.models import RiskChange
from tests.support.cast import Cast
from tests.support.races import DONE, LATE, ROUNDS, raced
from tests.support.register import a_file, a_practice

PLAIN = {
    "kind": "other",
    "figures": "none",
    "uses": [],
    "collected_hours": None,
    "categories": [{"id": "notes", "label": "notes", "kind": "record"}],
}
SOME = max(ROUNDS // 4, 1)
NAMES = [f"practice-{number}" for number in range(SOME)]
FEWER = Proposal(headline="is reworded.", reason="It reads better.", adds=False)
WHY = "Phones are lent to visitors."


def _in_use(session: Session) -> None:
    files.take_in(session, a_file(*(a_practice(id=name, title=name, **PLAIN) for name in NAMES)))


def _click(keys: dict[str, UUID], session: Session, practice: Practice, person: Person) -> None:
    risks.record(session, person, practice.id, reason=WHY, form_key=keys[practice.id])


def test_four_clicks_on_one_form_record_once(session: Session, cast: Cast) -> None:
    _in_use(session)
    keys, helen = {name: uuid4() for name in NAMES}, cast.helen.id
    session.commit()

    outcomes = raced(Practice, NAMES, [(helen, partial(_click, keys))] * 4)  # type: ignore[arg-type]

    assert outcomes == [[DONE] * 4] * SOME
    with reading() as fresh:
        recorded = fresh.exec(select(RiskChange.practice_id)).all()
    assert sorted(recorded) == sorted(NAMES)


def _record(session: Session, approval: Approval, person: Person) -> None:
    risks.record(session, person, approval.about, reason=WHY, form_key=uuid4())


def _approve(session: Session, approval: Approval, person: Person) -> None:
    found = desk.matter(session, approval)
    digest = found.digest if found else approval.digest
    said = {"decision": "approve", "digest": digest, "note": ""}
    try:
        desk.decide(session, approval, person, NewDecision.model_validate_json(json.dumps(said)))
    except service.IncompleteDraftError as shut:
        raise ConflictError(str(shut)) from shut


def _asked_to_publish(session: Session, cast: Cast, name: str) -> UUID:
    """The same words, checked today; with nothing assessed since, no change of risk is answered."""
    found = register.in_force_now(session)
    practice = found.practice(name)
    assert practice is not None
    draft = service.begin_from(session, practice.document)
    checks = queries.words(draft)["checks"] | {
        "checked_on": found.day.isoformat(),
        "next_review": found.day.replace(year=found.day.year + 1).isoformat(),
    }
    service.write_row(
        session, draft, "checks", {"checks": checks}, seen=draft.digest, by=cast.helen
    )
    draft.stage = Stage.APPROVED
    service.propose(session, draft, FEWER, by=cast.helen)
    asked = {"kind": Kind.REGISTER_PUBLICATION, "about": name, "reason": "Read it."}
    digest, key = queries.approved_digest(draft), uuid4()
    return approvals.ask(
        session, cast.helen, cast.daniel.id, digest=digest, form_key=key, **asked
    ).id  # type: ignore[arg-type]


def test_no_publication_answers_a_change_of_risk_that_it_did_not_know(
    session: Session, cast: Cast
) -> None:
    _in_use(session)
    made = [_asked_to_publish(session, cast, name) for name in NAMES]
    helen, daniel = cast.helen.id, cast.daniel.id
    session.commit()

    outcomes = raced(
        Approval, made, [(daniel, _approve), (helen, _record), (daniel, _approve), (helen, _record)]
    )

    assert len(outcomes) == SOME
    assert {(outcome[1], outcome[3]) for outcome in outcomes} == {(DONE, DONE)}
    assert {each for outcome in outcomes for each in (outcome[0], outcome[2])} <= {DONE, LATE}
    with reading() as fresh:
        found = register.in_force_now(fresh)
        published = fresh.exec(select(PracticeVersion).where(PracticeVersion.number == 2)).all()
        recorded = fresh.exec(select(RiskChange).order_by(col(RiskChange.recorded_at).desc())).all()
    first = {row.practice_id: row.recorded_at for row in recorded}
    assert {practice.state for practice in found.every} == {State.REVIEW_DUE}
    assert len(published) == sum(outcome.count(DONE) - 2 for outcome in outcomes)
    assert all(row.published_at < first[row.practice_id] for row in published)
