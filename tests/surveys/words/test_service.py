"""One officer alone reads what people wrote; what she edits is what everybody reads."""

from collections.abc import Callable

import pytest
from sqlmodel import Session, select

from app.core.errors import NotFoundError
from app.surveys import queries as surveys_queries
from app.surveys.models import Survey, SurveyWords
from app.surveys.service import NotNowError
from app.surveys.words import queries, service
from tests.support import surveys
from tests.support.cast import Cast
from tests.support.surveys import BETTER, HELPED


@pytest.fixture
def written(session: Session, cast: Cast) -> Survey:
    """Closed, with eleven texts that wait."""
    more = surveys.people(session, 2)
    survey = surveys.opened(session, cast, HELPED, BETTER)
    for number, person in enumerate([*cast.everyone, *more[:1]]):
        surveys.answered(session, survey, [person], text=f"Vans, says number {number}.")
    surveys.answered(session, survey, more[1:])
    return surveys.closed(session, survey)


def _edit_all(session: Session, cast: Cast, survey: Survey, keep: int) -> None:
    service.take(session, cast.helen, survey)
    for number, words_id in enumerate(queries.originals(session, cast.helen, survey)):
        said = f"Vans {number}." if number < keep else ""
        service.edit(session, cast.helen, survey, words_id, said)


def test_nobody_reads_a_text_before_an_officer_edited_it(
    session: Session, cast: Cast, written: Survey
) -> None:
    assert queries.waiting(session, written) == 11
    assert queries.surveys_waiting(session) == 1
    assert not queries.published(session, written)
    with pytest.raises(queries.NotTheEditorError):
        queries.originals(session, cast.helen, written)

    service.take(session, cast.helen, written)
    originals = queries.originals(session, cast.helen, written)
    assert sorted(originals.values()) == sorted(f"Vans, says number {n}." for n in range(11))


def test_edited_texts_take_the_place_of_the_originals(
    session: Session, cast: Cast, written: Survey
) -> None:
    _edit_all(session, cast, written, keep=10)
    assert not queries.published(session, written)
    assert service.publish(session, cast.helen, written) is True

    said = queries.published(session, written)
    assert sorted(said) == sorted(f"Vans {n}." for n in range(10))
    rows = session.exec(select(SurveyWords)).all()
    assert {row.sealed for row in rows} == {None}
    assert len(rows) == 10
    assert queries.surveys_waiting(session) == 0
    with pytest.raises(NotNowError):
        service.publish(session, cast.helen, written)


def test_if_too_few_are_left_all_are_deleted(session: Session, cast: Cast, written: Survey) -> None:
    _edit_all(session, cast, written, keep=9)
    assert service.publish(session, cast.helen, written) is False
    assert not session.exec(select(SurveyWords)).all()
    assert not queries.published(session, written)


def test_a_text_is_edited_once_and_of_its_own_survey(
    session: Session, cast: Cast, written: Survey
) -> None:
    service.take(session, cast.helen, written)
    (first, *_rest) = queries.originals(session, cast.helen, written)
    other = surveys.opened(session, cast, HELPED)
    other.editor_id = cast.helen.id
    with pytest.raises(NotFoundError):
        service.edit(session, cast.helen, other, first, "Vans.")
    service.edit(session, cast.helen, written, first, "Vans.")
    with pytest.raises(NotFoundError):
        service.edit(session, cast.helen, written, first, "Other.")
    with pytest.raises(service.NotEditedError):
        service.publish(session, cast.helen, written)


def test_words_of_fewer_than_ten_are_gone_when_it_closes(session: Session, cast: Cast) -> None:
    survey = surveys.opened(session, cast, HELPED, BETTER)
    surveys.answered(session, survey, cast.everyone[:9], text="Vans.")
    surveys.answered(session, survey, cast.everyone[9:])
    surveys.closed(session, survey)

    told = surveys_queries.result(session, survey)
    assert told is not None
    assert told.answered == 10
    assert not session.exec(select(SurveyWords)).all()
    with pytest.raises(NotNowError):
        service.take(session, cast.helen, survey)


Act = Callable[[Session, Cast, Survey, str], object]
ACTS: dict[str, Act] = {
    "take": lambda session, cast, survey, who: service.take(session, getattr(cast, who), survey),
    "read": lambda session, cast, survey, who: queries.originals(
        session, getattr(cast, who), survey
    ),
    "edit": lambda session, cast, survey, who: service.edit(
        session, getattr(cast, who), survey, session.exec(select(SurveyWords.id)).all()[0], "Vans."
    ),
    "publish": lambda session, cast, survey, who: service.publish(
        session, getattr(cast, who), survey
    ),
}


@pytest.mark.parametrize("who", ["daniel", "amara", "tom", "viktor", "ines", "ewan"])
@pytest.mark.parametrize("act", ACTS)
def test_once_an_officer_has_them_nobody_else_can_do_anything(
    session: Session, cast: Cast, written: Survey, act: str, who: str
) -> None:
    service.take(session, cast.helen, written)
    with pytest.raises(queries.NotTheEditorError):
        ACTS[act](session, cast, written, who)
    if act == "publish":
        _edit_all(session, cast, written, keep=11)
    ACTS[act](session, cast, written, "helen")


def test_who_left_the_role_is_followed_by_another(
    session: Session, cast: Cast, written: Survey
) -> None:
    service.take(session, cast.helen, written)
    with pytest.raises(queries.NotTheEditorError):
        service.take(session, cast.daniel, written)
    cast.helen.active = False
    session.flush()
    service.take(session, cast.daniel, written)
    assert len(queries.originals(session, cast.daniel, written)) == 11


def test_who_edited_all_and_left_is_followed_by_another_who_publishes(
    session: Session, cast: Cast, written: Survey
) -> None:
    _edit_all(session, cast, written, keep=11)
    assert queries.surveys_waiting(session) == 1
    with pytest.raises(queries.NotTheEditorError):
        service.take(session, cast.daniel, written)
    cast.helen.active = False
    session.flush()
    assert not queries.has_editor(session, written)

    service.take(session, cast.daniel, written)
    assert service.publish(session, cast.daniel, written) is True

    assert queries.surveys_waiting(session) == 0
    cast.helen.active, cast.daniel.active = True, False
    session.flush()
    with pytest.raises(NotNowError):
        service.take(session, cast.helen, written)
