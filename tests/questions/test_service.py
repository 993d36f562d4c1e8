"""From the asking to the answer: what each does, whom it is told, and what is refused."""

from typing import Any

import pytest
from sqlmodel import Session, select

from app.access_log import queries as log
from app.access_log.looks.display import Display
from app.access_log.outcomes.rules import Verdict
from app.access_log.unusual import queries as unusual
from app.core import clock
from app.core.db.base import new_id
from app.core.errors import ConflictError, ForbiddenError, NotFoundError, RejectedError
from app.desk.questions import queries as desk
from app.identity.people.models import Person
from app.identity.roles.models import Role
from app.notifications.models import Update
from app.questions import queries, service
from app.questions.judging import service as judging
from app.questions.models import Act, First, QuestionEvent
from app.questions.progress import service as progress
from app.questions.rules import Name, Part, Status
from tests.support.cast import Cast
from tests.support.make import a_person
from tests.support.questions import (
    FRIDAY,
    REASONS,
    THURSDAY,
    a_house,
    ask,
    decide,
    looked,
    reply,
    taken,
)


@pytest.fixture(autouse=True)
def house(session: Session, cast: Cast) -> None:
    a_house(session)


def told(session: Session, person: Person) -> list[tuple[str, str]]:
    hers = session.exec(select(Update).where(Update.person_id == person.id))
    return sorted((str(each.kind), str(each.data.get("stage"))) for each in hers)


def test_from_the_asking_to_an_answer_that_stands_on_the_entry(
    session: Session, cast: Cast
) -> None:
    question = ask(session, cast.amara)
    with clock.set_to(FRIDAY):
        assert queries.story(session, question).standing.status is Status.ASKED_OF_ACCESSOR
        assert [s.reference for s in queries.waiting_for(session, cast.priya)] == [
            question.reference
        ]
        judging.take(session, question, cast.helen, form_key=new_id())
        reply(session, question, cast.priya)
        assert queries.waiting_for(session, cast.priya) == []
        assert queries.story(session, question).standing.status is Status.REPLIED
        decide(session, question, cast.helen)
    story = queries.story(session, question)
    assert [event.act for event in story.events] == [
        Act.ASKED, Act.PASSED_ON, Act.TAKEN, Act.REPLIED, Act.DECIDED,
    ]  # fmt: skip
    look = log.entry_about(session, cast.amara, question.seq)
    assert look is not None
    outcome = unusual.with_flags(session, cast.amara, [look])[0].outcome
    assert outcome is not None
    assert (outcome.verdict, outcome.reasons) == (Verdict.IN_ORDER, REASONS)
    assert outcome.reference == question.reference
    everybody = {name: told(session, person) for name, person in vars(cast).items()}
    assert {name: news for name, news in everybody.items() if news} == {
        "amara": [("question", "decided"), ("question", "replied")],
        "priya": [("question-about-you", "asked"), ("question-about-you", "decided")],
        "helen": [("question-waits", "new"), ("question-waits", "replied")],
        "daniel": [("question-waits", "new")],
    }


def test_what_was_asked_about_an_entry_is_asked_once(session: Session, cast: Cast) -> None:
    first = ask(session, cast.amara)
    again = ask(session, cast.amara, first=First.TEAM)
    assert again.id == first.id
    assert len(queries.all_own(session, cast.amara)) == 1


def test_the_privacy_team_checks_first_and_who_looked_is_not_told(
    session: Session, cast: Cast
) -> None:
    question = taken(session, cast.amara, cast.helen, first=First.TEAM)
    assert told(session, cast.priya) == []
    with pytest.raises(NotFoundError):
        queries.asked_of(session, cast.priya, question.reference)
    with pytest.raises(ForbiddenError):
        reply(session, question, cast.priya)

    judging.pass_on(session, question, cast.helen, form_key=new_id())
    assert queries.asked_of(session, cast.priya, question.reference)
    assert told(session, cast.priya) == [("question-about-you", "asked")]
    assert told(session, cast.amara) == [("question", "passed-on")]
    reply(session, question, cast.priya)


