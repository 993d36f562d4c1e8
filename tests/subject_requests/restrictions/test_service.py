"""What is contested is not used; the person is told before that ends, three working days on."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session

from app.core import clock
from app.core.db.base import new_id
from app.core.errors import ConflictError, ForbiddenError, RejectedError
from app.subject_requests import service as requests
from app.subject_requests.asking.rules import Asked, Scope, What
from app.subject_requests.models import Kind, SubjectRequest
from app.subject_requests.outcomes.models import Result
from app.subject_requests.restrictions import queries, service
from app.subject_requests.restrictions.rules import earliest
from tests.support.cast import Cast
from tests.support.insert_only import assert_insert_only
from tests.support.outcomes import a_house, answer, filed, lift, tell, write

THURSDAY = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)  # before Good Friday
FIRST = date(2026, 4, 8)  # at Leith 6, 7 and 8 April are the three working days


def standing(session: Session, request: SubjectRequest) -> list[str]:
    found = queries.of_request(session, request.id)
    return [flag.practice_id for flag in found if flag.is_open]


@pytest.mark.parametrize("kind", list(Kind))
def test_a_correction_or_an_objection_keeps_what_it_names_out_of_use(
    session: Session, cast: Cast, kind: Kind
) -> None:
    a_house(session)
    request = filed(session, cast.amara, cast.helen, kind, "location")
    contested = kind in {Kind.RECTIFICATION, Kind.OBJECTION}
    assert standing(session, request) == (["location"] if contested else [])


def test_what_an_officer_names_for_her_is_kept_out_of_use_too(session: Session, cast: Cast) -> None:
    a_house(session)
    request = filed(session, cast.amara, cast.helen, Kind.OBJECTION)
    assert standing(session, request) == []
    write(session, request, cast, Result.UPHELD, practices=("location", "driving-tips"))
    assert standing(session, request) == ["location"]


def test_a_restriction_is_set_when_it_is_granted_and_not_before(
    session: Session, cast: Cast
) -> None:
    a_house(session)
    refused = filed(session, cast.amara, cast.helen, Kind.RESTRICTION, "location")
    answer(session, refused, cast, Result.NOT_RESTRICTED)
    granted = filed(session, cast.amara, cast.helen, Kind.RESTRICTION, "location")
    write(session, granted, cast, Result.RESTRICTED)
    assert queries.open_of(session, cast.amara, "location") == []
    answer(session, granted, cast, Result.RESTRICTED)
    assert [f.request_id for f in queries.open_of(session, cast.amara, "location")] == [granted.id]


def test_three_working_days_leave_out_weekends_and_holidays() -> None:
    assert earliest("GB-SCT", THURSDAY.date()) == FIRST
    assert earliest("GB-EAW", THURSDAY.date()) == date(2026, 4, 9)  # Easter Monday
    assert earliest("EU-DE", date(2026, 4, 30)) == date(2026, 5, 6)  # 1 May
    assert earliest("GB-EAW", date(2026, 6, 1)) == date(2026, 6, 4)


def test_it_is_lifted_only_after_the_answer_the_telling_and_the_days(
    session: Session, cast: Cast
) -> None:
    a_house(session)
    with clock.set_to(THURSDAY):
        request = filed(session, cast.amara, cast.helen, Kind.RECTIFICATION, "location")
        with pytest.raises(ConflictError, match="not answered yet"):
            tell(session, request, cast.helen, FIRST)
        with pytest.raises(ConflictError, match="not answered yet"):
            lift(session, request, cast.helen)
        answer(session, request, cast, Result.NOT_CORRECTED)
        with pytest.raises(ConflictError, match="Tell the person first"):
            lift(session, request, cast.helen)
        with pytest.raises(RejectedError, match="2026-04-08"):
            tell(session, request, cast.helen, FIRST - timedelta(days=1))
        with pytest.raises(RejectedError, match="Write what the person will read"):
            service.tell(session, request, cast.helen, lifts_on=FIRST, text=" ", form_key=new_id())
        for other in (cast.daniel, cast.amara):
            with pytest.raises(ForbiddenError):
                tell(session, request, other, FIRST)
        tell(session, request, cast.helen, FIRST)
    early = clock.set_to(THURSDAY + timedelta(days=5))
    with early, pytest.raises(ConflictError, match="Wait until then"):
        lift(session, request, cast.helen)
    with clock.set_to(THURSDAY + timedelta(days=6)):
        with pytest.raises(ForbiddenError):
            lift(session, request, cast.daniel)
        lift(session, request, cast.helen)
        with pytest.raises(ConflictError, match="Nothing is kept out of use"):
            lift(session, request, cast.helen)
    [flag] = queries.of_request(session, request.id)
    assert (flag.since, flag.lifted_on) == (THURSDAY.date(), FIRST)


def test_a_later_day_told_counts(session: Session, cast: Cast) -> None:
    a_house(session)
    with clock.set_to(THURSDAY):
        request = filed(session, cast.amara, cast.helen, Kind.RECTIFICATION, "location")
        answer(session, request, cast, Result.CORRECTED)
        tell(session, request, cast.helen, FIRST)
        tell(session, request, cast.helen, FIRST + timedelta(days=5))
    early = clock.set_to(THURSDAY + timedelta(days=7))
    with early, pytest.raises(ConflictError, match="2026-04-13"):
        lift(session, request, cast.helen)
    with clock.set_to(THURSDAY + timedelta(days=12)):
        lift(session, request, cast.helen)
    assert standing(session, request) == []


def test_what_was_objected_to_rightly_stays_out_of_use(session: Session, cast: Cast) -> None:
    a_house(session)
    upheld = filed(session, cast.amara, cast.helen, Kind.OBJECTION, "location")
    answer(session, upheld, cast, Result.UPHELD)
    with pytest.raises(ConflictError, match="upheld"):
        tell(session, upheld, cast.helen, date(2027, 6, 1))
    other = filed(session, cast.amara, cast.helen, Kind.OBJECTION, "location")
    answer(session, other, cast, Result.NOT_UPHELD)
    tell(session, other, cast.helen, date(2027, 6, 1))
    assert standing(session, upheld) == ["location"]


def test_a_request_taken_back_is_told_and_lifted_alike(session: Session, cast: Cast) -> None:
    a_house(session)
    with clock.set_to(THURSDAY):
        request = filed(session, cast.amara, cast.helen, Kind.OBJECTION, "location")
        requests.withdraw(session, request, cast.amara, form_key=new_id())
        with pytest.raises(ConflictError, match="Tell the person first"):
            lift(session, request, cast.helen)
        tell(session, request, cast.helen, FIRST)
    with clock.set_to(THURSDAY + timedelta(days=7)):
        lift(session, request, cast.helen)
    assert queries.open_of(session, cast.amara, "location") == []


def test_a_form_sent_twice_tells_once(session: Session, cast: Cast) -> None:
    a_house(session)
    with clock.set_to(THURSDAY):
        request = filed(session, cast.amara, cast.helen, Kind.RECTIFICATION, "location")
        answer(session, request, cast, Result.CORRECTED)
        said = {"lifts_on": FIRST, "text": "It was put right.", "form_key": new_id()}
        service.tell(session, request, cast.helen, **said)  # type: ignore[arg-type]
        service.tell(session, request, cast.helen, **said)  # type: ignore[arg-type]
    [flag] = queries.of_request(session, request.id)
    assert flag.number == 2


def test_an_objection_names_only_what_one_can_object_to(session: Session, cast: Cast) -> None:
    a_house(session)
    for wrong in ("driving-tips", "made-up"):
        with pytest.raises(RejectedError, match="rests on our interests"):
            filed(session, cast.amara, cast.helen, Kind.OBJECTION, "location", wrong)
    request = filed(session, cast.amara, cast.helen, Kind.OBJECTION, "location")
    assert standing(session, request) == ["location"]


def test_the_database_keeps_every_step(session: Session, cast: Cast) -> None:
    a_house(session)
    filed(session, cast.amara, cast.helen, Kind.OBJECTION, "location")
    session.commit()
    assert_insert_only(session, "subject_request_restriction", "SET number = 9")


def test_where_no_officer_is_left_every_other_one_can_end_it(session: Session, cast: Cast) -> None:
    a_house(session)
    with clock.set_to(THURSDAY):
        request = filed(session, cast.amara, cast.helen, Kind.OBJECTION, "location")
        answer(session, request, cast, Result.NOT_UPHELD)
        with pytest.raises(ForbiddenError):
            tell(session, request, cast.daniel, FIRST)
        cast.helen.active = False
        with pytest.raises(ForbiddenError):
            tell(session, request, cast.tom, FIRST)
        tell(session, request, cast.daniel, FIRST)
    with clock.set_to(THURSDAY + timedelta(days=6)):
        lift(session, request, cast.daniel)
    assert standing(session, request) == []


def test_what_nobody_took_before_it_was_taken_back_can_be_ended(
    session: Session, cast: Cast
) -> None:
    a_house(session)
    scope = Scope(What.CHOSEN, ("location",))
    request = requests.file(session, cast.amara, Kind.OBJECTION, Asked(scope), form_key=new_id())
    requests.withdraw(session, request, cast.amara, form_key=new_id())
    tell(session, request, cast.daniel, date(2027, 6, 1))
    [flag] = queries.of_request(session, request.id)
    assert flag.told is not None
