"""Four presses at once of one form about a search by hand: it is written down once."""

from uuid import UUID

from sqlmodel import Session, select

from app.answers.by_hand import service
from app.answers.by_hand.models import HandSearch
from app.answers.by_hand.service import Searched
from app.answers.gathering.models import Gathering
from app.core import clock
from app.core.db.base import new_id
from app.core.db.session import reading
from app.identity.people.models import Person
from app.subject_requests import queries as requests
from app.subject_requests.models import SubjectRequest
from tests.support.cast import Cast
from tests.support.database import on_both
from tests.support.races import DONE, ROUNDS, raced
from tests.support.requests import taken


def _asked(session: Session, cast: Cast) -> UUID:
    sar = taken(session, cast.amara, cast.helen)
    gathering = Gathering(
        request_id=sar.id,
        number=1,
        form_key=new_id(),
        employee_id="E1001",
        terms=["Amara"],
        time_zone="UTC",
        asked_by=cast.helen.id,
        asked_at=clock.now(),
    )
    session.add(gathering)
    session.flush()
    return sar.id


def _write(session: Session, sar: SubjectRequest, officer: Person) -> None:
    """The form's key is that of the request: every press sends the same form."""
    today = requests.today(sar.jurisdiction)
    said = Searched("", "Paper files", "Page by page.", ["Amara"], None, None, today)
    service.record(session, sar, officer, said, [], form_key=sar.id)


@on_both
def test_a_double_click_is_no_error_and_writes_it_once(session: Session, cast: Cast) -> None:
    made = [_asked(session, cast) for _number in range(ROUNDS)]
    helen = cast.helen.id
    session.commit()

    outcomes = raced(SubjectRequest, made, [(helen, _write)] * 4)

    assert outcomes == [[DONE] * 4] * ROUNDS
    with reading() as fresh:
        for sar_id in made:
            of = select(HandSearch).where(HandSearch.request_id == sar_id)
            assert len(fresh.exec(of).all()) == 1
