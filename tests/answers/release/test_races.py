"""Four presses at once on an answer with its files: it goes out once, whole, or not at all."""

from uuid import UUID

from sqlmodel import Session, select

from app.answers.bundles.models import AnswerBundle, Making
from app.answers.gathering.models import Gathering, GatheringSource, Progress
from app.answers.letters import rules as letter_rules
from app.answers.letters import service as letters
from app.answers.letters.models import AnswerLetter
from app.answers.letters.schemas import Parts
from app.answers.release import queries
from app.approvals.models import Approval, Decision
from app.core import clock
from app.core.db.base import new_id
from app.core.db.session import reading
from app.desk.approvals import service as desk
from app.desk.approvals.forms import NewDecision
from app.identity.people.models import Person
from app.subject_requests import queries as requests
from app.subject_requests import service as filing
from app.subject_requests.models import Act, SubjectRequest
from tests.support.answers import proposed
from tests.support.cast import Cast
from tests.support.database import on_both
from tests.support.races import DONE, FORBIDDEN, LATE, ROUNDS, raced
from tests.support.requests import acts, taken


def _whole(session: Session, cast: Cast, number: int) -> Approval:
    """An answer with files that nothing is missing of, put to Daniel. No file lies anywhere."""
    sar, now = taken(session, cast.amara, cast.helen), clock.now()
    of = {"request_id": sar.id, "number": 1, "form_key": new_id()}
    gathering = Gathering(
        **of,
        employee_id="E1001",
        terms=["Amara"],
        time_zone="UTC",
        asked_by=cast.helen.id,
        asked_at=now,
    )
    parts = Parts(**dict.fromkeys(letter_rules.REQUIRED, "Said.")).model_dump()
    letter = AnswerLetter(**of, parts=parts, made_by=cast.helen.id, made_at=now)
    session.add_all([gathering, letter])
    session.flush()
    source = GatheringSource(
        gathering_id=gathering.id,
        name="portal",
        title="This portal",
        third_parties=False,
        progress=Progress.DONE,
        ended_at=now,
    )
    session.add(source)
    session.flush()
    made = {"making": Making.MADE, "made_at": now, "file_id": new_id(), "size": 1}
    bundle = AnswerBundle(
        **of,
        **made,
        gathering_id=gathering.id,
        letter_id=letter.id,
        version=queries.version(session, sar, gathering, letter),
        fingerprint=queries.fingerprint(session, sar, gathering, letter),
        sha256=f"{number:064}",
        asked_by=cast.helen.id,
        asked_at=now,
    )
    session.add(bundle)
    session.flush()
    return proposed(session, sar, cast)


def _sar(session: Session, approval: Approval) -> SubjectRequest:
    found = requests.by_reference(session, approval.about)
    assert found is not None
    return found


def _approve(session: Session, approval: Approval, person: Person) -> None:
    said = NewDecision(decision="approve", digest=approval.digest, note="")
    desk.decide(session, approval, person, said)


def _rewrite(session: Session, approval: Approval, person: Person) -> None:
    parts = Parts(opening="Another.")
    letters.write(session, _sar(session, approval), person, parts, before=1, form_key=new_id())


def _withdraw(session: Session, approval: Approval, person: Person) -> None:
    filing.withdraw(session, _sar(session, approval), person, form_key=new_id())


@on_both
def test_what_goes_out_is_what_was_approved_and_goes_out_once(session: Session, cast: Cast) -> None:
    daniel, helen, amara = cast.daniel.id, cast.helen.id, cast.amara.id
    made = [_whole(session, cast, number).id for number in range(ROUNDS)]
    session.commit()
    presses = [(daniel, _approve), (daniel, _approve), (helen, _rewrite), (amara, _withdraw)]

    outcomes = raced(Approval, made, presses)

    assert len(outcomes) == ROUNDS
    for one in outcomes:
        assert one[:2].count(DONE) <= 1, one
    with reading() as fresh:
        for approval_id, one in zip(made, outcomes, strict=True):
            _assert_whole(fresh, approval_id, approved=DONE in one[:2])


@on_both
def test_nobody_sends_her_own_answer(session: Session, cast: Cast) -> None:
    daniel, helen = cast.daniel.id, cast.helen.id
    made = [_whole(session, cast, number).id for number in range(ROUNDS)]
    session.commit()

    outcomes = raced(Approval, made, [(helen, _approve)] * 3 + [(daniel, _approve)])

    assert [one[3] for one in outcomes] == [DONE] * ROUNDS
    assert {each for one in outcomes for each in one[:3]} <= {FORBIDDEN, LATE}


def _assert_whole(session: Session, approval_id: UUID, *, approved: bool) -> None:
    approval = session.get_one(Approval, approval_id)
    sar = _sar(session, approval)
    bundle = session.exec(select(AnswerBundle).where(AnswerBundle.request_id == sar.id)).one()
    happened = acts(session, sar)
    assert happened.count(Act.ANSWERED) == approved
    assert (bundle.expires_at is not None) == approved
    assert (approval.decision is Decision.APPROVED) == approved
    if approved:
        assert Act.WITHDRAWN not in happened[: happened.index(Act.ANSWERED)]
        newest = session.exec(select(AnswerLetter).where(AnswerLetter.request_id == sar.id)).all()
        assert len(newest) == 1
