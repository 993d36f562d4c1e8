"""One answer each, counted apart from who took part; closed by the clock, counted once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select, update

from app.core import clock
from app.core.errors import ConflictError, NotFoundError
from app.identity.people.models import Person
from app.notifications.models import Kind, Update
from app.surveys import queries, service
from app.surveys.counting.rules import Shown
from app.surveys.keys import service as keys
from app.surveys.keys.service import Opens
from app.surveys.models import (
    Status,
    Survey,
    SurveyInvitation,
    SurveyResult,
    SurveyTally,
    SurveyWords,
)
from app.worker import WORK
from tests.support import surveys
from tests.support.cast import Cast
from tests.support.make import a_person
from tests.support.surveys import HELPED, SHIFT, once_it_is_over


def test_from_the_opening_to_results_that_everybody_reads(session: Session, cast: Cast) -> None:
    survey = surveys.opened(session, cast, crosses=[[1, 2]])
    surveys.answered(session, survey, cast.everyone, option=1, text="More vans.")

    assert queries.result(session, survey) is None
    surveys.closed(session, survey)

    told = queries.result(session, survey)
    assert told is not None
    assert told.answered == 10
    assert told.asked is None, "it would tell that nobody stayed away"
    # everybody chose the same: shown, it would tell what each of them answered
    assert told.counts == {1: [None] * 6, 2: [None] * 3}
    assert not told.crossed[0].lines


def test_two_groups_that_are_large_enough_are_shown(session: Session, cast: Cast) -> None:
    survey_of = [*cast.everyone, *surveys.people(session, 20)]
    survey = surveys.opened(session, cast, HELPED, SHIFT, crosses=[[1, 2]])
    surveys.answered(session, survey, survey_of[:14], option=0)
    surveys.answered(session, survey, survey_of[14:26], option=1)
    surveys.closed(session, survey)

    told = queries.result(session, survey)

    assert told is not None
    assert (told.answered, told.asked) == (26, None)
    assert told.counts == {1: [14, None, None, None, None, None], 2: [14, None, None]}


def test_too_few_answers_leave_nothing(session: Session, cast: Cast) -> None:
    survey = surveys.opened(session, cast)
    surveys.answered(session, survey, cast.everyone[:9], text="Only nine.")
    surveys.closed(session, survey)

    told = queries.result(session, survey)

    assert told is not None
    assert told._replace(crossed=()) == Shown()
    assert not session.exec(select(SurveyWords)).all()
    assert not session.exec(select(SurveyTally)).all()


@pytest.mark.parametrize("spoilt", ["the answers", "the key"])
def test_one_that_cannot_be_opened_holds_up_no_other(
    session: Session, cast: Cast, capsys: pytest.CaptureFixture[str], spoilt: str
) -> None:
    bad, good = (surveys.opened(session, cast, title=title) for title in ("Bad", "Good"))
    if spoilt == "the key":
        keys.forget({(bad.id, Opens.ANSWERS)})
    else:
        session.exec(
            update(SurveyTally).where(col(SurveyTally.survey_id) == bad.id).values(sealed=b"?" * 99)
        )
    session.commit()
    with once_it_is_over():
        WORK.jobs["surveys:keep_time"](session)
    session.commit()
    session.expire_all()

    assert (bad.status, good.status) == (Status.OPEN, Status.CLOSED)
    assert queries.result(session, good) is not None
    assert len(session.exec(select(SurveyTally)).all()) == 1, "what is bad is left as it was"
    (line,) = [each for each in capsys.readouterr().err.splitlines() if "cannot be closed" in each]
    assert str(bad.id) in line


def test_each_person_answers_once(session: Session, cast: Cast) -> None:
    survey = surveys.opened(session, cast)
    surveys.answered(session, survey, [cast.amara])

    with pytest.raises(service.AnsweredAlreadyError):
        surveys.answered(session, survey, [cast.amara])

    surveys.answered(session, survey, cast.everyone[1:])
    assert queries.read(session, cast.amara, survey.slug).answered
    surveys.closed(session, survey)
    told = queries.result(session, survey)
    assert told is not None
    assert told.answered == 10


def test_only_those_who_worked_here_when_it_opened_are_asked(session: Session, cast: Cast) -> None:
    survey = surveys.opened(session, cast)
    late = a_person(session, "E4001", "Joined Later")

    with pytest.raises(service.NotAskedError):
        surveys.answered(session, survey, [late])

    assert not queries.read(session, late, survey.slug).asked
    surveys.answered(session, survey, [cast.amara])


def test_answers_are_taken_to_the_end_of_the_last_day(session: Session, cast: Cast) -> None:
    survey = surveys.opened(session, cast)
    with clock.set_to(clock.now() + surveys.SHORT):
        surveys.answered(session, survey, [cast.amara])
        assert service.close_due(session) == 0
    with once_it_is_over():
        with pytest.raises(service.NotOpenError):
            surveys.answered(session, survey, [cast.jo])
        assert service.close_due(session) == 1
        with pytest.raises(service.NotOpenError):
            surveys.answered(session, survey, [cast.jo])


def test_a_draft_is_seen_by_officers_alone(session: Session, cast: Cast) -> None:
    draft = surveys.a_draft(session, cast)

    with pytest.raises(NotFoundError):
        queries.read(session, cast.helen, draft.slug)
    assert queries.everything(session, cast.amara) == []
    assert queries.for_officers(session, draft.slug) is draft


def test_everybody_who_is_asked_is_told_once(session: Session, cast: Cast) -> None:
    survey = surveys.opened(session, cast)

    told = session.exec(select(Update).where(Update.kind == Kind.SURVEY_OPENED)).all()

    assert {each.person_id for each in told} == {each.id for each in cast.everyone}
    assert {each.subject_ref for each in told} == {survey.slug}


def test_results_are_made_once_and_stay(session: Session, cast: Cast) -> None:
    survey = surveys.opened(session, cast)
    surveys.answered(session, survey, cast.everyone)
    surveys.closed(session, survey)
    before = session.exec(select(SurveyResult.shown)).one()
    cast.jo.active = False
    a_person(session, "E4001", "Joined Later")

    with once_it_is_over():
        assert service.close_due(session) == 0
        with pytest.raises(ConflictError):
            service.close(session, survey)

    assert session.exec(select(SurveyResult.shown)).one() == before
    session.commit()
    with pytest.raises(DBAPIError, match="insert-only"):
        session.exec(update(SurveyResult).values(made_on=clock.now().date()))
    session.rollback()


def test_once_closed_nothing_says_who_took_part(session: Session, cast: Cast) -> None:
    survey = surveys.opened(session, cast)
    surveys.answered(session, survey, cast.everyone[:4])

    with once_it_is_over():
        WORK.jobs["surveys:keep_time"](session)

    assert survey.status is Status.CLOSED
    assert {each.answered for each in session.exec(select(SurveyInvitation))} == {False}
    assert not session.exec(select(SurveyTally)).all()


def test_what_was_changed_is_said_once_by_each_form(session: Session, cast: Cast) -> None:
    survey, key = surveys.opened(session, cast), uuid4()

    def said(text: str) -> object:
        return service.tell_of_change(
            session, cast.helen, survey, text, practice_id=None, form_key=key
        )

    with pytest.raises(service.NotNowError):
        said("Two more vans.")
    surveys.closed(session, survey)
    assert said("Two more vans.") is said("Two more vans.")
    with pytest.raises(service.AnotherFormError):
        said("Three more vans.")
    assert [each.text for each in queries.changes(session, survey)] == ["Two more vans."]


def test_a_survey_that_comes_again_is_prepared_once_and_approved_anew(
    session: Session, cast: Cast
) -> None:
    survey = surveys.opened(session, cast, every_months=3)
    opened_on = survey.opened_on
    assert opened_on is not None
    with once_it_is_over():
        for _twice in range(2):
            WORK.jobs["surveys:keep_time"](session)

    following = session.exec(select(Survey).where(col(Survey.follows_id) == survey.id)).one()

    assert following.status is Status.DRAFT
    assert following.questions == survey.questions
    assert following.slug == "autumn-pulse-2"
    assert following.due_on is not None
    assert following.due_on - opened_on > timedelta(days=88)
    assert queries.before(session, following) == survey


@pytest.mark.parametrize("person", ["amara", "tom", "helen", "viktor", "ines", "ewan"])
def test_nobody_reads_anything_of_an_open_survey(session: Session, cast: Cast, person: str) -> None:
    survey = surveys.opened(session, cast)
    surveys.answered(session, survey, cast.everyone)
    reader: Person = getattr(cast, person)

    assert queries.result(session, survey) is None
    standing = queries.read(session, reader, survey.slug)
    assert not hasattr(standing, "result")

    surveys.closed(session, survey)
    assert queries.result(session, survey) is not None
