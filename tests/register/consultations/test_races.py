"""Two officers decide one consultation four ways at once, two hundred times: it ends once."""

from datetime import timedelta
from functools import partial

from sqlmodel import Session, select

from app.core import clock
from app.core.db.session import reading
from app.identity.people.models import Person
from app.register.consultations import service
from app.register.consultations.models import Consultation, Status
from tests.support.assessments import a_consultation
from tests.support.cast import Cast
from tests.support.races import DONE, ROUNDS, raced


def _decide(word: str, session: Session, consultation: Consultation, officer: Person) -> None:
    result = service.rules.results(consultation.response)[0]
    said = {"heard": word, "answer": word, "why": word}
    service.decide(session, consultation, officer, result=result, **said)


def test_each_consultation_is_decided_once(session: Session, cast: Cast) -> None:
    made = [a_consultation(session, cast, f"vans-{number}").id for number in range(ROUNDS)]
    with clock.set_to(clock.now() + timedelta(days=15)):
        service.close_due(session)
    helen, daniel = cast.helen.id, cast.daniel.id
    session.commit()
    presses = [
        (who, partial(_decide, word)) for who in (helen, daniel) for word in ("Start.", "Wait.")
    ]

    outcomes = raced(Consultation, made, presses)

    assert len(outcomes) == ROUNDS
    assert {outcome.count(DONE) for outcome in outcomes} == {1}
    with reading() as fresh:
        kept = fresh.exec(select(Consultation)).all()
    assert {each.status for each in kept} == {Status.DECIDED}
    assert {each.decided_by for each in kept} <= {helen, daniel}
