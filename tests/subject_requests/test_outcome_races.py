"""Four press at once, twenty times: one lifting, one answer, and only of what was approved."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import Session, col, func, select

from app.approvals import queries as approvals
from app.approvals.models import Kind as Matter
from app.core import clock
from app.core.db.session import reading
from app.core.errors import ConflictError
from app.identity.people.models import Person
from app.subject_requests import queries
from app.subject_requests.models import Kind, SubjectRequest
from app.subject_requests.outcomes import queries as outcomes
from app.subject_requests.outcomes import service
from app.subject_requests.outcomes.models import Result
from app.subject_requests.restrictions.models import Step, SubjectRequestRestriction
from app.subject_requests.restrictions.rules import earliest
from tests.support.cast import Cast
from tests.support.outcomes import WORDS, a_house, answer, ask, filed, lift, tell, write
from tests.support.races import DONE, LATE, raced
from tests.support.requests import approve

ROUNDS = 20


def test_it_is_lifted_once(session: Session, cast: Cast) -> None:
    a_house(session)
    helen = cast.helen.id
    made: list[UUID] = []
    with clock.set_to(clock.now() - timedelta(days=20)):
        for _round in range(ROUNDS):
            request = filed(session, cast.amara, cast.helen, Kind.RECTIFICATION, "location")
            answer(session, request, cast, Result.NOT_CORRECTED)
            first = earliest(request.jurisdiction, queries.today(request.jurisdiction))
            tell(session, request, cast.helen, first)
            made.append(request.id)
    session.commit()

    ended = raced(SubjectRequest, made, [(helen, lift)] * 4)

    assert all(sorted(each) == [DONE, LATE, LATE, LATE] for each in ended)
    with reading() as fresh:
        lifted = select(func.count()).where(col(SubjectRequestRestriction.step) == Step.LIFTED)
        assert fresh.exec(lifted).one() == ROUNDS


def _approve(session: Session, request: SubjectRequest, officer: Person) -> None:
    approval = approvals.newest_about(session, Matter.SUBJECT_REQUEST, request.reference)
    if approval is None or approval.decision is not None:
        raise ConflictError("It is decided.")
    approve(session, approval, officer)


def test_an_answer_never_says_what_was_not_approved(session: Session, cast: Cast) -> None:
    a_house(session)
    helen, daniel = cast.helen.id, cast.daniel.id
    made: list[UUID] = []
    for _round in range(ROUNDS):
        request = filed(session, cast.amara, cast.helen, Kind.OBJECTION, "location")
        write(session, request, cast, Result.UPHELD)
        ask(session, request, cast)
        made.append(request.id)
    session.commit()

    def change(mine: Session, request: SubjectRequest, officer: Person) -> None:
        words = WORDS[Result.NOT_UPHELD]
        given = {"result": Result.NOT_UPHELD, "words": words}
        service.write(mine, request, officer, **given, form_key=request.form_key)  # type: ignore[arg-type]

    presses = [(daniel, _approve), (helen, change), (daniel, _approve), (helen, change)]
    ended = raced(SubjectRequest, made, presses)

    with reading() as fresh:
        for request_id, pressed in zip(made, ended, strict=True):
            found = fresh.get(SubjectRequest, request_id)
            assert found is not None
            standing = queries.story(fresh, found).standing
            newest = outcomes.newest(fresh, request_id)
            assert newest is not None
            answered = DONE in {pressed[0], pressed[2]}
            changed = DONE in {pressed[1], pressed[3]}
            assert answered != changed
            assert standing.result == ("upheld" if answered else "")
            assert newest.result is (Result.UPHELD if answered else Result.NOT_UPHELD)