def test_a_verdict_without_asking_tells_who_looked_nothing(session: Session, cast: Cast) -> None:
    question = taken(session, cast.amara, cast.helen, first=First.TEAM)
    decide(session, question, cast.helen)
    assert told(session, cast.priya) == []
    assert told(session, cast.amara) == [("question", "decided")]


@pytest.mark.parametrize("kind", ["service", "external"])
def test_where_nobody_can_be_asked_the_privacy_team_answers(
    session: Session, cast: Cast, kind: str
) -> None:
    looked(THURSDAY.replace(hour=16), "nightly-pay", kind=kind, name="Payroll run")
    question = taken(session, cast.amara, cast.helen)
    assert (question.accessor_id, question.first) == (None, First.TEAM)
    with pytest.raises(ConflictError):
        judging.pass_on(session, question, cast.helen)
    decide(session, question, cast.helen)


def test_who_left_is_not_asked_but_known(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.priya.active = False
    cast.priya.manager_employee_id = cast.helen.employee_id
    session.flush()
    question = ask(session, cast.amara)
    assert (question.accessor_id, question.first) == (cast.priya.id, First.TEAM)
    with pytest.raises(ForbiddenError):
        judging.take(session, question, cast.helen)  # her manager
    judging.take(session, question, cast.daniel)
    with pytest.raises(ConflictError):
        judging.pass_on(session, question, cast.daniel)
    opened = desk.opened(session, queries.story(session, question))
    assert (opened.accessor, opened.can_be_asked) == (cast.priya, False)
    assert Act.PASSED_ON not in opened.may
    monkeypatch.setattr("app.questions.service.looks.display_for", _by_role)
    service.ask_for_name(session, question, cast.amara)
    weighed = {"told": True, "needed": "To complain about it.", "harm": "They left."}
    judging.decide_name(session, question, cast.daniel, **weighed)  # type: ignore[arg-type]
    assert queries.story(session, question).standing.name is Name.TOLD
    decide(session, question, cast.daniel)
    assert told(session, cast.priya) == []


REFUSED: list[tuple[str, str, type[Exception]]] = [
    # at the desk, before anybody took it: who presses, what, and how it is refused
    ("amara", "take", ForbiddenError),
    ("priya", "take", ForbiddenError),
    ("tom", "take", ForbiddenError),
    ("ewan", "take", ForbiddenError),
    ("ines", "take", ForbiddenError),
    ("viktor", "take", ForbiddenError),
    ("helen", "decide", ForbiddenError),
    ("amara", "decide", ForbiddenError),
    ("priya", "decide", ForbiddenError),
    ("tom", "decide", ForbiddenError),
    ("helen", "reply", ForbiddenError),
    ("amara", "reply", ForbiddenError),
    ("tom", "reply", ForbiddenError),
    ("helen", "pass on", ForbiddenError),
]


@pytest.mark.parametrize(("who", "what", "refusal"), REFUSED)
def test_what_is_not_hers_to_do(
    session: Session, cast: Cast, who: str, what: str, refusal: type[Exception]
) -> None:
    question = ask(session, cast.amara)
    acts: dict[str, Any] = {
        "take": judging.take, "decide": decide, "reply": reply, "pass on": judging.pass_on,
    }  # fmt: skip
    with pytest.raises(refusal):
        acts[what](session, question, getattr(cast, who))
    judging.take(session, question, cast.helen)
    reply(session, question, cast.priya)
    decide(session, question, cast.helen)
    with pytest.raises(ConflictError):
        decide(session, question, cast.helen)


LINES = [
    ("amara", "helen", "asks"),  # the officer's manager asks
    ("helen", "amara", "asks"),  # her report asks
    ("priya", "helen", "looked"),
    ("helen", "priya", "looked"),
]


@pytest.mark.parametrize(("under", "over", "_why"), LINES)
def test_an_officer_near_to_either_side_neither_sees_nor_has_it(
    session: Session, cast: Cast, under: str, over: str, _why: str
) -> None:
    getattr(cast, under).manager_employee_id = getattr(cast, over).employee_id
    session.flush()
    question = ask(session, cast.amara)
    assert queries.waiting_at_the_desk(session, cast.helen) == []
    with pytest.raises(NotFoundError):
        queries.at_the_desk(session, cast.helen, question.reference)
    with pytest.raises(ForbiddenError):
        judging.take(session, question, cast.helen)
    with pytest.raises(RejectedError):
        judging.assign(session, question, cast.daniel, cast.helen)
    assert told(session, cast.helen) == []
    judging.take(session, question, cast.daniel)
    assert queries.at_the_desk(session, cast.daniel, question.reference)


def test_an_officer_who_looked_answers_as_who_looked_and_as_nothing_else(
    session: Session, cast: Cast
) -> None:
    looked(THURSDAY.replace(hour=16), "E1005")
    question = ask(session, cast.amara)
    with pytest.raises(ForbiddenError):
        judging.take(session, question, cast.helen)
    reply(session, question, cast.helen)
    judging.take(session, question, cast.daniel)
    decide(session, question, cast.daniel)


def test_whose_line_she_came_into_after_taking_it_may_not_judge_it(
    session: Session, cast: Cast
) -> None:
    question = taken(session, cast.amara, cast.helen)
    cast.priya.manager_employee_id = cast.helen.employee_id
    session.flush()
    with pytest.raises(ForbiddenError):
        decide(session, question, cast.helen)
    judging.assign(session, question, cast.daniel, cast.daniel)
    decide(session, question, cast.daniel)


def test_only_who_has_it_gives_it_away(session: Session, cast: Cast) -> None:
    third = a_person(session, "E1050", "Zoe Third", Role.OFFICER, manager_employee_id="E1025")
    question = taken(session, cast.amara, cast.helen)
    for to in (cast.daniel, third):
        with pytest.raises(ForbiddenError):
            judging.assign(session, question, cast.daniel, to)
    assert queries.story(session, question).standing.owner_id == cast.helen.id
    judging.assign(session, question, cast.helen, third)
    third.active = False
    session.flush()
    judging.assign(session, question, cast.daniel, cast.daniel)
    decide(session, question, cast.daniel)


def test_a_form_sent_twice_does_one_thing(session: Session, cast: Cast) -> None:
    question, key = ask(session, cast.amara), new_id()
    first = judging.take(session, question, cast.helen, form_key=key)
    assert judging.take(session, question, cast.helen, form_key=key).id == first.id
    with pytest.raises(ConflictError):
        judging.take(session, question, cast.daniel, form_key=new_id())


def test_a_form_counts_as_sent_for_its_own_act_and_officer_alone(
    session: Session, cast: Cast
) -> None:
    question, key = ask(session, cast.amara, first=First.TEAM), new_id()
    judging.take(session, question, cast.helen, form_key=key)
    with pytest.raises(ConflictError):
        judging.take(session, question, cast.daniel, form_key=key)
    with pytest.raises(ConflictError):
        judging.pass_on(session, question, cast.helen, form_key=key)
    with pytest.raises(ForbiddenError):
        judging.pass_on(session, question, cast.daniel, form_key=key)
    assert queries.story(session, question).standing.number == 2
    own = new_id()
    passed = judging.pass_on(session, question, cast.helen, form_key=own)
    assert judging.pass_on(session, question, cast.helen, form_key=own).id == passed.id


@pytest.mark.parametrize("withheld", ["", "She is at risk from somebody, and it was a mistake."])
def test_a_look_outside_authority_goes_to_triage_and_is_named_unless_there_is_a_reason(
    session: Session, cast: Cast, withheld: str
) -> None:
    question = taken(session, cast.amara, cast.helen)
    decide(session, question, cast.helen, Verdict.OUTSIDE_AUTHORITY, withheld)
    story = queries.story(session, question)
    acts = [event.act for event in story.events][-3:]
    assert acts == [Act.DECIDED, Act.HANDED_TO_TRIAGE, Act.NAME_DECIDED]
    assert story.standing.name is (Name.WITHHELD if withheld else Name.TOLD)
    assert story.events[-1].details["harm"] == withheld
    handed = queries.handed_to_triage(session, cast.daniel)
    assert [each.reference for each in handed] == [question.reference]


def test_who_it_was_is_a_decision_with_both_reasons(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = taken(session, cast.amara, cast.helen)
    monkeypatch.setattr("app.questions.service.looks.display_for", _by_role)
    service.ask_for_name(session, question, cast.amara, form_key=new_id())
    assert ("question-waits", "name-asked") in told(session, cast.helen)
    decide(session, question, cast.helen)
    assert [s.reference for s in queries.waiting_at_the_desk(session, cast.helen)]
    weighed = {"told": False, "needed": "To know whether it was a friend.", "harm": "She is new."}
    with pytest.raises(ForbiddenError):
        judging.decide_name(session, question, cast.daniel, told=True, needed="x", harm="y")
    judging.decide_name(session, question, cast.helen, form_key=new_id(), **weighed)  # type: ignore[arg-type]
    story = queries.story(session, question)
    assert story.standing.name is Name.WITHHELD
    assert story.events[-1].details == weighed
    assert queries.waiting_at_the_desk(session, cast.helen) == []
    with pytest.raises(ConflictError):
        service.ask_for_name(session, question, cast.amara, form_key=new_id())


@pytest.mark.parametrize("withheld", ["", "She is at risk from somebody, and it was a mistake."])
def test_a_name_withheld_before_is_told_once_it_was_outside_authority(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch, withheld: str
) -> None:
    question = taken(session, cast.amara, cast.helen)
    monkeypatch.setattr("app.questions.service.looks.display_for", _by_role)
    service.ask_for_name(session, question, cast.amara)
    judging.decide_name(session, question, cast.helen, told=False, needed="To know.", harm="New.")
    assert queries.story(session, question).standing.name is Name.WITHHELD
    decide(session, question, cast.helen, Verdict.OUTSIDE_AUTHORITY, withheld)
    story = queries.story(session, question)
    assert story.standing.name is (Name.WITHHELD if withheld else Name.TOLD)
    assert story.events[-1].details["harm"] == withheld


def _by_role(_session: Session, _person: Person) -> str:
    return "role"


def test_where_names_are_shown_there_is_no_name_to_ask_for(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = ask(session, cast.amara)
    monkeypatch.setattr("app.questions.service.looks.display_for", lambda *_of: Display.NAME)
    with pytest.raises(ConflictError):
        service.ask_for_name(session, question, cast.amara)


def test_events_are_numbered_without_a_gap_and_the_parts_are_told_apart(
    session: Session, cast: Cast
) -> None:
    question = taken(session, cast.amara, cast.helen)
    story = queries.story(session, question)
    numbers = select(QuestionEvent.number).where(QuestionEvent.question_id == question.id)
    assert sorted(session.exec(numbers)) == [1, 2, 3]
    parts = {
        who: progress.part_of(session, story, getattr(cast, who))
        for who in ("amara", "priya", "helen", "daniel", "tom", "ewan", "ines", "viktor")
    }
    assert parts == {
        "amara": Part.ASKER,
        "priya": Part.ACCESSOR,
        "helen": Part.OWNER,
        "daniel": Part.OFFICER,
        "tom": None,
        "ewan": None,
        "ines": None,
        "viktor": None,
    }
