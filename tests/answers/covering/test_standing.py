"""The database's conditions say of every document what its rows say one by one."""

from collections.abc import Callable
from random import Random

from sqlmodel import Session, select

from app.answers.covering import queries, service
from app.answers.covering.deciding import queries as passages
from app.answers.covering.deciding import service as deciding
from app.answers.covering.deciding.rules import NAME
from app.answers.covering.exempting import queries as kept_back
from app.answers.covering.exempting import service as exempting
from app.answers.covering.exempting.rules import Steps
from app.answers.covering.exempting.service import Factors, Held, Weighed
from app.answers.covering.models import Choice, Ground, Outcome
from app.answers.covering.queries import State
from app.answers.covering.standing import queries as standing
from app.answers.gathering.models import GatheredDocument
from app.core.db.base import new_id
from app.core.errors import PortalError
from app.identity.people.models import Person
from tests.support.cast import Cast
from tests.support.covering import a_document, a_gathering
from tests.support.requests import taken

STEPS = 250
FACTORS = Factors("-", "-", "-", "-", "-")
Step = Callable[[Session, State, Person, Random], object]


def _decide(session: Session, state: State, officer: Person, random: Random) -> object:
    span = random.choice([(3, 9), (5, 12), (20, 24)])
    stands = state.decision(span)
    choice = random.choice([Choice.COVER, Choice.LEAVE])
    said = {"reason": NAME, "seen": stands.number if stands else 0, "form_key": new_id()}
    return deciding.decide(session, state.document, officer, span, choice, **said)  # type: ignore[arg-type]


def _exempt(session: Session, state: State, officer: Person, random: Random) -> object:
    span, ground = random.choice([None, (3, 9)]), random.choice([Ground.CRIME, Ground.PRIVILEGE])
    held = Held(ground, span, random.choice([True, False]), "It is.", "This.")
    said = {"seen": state.number, "form_key": new_id()}
    return exempting.exempt(session, state.document, officer, held, **said)  # type: ignore[arg-type]


def _end(session: Session, state: State, officer: Person, random: Random) -> object:
    ids = [each.id for each in state.held_back] or [new_id()]
    return exempting.end(session, state.document, officer, random.choice(ids), form_key=new_id())


def _weigh(session: Session, state: State, officer: Person, random: Random) -> object:
    outcome = random.choice([Outcome.REDACT, Outcome.WITHHOLD])
    weighed = Weighed("-", outcome, Steps(False, False, False), FACTORS)
    said = {"seen": state.number, "form_key": new_id()}
    return exempting.record_others(session, state.document, officer, weighed, **said)  # type: ignore[arg-type]


def _check(session: Session, state: State, officer: Person, _random: Random) -> object:
    return service.check(session, state.document, officer, seen=state.number, not_others=True)


def test_conditions_and_rows_agree_whatever_is_done(session: Session, cast: Cast) -> None:
    gathering = a_gathering(session, taken(session, cast.amara, cast.helen), cast.helen)
    documents = [a_document(session, gathering, suggest=()) for _number in range(4)]
    random, done, seen = Random(11), 0, set()
    acts: list[Step] = [_decide, _exempt, _end, _weigh, _check, _check]
    for _step in range(STEPS):
        state = queries.state(session, random.choice(documents))
        try:
            random.choice(acts)(session, state, cast.helen, random)
        except PortalError:
            continue
        done += 1
        states = queries.states(session, documents)
        left = [each.document.number for each in states if not each.is_checked]
        assert queries.left(session, gathering) == left
        withheld = select(GatheredDocument.number).where(standing.is_withheld())
        kept = [each.document.number for each in states if each.is_withheld]
        assert sorted(session.exec(withheld)) == kept
        covers = [each for state in states for each in _covers(state)]
        assert len(passages.covers_of(session, gathering)) == len(covers)
        assert queries.totals(session, gathering) == (4, 4 - len(left), len(covers))
        held = [each.id for state in states for each in state.held_back]
        assert {each.id for _document, each in kept_back.held_back_of(session, gathering)} == set(
            held
        )
        seen |= {(each.is_checked, each.is_withheld) for each in states}
    assert done > STEPS // 2
    assert len(seen) == 4


def _covers(state: State) -> list[object]:
    spans = {(each.start_at, each.end_at) for each in state.decisions}
    found = [state.decision(span) for span in spans]
    return [each for each in found if each and each.choice is Choice.COVER]
