"""One form sent four times at once, two hundred times: one review each, and one next day."""

from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

from sqlmodel import Session, func, select

from app.core.db.session import reading
from app.identity.people.models import Person
from app.register import queries as register
from app.register.access_reviews import service
from app.register.access_reviews.forms import form_for
from app.register.access_reviews.models import AccessReview, ReaderDecision
from app.register.file import service as files
from app.register.models import Practice
from tests.support.cast import Cast
from tests.support.races import DONE, LATE, ROUNDS, raced
from tests.support.register import a_file, a_practice

NAMES = [f"practice-{number}" for number in range(ROUNDS)]
KEYS: dict[str, UUID] = {name: uuid4() for name in NAMES}


def _review(verdict: str, session: Session, row: Practice, officer: Person) -> None:
    found = register.in_force_now(session)
    practice = found.practice(row.id)
    assert practice is not None
    typed = {
        "digest": practice.version.digest,
        "form_key": str(KEYS[row.id]),
        "next_review_on": str(found.day + timedelta(days=90)),
        "verdict_0": verdict,
        "reason_0": "They send help.",
    }
    service.review(session, officer, practice, form_for(1).model_validate(typed))


def test_a_form_is_written_down_once_whatever_it_says(session: Session, cast: Cast) -> None:
    files.take_in(session, a_file(*(a_practice(id=name, title=name) for name in NAMES)))
    helen = cast.helen.id
    session.commit()
    keep, narrow = partial(_review, "keep"), partial(_review, "narrow")
    presses = [(helen, keep), (helen, keep), (helen, narrow), (helen, narrow)]

    outcomes = raced(Practice, NAMES, presses)  # type: ignore[arg-type]

    assert len(outcomes) == ROUNDS
    for outcome in outcomes:  # the same answers again are the first one's; others are refused
        assert sorted((outcome[:2], outcome[2:])) == [[DONE, DONE], [LATE, LATE]]
    with reading() as fresh:
        for table in (AccessReview, ReaderDecision):
            assert fresh.exec(select(func.count()).select_from(table)).one() == ROUNDS
