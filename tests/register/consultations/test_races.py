"""Officers decide four ways at once, two hundred times: one end, one reason, never both."""

from datetime import timedelta
from functools import partial

from sqlmodel import Session, select

from app.core import clock
from app.core.db.session import reading
from app.identity.people.models import Person
from app.identity.roles.models import Role
from app.register.consultations import queries, service
from app.register.consultations.models import Consultation, Status, UnconsultedStart
from app.register.consultations.unconsulted import service as unconsulted
from app.register.models import Practice
from tests.support.assessments import a_consultation, a_draft
from tests.support.cast import Cast
from tests.support.make import a_person
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


def _start(session: Session, practice: Practice, officer: Person) -> None:
    unconsulted.start_without(session, officer, practice.id, "The law asks for it at once.")


def _open(session: Session, practice: Practice, _officer: Person) -> None:
    consultation = queries.undecided_about(session, practice.id)
    assert consultation is not None
    today = queries.today(session)
    service.open_it(session, consultation, opens_on=today, closes_on=today + timedelta(days=14))


def test_a_reason_for_not_consulting_is_recorded_once(session: Session, cast: Cast) -> None:
    names = [f"vans-{number}" for number in range(ROUNDS)]
    for name in names:
        a_draft(session, name)
    mei = a_person(session, "E1007", "Mei Tan", Role.OFFICER).id
    people = [cast.helen.id, cast.daniel.id, mei, cast.helen.id]
    session.commit()

    outcomes = raced(Practice, names, [(who, _start) for who in people])  # type: ignore[arg-type]

    assert len(outcomes) == ROUNDS
    assert {outcome.count(DONE) for outcome in outcomes} == {1}
    with reading() as fresh:
        assert len(fresh.exec(select(UnconsultedStart)).all()) == ROUNDS


def test_no_consultation_runs_beside_a_start_without_one(session: Session, cast: Cast) -> None:
    names = [f"vans-{number}" for number in range(ROUNDS)]
    for name in names:
        a_consultation(session, cast, name, is_open=False)
    helen, daniel = cast.helen.id, cast.daniel.id
    session.commit()
    presses = [(helen, _open), (daniel, _start), (helen, _start), (daniel, _open)]

    outcomes = raced(Practice, names, presses)  # type: ignore[arg-type]

    assert len(outcomes) == ROUNDS
    assert {outcome.count(DONE) for outcome in outcomes} <= {1, 2}
    with reading() as fresh:
        opened = fresh.exec(select(Consultation)).all()
        started = fresh.exec(select(UnconsultedStart)).all()
    assert {each.status for each in opened} == {Status.OPEN}
    assert len(started) == len({each.practice_id for each in started})
    # What opened afterwards decides; no reason was recorded while one was running.
    assert len(started) == sum(outcome.count(DONE) - 1 for outcome in outcomes)
