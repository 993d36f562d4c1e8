"""Two end a promise at once, two hundred times: it ends once, and its events have no gap."""

from sqlmodel import Session, col, func, select

from app.core.db.session import reading
from app.identity.people.models import Person
from app.pledges.models import Act, Pledge, PledgeEvent
from tests.support.cast import Cast
from tests.support.pledges import a_pledge, came
from tests.support.races import DONE, ROUNDS, raced


def _keep(session: Session, pledge: Pledge, officer: Person) -> object:
    return came(session, pledge, officer, Act.KEPT)


def _drop(session: Session, pledge: Pledge, officer: Person) -> object:
    return came(session, pledge, officer, Act.DROPPED)


def test_a_promise_ends_once(session: Session, cast: Cast) -> None:
    helen, daniel = cast.helen.id, cast.daniel.id
    made = [a_pledge(session, cast.helen, cast.tom).id for _round in range(ROUNDS)]
    session.commit()

    outcomes = raced(
        Pledge, made, [(helen, _keep), (daniel, _drop), (daniel, _keep), (helen, _drop)]
    )

    assert all(each.count(DONE) == 1 for each in outcomes)
    with reading() as fresh:
        numbers = select(func.count(), func.max(col(PledgeEvent.number)))
        assert fresh.exec(numbers).one() == (ROUNDS, 1)
