"""Four at once, two hundred times: one answer each, none lost, one closing, one editor."""

from concurrent.futures import ThreadPoolExecutor
from itertools import product
from uuid import UUID

from sqlmodel import Session, col, delete, select, update

from app.core.db.session import reading, writing
from app.identity.people.models import Person
from app.surveys import service
from app.surveys.counting import rules as counting
from app.surveys.drafting import service as drafting
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
from app.surveys.words import service as words
from tests.support import surveys
from tests.support.cast import Cast
from tests.support.races import DONE, FORBIDDEN, LATE, ROUNDS, raced
from tests.support.surveys import HELPED


def _answer(session: Session, survey: Survey, person: Person) -> None:
    service.answer(session, person, survey, {1: 2})


def _close(session: Session, survey: Survey, _person: Person) -> None:
    service.close(session, survey)


def _many(session: Session, cast: Cast, before: int = 0) -> list[UUID]:
    """Open to Amara and Jo, with so many answers of others."""
    made = [surveys.open_to_nobody(session, cast, before).id for _round in range(ROUNDS)]
    for survey_id, person in product(made, (cast.amara, cast.jo)):
        asked = {"survey_id": survey_id, "person_id": person.id, "place": person.establishment}
        session.add(SurveyInvitation(**asked))
    return made


def test_who_answers_twice_at_once_is_counted_once(session: Session, cast: Cast) -> None:
    made = _many(session, cast)
    amara, jo = cast.amara.id, cast.jo.id
    session.commit()

    outcomes = raced(Survey, made, [(amara, _answer), (jo, _answer)] * 2)

    for each in outcomes:
        assert [each[0], each[2]].count(DONE) == 1
        assert [each[1], each[3]].count(DONE) == 1
        assert set(each) == {DONE, LATE}
    with reading() as fresh:
        took = fresh.exec(select(SurveyInvitation).where(col(SurveyInvitation.answered))).all()
        assert len(took) == 2 * ROUNDS
        for tally in fresh.exec(select(SurveyTally)).all():
            key = keys.existing(tally.survey_id, Opens.ANSWERS)
            sums = counting.unseal(key, tally.survey_id, tally.sealed)
            assert sums.answered == sum(sums.counts[1]) == sums.counts[1][2] == 2


def test_an_answer_is_counted_or_refused_while_it_closes(session: Session, cast: Cast) -> None:
    """Nine have answered before: with the tenth, there is a result, and without her none."""
    ids, amara, helen = _many(session, cast, before=9), cast.amara.id, cast.helen.id
    session.commit()

    outcomes = raced(Survey, ids, [(amara, _answer), (helen, _close)] * 2)

    with reading() as fresh:
        results = {each.survey_id: each.shown for each in fresh.exec(select(SurveyResult))}
        assert {each.status for each in fresh.exec(select(Survey))} == {Status.CLOSED}
        assert not fresh.exec(select(SurveyTally)).all()
    for survey_id, (one, shut, other, shut_too) in zip(ids, outcomes, strict=True):
        assert [shut, shut_too].count(DONE) == 1
        assert [one, other].count(DONE) == (results[survey_id]["answered"] == 10)


def test_one_officer_reads_what_people_wrote(session: Session, cast: Cast) -> None:
    ids, helen, daniel = _many(session, cast), cast.helen.id, cast.daniel.id
    for survey_id in ids:
        sealed = counting.seal_text(keys.make(survey_id, Opens.WORDS), survey_id, "More vans.")
        session.add(SurveyWords(survey_id=survey_id, sealed=sealed))
    session.exec(update(Survey).values(status=Status.CLOSED))
    session.commit()

    def take(session: Session, survey: Survey, officer: Person) -> None:
        words.take(session, officer, survey)

    outcomes = raced(Survey, ids, [(helen, take), (daniel, take)] * 2)

    with reading() as fresh:
        editors = {each.id: each.editor_id for each in fresh.exec(select(Survey))}
    for survey_id, each in zip(ids, outcomes, strict=True):
        assert set(each) <= {DONE, LATE, FORBIDDEN}
        mine = [each[0], each[2]] if editors[survey_id] == helen else [each[1], each[3]]
        others = [each[1], each[3]] if editors[survey_id] == helen else [each[0], each[2]]
        assert DONE in mine
        assert DONE not in others


def test_two_surveys_of_nearly_the_same_people_never_open_at_once(
    session: Session, cast: Cast
) -> None:
    """One asks everyone, the other all but the three of a small workplace."""
    rounds = max(ROUNDS // 20, 4)
    for number in range(3):
        cast.everyone[number].establishment = "GB-PER"
    surveys.people(session, 10)
    pairs = []
    for _round in range(rounds):
        one = surveys.a_draft(session, cast, HELPED)
        other = surveys.a_draft(session, cast, HELPED, place=cast.priya.establishment)
        pairs.append((one.id, other.id))
    daniel = cast.daniel.id
    session.commit()

    def press(survey_id: object) -> str:
        try:
            with writing() as own:
                survey, person = own.get(Survey, survey_id), own.get(Person, daniel)
                assert survey
                assert person
                drafting.open_it(own, survey, person)
        except drafting.TooCloseError:
            return LATE
        return DONE

    with ThreadPoolExecutor(2) as pool:
        for pair in pairs:
            assert sorted(pool.map(press, pair)) == [DONE, LATE]
            with writing() as own:
                for survey in own.exec(select(Survey).where(Survey.status == Status.OPEN)):
                    service.close(own, survey)
                own.exec(delete(SurveyInvitation))
