"""What a consultation takes, from whom and when, and how it ends."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from app.core import clock
from app.core.db.session import reading, writing
from app.core.errors import ConflictError, NotFoundError
from app.identity.people.models import Person
from app.notifications.models import Kind, Update
from app.register import service as register
from app.register.consultations import queries, rules, service
from app.register.consultations.comments import service as comments
from app.register.consultations.models import (
    CommentTally,
    Consultation,
    ConsultationComment,
    Response,
    Status,
    Theme,
)
from app.register.consultations.unconsulted import service as unconsulted
from app.register.drafting import service as drafting
from app.register.terms.schemas import Consulted
from tests.support.assessments import a_consultation, a_draft, agreed, closed, opened
from tests.support.cast import Cast
from tests.support.make import a_person
from tests.support.races import ROUNDS

SAID = {"heard": "Much.", "answer": "It starts.", "why": "It is needed."}


def test_a_draft_is_seen_by_officers_alone(session: Session, cast: Cast) -> None:
    draft = a_consultation(session, cast, is_open=False)

    with pytest.raises(NotFoundError):
        queries.read(session, draft.slug)
    assert queries.everything(session) == []
    assert queries.for_officers(session, draft.slug).phase is rules.Phase.DRAFT


def test_without_a_name_nothing_of_the_person_is_kept(session: Session, cast: Cast) -> None:
    made = a_consultation(session, cast)

    comments.write(session, made, cast.amara, "Without.", named=False)
    comments.write(session, made, cast.amara, "With.", named=True)

    kept = {each.row.text: each for each in queries.comments(session, made)}
    assert kept["Without."].row.person_id is None
    assert kept["Without."].name is None
    assert kept["With."].name == "Amara Okafor"
    assert {each.row.id.version for each in kept.values()} == {4}, "a time-ordered id tells when"
    marks = {mark.counted_on: mark for mark in session.exec(select(CommentTally))}
    assert marks.keys() == {queries.today(session), made.closes_on}
    assert marks[queries.today(session)].number == 2
    assert not [mark for mark in marks.values() if cast.amara.id.hex in mark.mark]


def test_comments_have_a_limit_a_day_and_the_mark_is_forgotten(
    session: Session, cast: Cast
) -> None:
    made = a_consultation(session, cast)
    for number in range(rules.COMMENTS_A_DAY):
        comments.write(session, made, cast.amara, f"No. {number}.", named=False)
    with pytest.raises(comments.TooManyCommentsError):
        comments.write(session, made, cast.amara, "More.", named=False)
    comments.write(session, made, cast.ewan, "Mine.", named=False)

    with clock.set_to(clock.now() + timedelta(days=1)):
        comments.write(session, made, cast.amara, "More.", named=False)
        service.close_due(session)
        today = CommentTally.counted_on == queries.today(session)
        assert [mark.number for mark in session.exec(select(CommentTally).where(today))] == [1]
        assert len(session.exec(select(CommentTally)).all()) == 3, "one for each writer stays"

    closed(session, made)
    assert session.exec(select(CommentTally)).all() == []


def test_only_those_it_applies_to_are_asked(session: Session, cast: Cast) -> None:
    made = a_consultation(session, cast)

    with pytest.raises(comments.NotAskedError):
        comments.write(session, made, cast.jo, "I am a dispatcher.", named=True)
    assert comments.write(session, made, cast.amara, "I am an engineer.", named=True)


@pytest.mark.parametrize(("days", "takes"), [(-1, False), (0, True), (14, True), (15, False)])
def test_it_takes_comments_and_answers_between_its_days(
    session: Session, cast: Cast, days: int, takes: bool
) -> None:
    made = a_consultation(session, cast)
    with clock.set_to(clock.now() + timedelta(days=days)):
        if takes:
            comments.write(session, made, cast.amara, "Good.", named=True)
            service.respond(session, made, cast.ewan, Response.AGREED, "")
            return
        with pytest.raises(service.NotOpenError):
            comments.write(session, made, cast.amara, "Late.", named=True)
        with pytest.raises(service.NotOpenError):
            service.respond(session, made, cast.ewan, Response.AGREED, "")


def test_the_job_closes_it_when_its_last_day_is_over(session: Session, cast: Cast) -> None:
    made = a_consultation(session, cast)
    assert service.close_due(session) == 0

    closed(session, made)

    session.refresh(made)
    assert made.status is Status.CLOSED
    assert made.response is None


RESULTS: list[tuple[Response | None, set[Consulted]]] = [
    (None, {Consulted.IMPOSED}),
    (Response.AGREED, {Consulted.AGREED, Consulted.IMPOSED}),
    (Response.DISSENT, {Consulted.DISSENT, Consulted.IMPOSED}),
]


@pytest.mark.parametrize(("response", "fit"), RESULTS)
@pytest.mark.parametrize("result", Consulted)
def test_a_result_follows_what_the_representatives_answered(
    session: Session, cast: Cast, response: Response | None, fit: set[Consulted], result: Consulted
) -> None:
    made = a_consultation(session, cast)
    if response:
        service.respond(session, made, cast.ewan, response, "Our reasons.")
    with pytest.raises((service.NotNowError, service.NotAResultError)):
        service.decide(session, made, cast.helen, result=result, **SAID)
    closed(session, made)

    if result not in fit:
        with pytest.raises(service.NotAResultError):
            service.decide(session, made, cast.helen, result=result, **SAID)
        assert queries.result_for(session, "vans") is None
        return
    service.decide(session, made, cast.helen, result=result, **SAID)
    outcome = queries.result_for(session, "vans")
    assert outcome is not None
    assert (outcome.result, outcome.agreed) == (result, result is Consulted.AGREED)


def test_a_start_without_consultation_is_not_agreed(session: Session, cast: Cast) -> None:
    a_consultation(session, cast, is_open=False)

    unconsulted.start_without(session, cast.helen, "vans", "The law asks for it at once.")

    outcome = queries.result_for(session, "vans")
    assert outcome is not None
    assert (outcome.result, outcome.agreed) == (Consulted.NOT_CONSULTED, False)
    assert outcome.text == "The law asks for it at once."


@pytest.mark.parametrize("over", [False, True], ids=["open", "waiting for its answer"])
def test_nothing_starts_without_consultation_while_one_runs(
    session: Session, cast: Cast, over: bool
) -> None:
    running = a_consultation(session, cast)
    if over:
        closed(session, running)

    with pytest.raises(service.UndecidedError, match="not decided yet"):
        unconsulted.start_without(session, cast.helen, "vans", "We would rather not wait.")
    assert queries.result_for(session, "vans") is None

    a_draft(session, "bicycles")
    assert unconsulted.start_without(
        session, cast.helen, "bicycles", "The law asks for it at once."
    )


def test_a_reason_for_the_same_words_is_recorded_once(session: Session, cast: Cast) -> None:
    document = a_draft(session)
    unconsulted.start_without(session, cast.helen, "vans", "The law asks for it at once.")

    with pytest.raises(unconsulted.RecordedError):
        unconsulted.start_without(session, cast.daniel, "vans", "Nobody objects.")

    register.draft(session, "vans", document.model_copy(update={"summary": "Other words."}))
    assert unconsulted.start_without(session, cast.daniel, "vans", "The law asks for these too.")


def test_a_start_without_consultation_cannot_replace_one_that_was_held(
    session: Session, cast: Cast
) -> None:
    document = a_draft(session)
    agreed(session, cast, "vans")

    with pytest.raises(unconsulted.HeldAlreadyError, match="exactly these words"):
        unconsulted.start_without(session, cast.helen, "vans", "We would rather not.")
    outcome = queries.result_for(session, "vans")
    assert outcome is not None
    assert outcome.result is Consulted.AGREED

    register.draft(session, "vans", document.model_copy(update={"summary": "Other words."}))
    assert unconsulted.start_without(session, cast.helen, "vans", "The law asks for it at once.")


def _days(session: Session) -> dict[str, date]:
    today = queries.today(session)
    return {"opens_on": today, "closes_on": today + timedelta(days=14)}


def test_nothing_opens_without_a_proposal(session: Session, cast: Cast) -> None:
    a_draft(session)
    made = service.prepare(session, cast.helen, "vans", "Vans")

    with pytest.raises(service.NothingProposedError):
        service.open_it(session, made, **_days(session))
    service.describe(session, made, proposal="A box.", options="", questions=[])
    service.open_it(session, made, **_days(session))
    assert made.status is Status.OPEN


def test_nothing_opens_without_data_facts(session: Session, cast: Cast) -> None:
    document = a_draft(session)
    begun = {"id": "bicycles", "title": "Bicycles"}
    draft = drafting.begin(session, "bicycles", begun, owner_id=None)
    made = opened(session, cast, "bicycles", is_open=False)

    with pytest.raises(service.NothingProposedError):
        service.open_it(session, made, **_days(session))
    drafting.close(session, draft, by=cast.helen)
    with pytest.raises(service.NothingProposedError):
        service.open_it(session, made, **_days(session))
    made = opened(session, cast, "bicycles", is_open=False)
    with pytest.raises(service.NothingProposedError):
        service.open_it(session, made, **_days(session))
    register.draft(session, "bicycles", document.model_copy(update={"id": "bicycles"}))
    service.open_it(session, made, **_days(session))
    assert made.status is Status.OPEN


def test_what_was_answered_is_never_changed(session: Session, cast: Cast) -> None:
    made = a_consultation(session, cast)
    service.respond(session, made, cast.ewan, Response.DISSENT, "We do not agree.")
    session.commit()

    for change in ("response = 'agreed'", "response_text = 'x'"):
        with pytest.raises(DBAPIError, match="not changed"):
            session.execute(text(f"UPDATE consultation SET {change}"))
        session.rollback()
    with pytest.raises(service.NotNowError):
        service.respond(session, made, cast.ewan, Response.AGREED, "")


def _comments(theme: Theme, number: int) -> list[rules.Comment]:
    return [rules.Comment(theme, f"{theme} {n}") for n in range(number)]


@pytest.mark.parametrize(
    ("numbers", "total", "rows"),
    [
        ((9,), None, []),
        ((10,), 10, []),
        ((12, 10), 22, [12]),
        ((12, 9, 1), 22, [12]),
        ((12, 9), 21, []),
        ((30, 11, 10), 51, [30, 11]),
    ],
)
def test_words_of_fewer_than_ten_people_are_never_shown(
    numbers: tuple[int, ...], total: int | None, rows: list[int]
) -> None:
    said = [each for pair in zip(Theme, numbers, strict=False) for each in _comments(*pair)]

    found = rules.themes(said, 10)

    assert found.total == total
    assert [row.number for row in found.rows] == rows
    assert all(len(row.words) >= 10 for row in found.rows)


PEOPLE = 3  # the k of this table, so that few people write


@pytest.mark.parametrize(
    ("writes", "shown"),
    [
        ([3], None),
        ([1, 1], None),
        ([3, 3], None),
        ([1, 1, 1], (3, 3)),
        ([2, 1, 1], (3, 4)),
        ([4, 4, 4], (3, 12)),
    ],
)
@pytest.mark.parametrize("named", [True, False, None], ids=["named", "unnamed", "both ways"])
def test_people_are_counted_and_not_their_comments(
    session: Session,
    cast: Cast,
    writes: list[int],
    shown: tuple[int, int] | None,
    named: bool | None,
) -> None:
    """On as many days as she wants, with her name or without: each of them is one."""
    made = a_consultation(session, cast)
    crew = [cast.amara, cast.ewan, a_person(session, "E2001", "Nia")]
    for person, times in zip(crew, writes, strict=False):
        for day in range(times):
            with_name = named if named is not None else day % 2 == 0
            with clock.set_to(clock.now() + timedelta(days=day)):
                kept = comments.write(session, made, person, f"No. {day}.", named=with_name)
            comments.tag(session, kept, Theme.TIME)
    kept_all = session.exec(select(ConsultationComment)).all()
    written = [rules.Comment(each.theme, each.text, each.counted) for each in kept_all]

    found = rules.themes([*written, *_comments(Theme.NEED, PEOPLE)], PEOPLE)

    rows = [(row.number, len(row.words)) for row in found.rows if row.theme is Theme.TIME]
    assert rows == ([shown] if shown else [])
    assert found.total == len(writes) + PEOPLE


def test_who_wrote_of_two_things_is_counted_under_the_first(session: Session, cast: Cast) -> None:
    made = a_consultation(session, cast)
    first, second = (
        comments.write(session, made, cast.amara, text, named=False) for text in ("One.", "Two.")
    )
    assert (first.counted, second.counted) == (True, False)

    said = [rules.Comment(Theme.NEED, "x"), rules.Comment(Theme.TIME, "y", counted=False)] * 12
    found = rules.themes([*said, *_comments(Theme.READERS, 10)], 10)

    assert (found.total, [row.theme for row in found.rows]) == (22, [Theme.NEED])


@pytest.mark.parametrize("end", ["decided", "given up"])
def test_comments_are_counted_once_when_it_has_ended(
    session: Session, cast: Cast, end: str
) -> None:
    """Figures that grew week by week, or theme by theme, would show by how few they grew."""
    made = a_consultation(session, cast)
    for number in range(24):
        row: dict[str, Any] = {"consultation_id": made.id, "text": f"No. {number}"}
        session.add(
            ConsultationComment(written_on=queries.today(session), counted=number % 2 == 0, **row)
        )
    session.flush()
    first, last = queries.comments(session, made)[0].row, queries.comments(session, made)[-1].row

    def total() -> int | None:
        found = queries.themes(session, queries.read(session, made.slug))
        return found.total if found else None

    for days in (0, 7, 14):
        with clock.set_to(clock.now() + timedelta(days=days)):
            assert total() is None, days
    closed(session, made)
    assert (made.status, total()) == (Status.CLOSED, None)
    comments.tag(session, first, Theme.TIME)

    if end == "decided":
        service.decide(session, made, cast.helen, result=Consulted.IMPOSED, **SAID)
    else:
        service.drop(session, made)

    assert total() == 12
    with pytest.raises(service.NotNowError):
        comments.tag(session, last, Theme.TIME)
    assert (first.theme, last.theme) == (Theme.TIME, None)


def _answer(consultation_id: UUID, person_id: UUID, response: Response) -> bool:
    try:
        with writing() as session:
            consultation = session.get(Consultation, consultation_id)
            person = session.get(Person, person_id)
            assert consultation is not None
            assert person is not None
            service.respond(session, consultation, person, response, "Our reasons.")
    except ConflictError:
        return False
    return True


def test_of_four_formal_answers_at_once_one_counts(session: Session, cast: Cast) -> None:
    made = [a_consultation(session, cast, f"vans-{n}").id for n in range(ROUNDS)]
    ewan, amara = cast.ewan.id, cast.amara.id
    session.commit()
    presses = [(who, what) for who in (ewan, amara) for what in (Response.AGREED, Response.DISSENT)]

    with ThreadPoolExecutor(len(presses)) as pool:
        outcomes = [
            list(pool.map(lambda press: _answer(each, *press), presses))  # noqa: B023
            for each in made
        ]

    assert len(outcomes) == ROUNDS
    assert {outcome.count(True) for outcome in outcomes} == {1}
    with reading() as fresh:
        kept = fresh.exec(select(Consultation)).all()
    given = [(row.responded_by, row.response) for row in kept]
    assert len(given) == ROUNDS
    assert set(given) <= set(presses)


def told(session: Session, person: Person) -> list[dict[str, Any]]:
    updates = session.exec(select(Update).where(Update.person_id == person.id)).all()
    return [each.data for each in updates if each.kind is Kind.CONSULTATION_OPENED]


def test_who_is_asked_is_told_once_and_not_before_it_is_open(session: Session, cast: Cast) -> None:
    made = a_consultation(session, cast, is_open=False)
    day = queries.today(session) + timedelta(days=2)
    service.open_it(session, made, opens_on=day, closes_on=day + timedelta(days=14))

    assert service.tell_of_opened(session) == 0
    with clock.set_to(clock.now() + timedelta(days=2)):
        assert service.tell_of_opened(session) == 1
        assert service.tell_of_opened(session) == 0

    about = {"consultation": made.slug}
    assert told(session, cast.amara) == [about | {"asked": "people"}]
    assert told(session, cast.ewan) == [about | {"asked": "representatives"}]
    assert told(session, cast.jo) == []
