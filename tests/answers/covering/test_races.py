"""Four press at once, twenty times: of those who saw the same, one decides."""

from uuid import UUID

from sqlmodel import Session, select

from app.answers.covering import queries, service
from app.answers.covering.deciding import service as deciding
from app.answers.covering.deciding.rules import NAME
from app.answers.covering.models import Choice, CoveringDecision
from app.answers.gathering.models import GatheredDocument
from app.core.db.base import new_id
from app.core.db.session import reading
from app.identity.people.models import Person
from tests.support.cast import Cast
from tests.support.covering import a_document, a_gathering, cover_words, spans
from tests.support.races import DONE, LATE, raced
from tests.support.requests import taken

ROUNDS = 20


def _cover(session: Session, document: GatheredDocument, officer: Person) -> object:
    span = spans(document)[0]
    key = new_id()
    return deciding.decide(
        session, document, officer, span, Choice.COVER, reason=NAME, form_key=key
    )


def _leave(session: Session, document: GatheredDocument, officer: Person) -> object:
    span = spans(document)[0]
    return deciding.decide(session, document, officer, span, Choice.LEAVE, form_key=new_id())


def _cover_words(session: Session, document: GatheredDocument, officer: Person) -> object:
    return cover_words(session, document, officer, "Friday", everywhere=True)


def _check(session: Session, document: GatheredDocument, officer: Person) -> object:
    return service.check(session, document, officer, seen=0)


def _documents(
    session: Session, cast: Cast, suggest: tuple[str, ...] = ("Craig Dunlop",)
) -> list[UUID]:
    request = taken(session, cast.amara, cast.helen)
    gathering = a_gathering(session, request, cast.helen)
    made = [a_document(session, gathering, suggest=suggest).id for _round in range(ROUNDS)]
    session.commit()
    return made


def test_of_those_who_saw_the_same_one_decides(session: Session, cast: Cast) -> None:
    helen, made = cast.helen.id, _documents(session, cast)
    presses = [(helen, _cover), (helen, _leave), (helen, _cover), (helen, _leave)]

    outcomes = raced(GatheredDocument, made, presses)

    assert all(sorted(each) == [DONE, LATE, LATE, LATE] for each in outcomes)
    with reading() as fresh:
        numbers = fresh.exec(select(CoveringDecision.number)).all()
    assert list(numbers) == [1] * ROUNDS


def test_no_check_holds_for_what_was_decided_beside_it(session: Session, cast: Cast) -> None:
    helen, made = cast.helen.id, _documents(session, cast, suggest=())
    presses = [(helen, _check), (helen, _cover_words), (helen, _check), (helen, _cover_words)]

    outcomes = raced(GatheredDocument, made, presses)

    assert all(DONE in {each[1], each[3]} for each in outcomes)
    with reading() as fresh:
        for document in fresh.exec(select(GatheredDocument)):
            state = queries.state(fresh, document)
            numbers = [each.number for each in state.decisions]
            assert numbers == list(range(1, len(numbers) + 1))
            assert state.is_checked == any(check.number == len(numbers) for check in state.checks)
            assert len(state.covered) == 2
