"""Two officers give four answers at once, two hundred times: each kind is answered once."""

from functools import partial

from sqlmodel import Session, select

from app.access_log.promises import service
from app.access_log.promises.models import PromiseAnswer, PromiseMatter
from app.access_log.promises.rules import Flag, Kind, Verdict
from app.core import clock, references
from app.core.db.session import reading
from app.identity.people.models import Person
from tests.support.cast import Cast
from tests.support.races import DONE, ROUNDS, raced


def _answer(verdict: Verdict, session: Session, matter: PromiseMatter, officer: Person) -> None:
    said = f"It was looked into: {verdict.value}."
    service.answer(session, officer, matter, verdict=verdict, sentence=said)


def test_each_difference_is_answered_once(session: Session, cast: Cast) -> None:
    made = [
        _matter(session, Kind(Flag.UNDECLARED_PURPOSE, "hr-core", about=f"reason-{number}")).id
        for number in range(ROUNDS)
    ]
    helen, daniel = cast.helen.id, cast.daniel.id
    session.commit()
    presses = [
        (who, partial(_answer, verdict))
        for who in (helen, daniel)
        for verdict in (Verdict.SOURCE_WRONG, Verdict.NOT_ALLOWED)
    ]

    outcomes = raced(PromiseMatter, made, presses)

    assert len(outcomes) == ROUNDS
    assert {outcome.count(DONE) for outcome in outcomes} == {1}
    with reading() as fresh:
        given = fresh.exec(select(PromiseAnswer)).all()
    assert len(given) == len({answer.matter_id for answer in given}) == ROUNDS
    assert {answer.officer_id for answer in given} <= {helen, daniel}


def _matter(session: Session, kind: Kind) -> PromiseMatter:
    now = clock.now()
    matter = PromiseMatter(
        reference=references.new("PC"),
        flag=kind.flag,
        system=kind.system,
        practice_id=kind.practice,
        about=kind.about,
        findings=1,
        opened_at=now,
        found_at=now,
    )
    session.add(matter)
    return matter
