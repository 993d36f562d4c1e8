"""Who signs, signs all that is shown: what was changed after she read it, she has not signed."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session, col

from app.identity.people.models import Person
from app.register.assessments import queries, rules, service
from app.register.assessments.models import Act, Assessment, Status, Verdict
from app.register.assessments.publishing import service as publishing
from app.register.assessments.schemas import PARTS, SUMMARY, Level, Removal, Risk
from tests.support import assessments as make
from tests.support.cast import Cast

LEFT_OUT = Removal(part="law", passage="About law", reason="names a lawyer")
TEXTS = (*SUMMARY, *PARTS, "views")
RISK = Risk(harm="It is read.", likelihood=Level.HIGH, measure=make.NIGHT, remains=Level.LOW)

A_DAY = timedelta(days=1)

Sign = Callable[[Session, Assessment, Person, str], None]


def _evaluate(session: Session, made: Assessment, officer: Person, read: str) -> None:
    said: dict[str, Any] = {"advice": Verdict.GO_AHEAD, "text": "Go ahead."}
    service.evaluate(session, made, officer, read=read, **said)


def _validate(session: Session, made: Assessment, officer: Person, read: str) -> None:
    said: dict[str, Any] = {"decision": Verdict.WITH_CHANGES, "overruled": "Narrower is enough."}
    review_on = make.review_day(session)
    service.validate(session, made, officer, read=read, review_on=review_on, **said)


def _send_back(session: Session, made: Assessment, officer: Person, read: str) -> None:
    service.send_back(session, made, officer, read=read, note="Say more.")


def _publish(session: Session, made: Assessment, officer: Person, read: str) -> None:
    publishing.publish(session, made, officer, read=read)


def _wrote(**different: Any) -> Callable[[Session, Assessment], dict[str, Any]]:
    written = make.words().model_copy(update=different).model_dump_json()
    return lambda _s, _made: {"words": written}


def _now(**values: Any) -> Callable[[Session, Assessment], dict[str, Any]]:
    return lambda _s, _made: values


# What may be changed of it, by the part it belongs to: each alone, beneath whoever signs.
WORDS = {name: _wrote(**{name: f"Other {name}."}) for name in TEXTS} | {
    "title": _wrote(title="Where the bicycles are"),
    "whether people were asked": _wrote(asked=False),
    "a risk": _wrote(risks=(RISK,)),
    "one risk fewer": _wrote(risks=()),
    "the practice assessed": _now(practice_digest="f" * 64),
}
ADVICE = {
    "the advice": _now(advice=Verdict.STOP),
    "its words": _now(advice_text="Do not."),
    "a passage left out": _now(removals=[]),
    "another passage left out": _now(
        removals=[LEFT_OUT.model_dump(), LEFT_OUT.model_dump() | {"part": "why"}]
    ),
    "the reason in its place": _now(removals=[LEFT_OUT.model_dump() | {"reason": "another one"}]),
}
DECISION = {
    "the decision": _now(decision=Verdict.STOP),
    "why the advice is not followed": _now(overruled="For another reason."),
    "the review": lambda session, _made: {"review_on": make.review_day(session) - A_DAY},
}
SIGNS: dict[str, tuple[Sign, Status, dict[str, Any]]] = {
    "evaluation": (_evaluate, Status.SUBMITTED, WORDS),
    "validation": (_validate, Status.EVALUATED, WORDS | ADVICE),
    "sending back": (_send_back, Status.EVALUATED, ADVICE),
    "publication": (_publish, Status.VALIDATED, WORDS | ADVICE | DECISION),
}
CASES = [(sign, what) for sign, (_act, _at, changes) in SIGNS.items() for what in changes]


@pytest.fixture
def taken_to(session: Session, cast: Cast) -> Callable[[Status], Assessment]:
    """One with a passage left out, and a decision that does not follow the advice."""

    def make_it(status: Status) -> Assessment:
        before = Status.EVALUATED if status is Status.VALIDATED else status
        made = make.an_assessment(session, cast, before, left_out=LEFT_OUT)
        if status is Status.VALIDATED:
            _validate(session, made, cast.daniel, make.read(session, made))
        return made

    return make_it


@pytest.mark.parametrize("seen", [True, False], ids=["before her", "while she presses"])
@pytest.mark.parametrize(("sign", "what"), CASES)
def test_what_was_changed_since_she_read_it_is_not_signed(
    session: Session,
    cast: Cast,
    taken_to: Callable[[Status], Assessment],
    sign: str,
    what: str,
    seen: bool,
) -> None:
    act, status, changes = SIGNS[sign]
    made = taken_to(status)
    read, steps = make.read(session, made), len(queries.steps(session, made))
    values = changes[what](session, made)
    was = {name: getattr(made, name) for name in values}
    _change(session, made, values, seen=seen)

    with pytest.raises(service.MovedOnError):
        act(session, made, cast.daniel, read)
    session.refresh(made)
    assert (made.status, len(queries.steps(session, made))) == (status, steps)

    _change(session, made, was, seen=True)
    act(session, made, cast.daniel, read)
    assert made.status is not status


def _change(session: Session, made: Assessment, values: dict[str, Any], *, seen: bool) -> None:
    """Change columns in the database; ``seen``: whoever signs reads them as they are now."""
    there = update(Assessment).where(col(Assessment.id) == made.id).values(**values)
    session.execute(there, execution_options={"synchronize_session": False})
    if seen:
        session.refresh(made)


@pytest.mark.parametrize("who", ["tom", "helen", "daniel"])
def test_nor_is_it_published_under_a_name_or_role_she_did_not_read(
    session: Session, cast: Cast, taken_to: Callable[[Status], Assessment], who: str
) -> None:
    made = taken_to(Status.VALIDATED)
    read, person = make.read(session, made), getattr(cast, who)
    before, person.role_title = person.role_title, "Somebody else"
    session.flush()

    with pytest.raises(service.MovedOnError):
        publishing.publish(session, made, cast.daniel, read=read)

    person.role_title = before
    assert publishing.publish(session, made, cast.daniel, read=read)


def test_all_that_is_published_is_of_what_is_signed() -> None:
    """Each column of an assessment is signed, is a moment of its way, or says who asked for it."""
    moments = {"asked_at", "evaluated_at", "validated_at", "published_at", "dropped_at"}
    of_the_words = {"digest"}
    known = set(rules.SHOWN) | moments | of_the_words | {"id", "asked_by"}
    assert set(Assessment.model_fields) == known


@pytest.mark.parametrize("act", [Act.REMOVED, Act.PUT_BACK])
def test_another_list_of_passages_voids_the_validation_and_not_the_advice(
    session: Session, cast: Cast, taken_to: Callable[[Status], Assessment], act: Act
) -> None:
    made = taken_to(Status.VALIDATED)
    read = make.read(session, made)
    other = LEFT_OUT.model_copy(update={"part": "why", "passage": "About why"})

    for officer in (cast.daniel, cast.tom):
        with pytest.raises(publishing.NotTheEvaluatorError):
            publishing.remove_passage(session, made, officer, other)
        with pytest.raises(publishing.NotTheEvaluatorError):
            publishing.put_back(session, made, officer, 1, read=read)
    with pytest.raises(publishing.NoSuchPassageError):
        publishing.put_back(session, made, cast.helen, 2, read=read)
    assert made.status is Status.VALIDATED

    if act is Act.REMOVED:
        publishing.remove_passage(session, made, cast.helen, other)
    else:
        publishing.put_back(session, made, cast.helen, 1, read=read)

    assert (made.status, made.validator_id, made.decision) == (Status.EVALUATED, None, None)
    assert (made.evaluator_id, made.advice) == (cast.helen.id, Verdict.GO_AHEAD)
    newest = [step.row.act for step in queries.steps(session, made)[:2]]
    assert set(newest) == {act, Act.VOIDED}
    with pytest.raises(service.MovedOnError):
        publishing.publish(session, made, cast.daniel, read=read)

    _validate(session, made, cast.daniel, make.read(session, made))
    published = publishing.publish(session, made, cast.daniel, read=make.read(session, made))
    left_out = json.loads(published.document)["parts"]
    assert [run["text"] for run in left_out["why"][0] if run["removed"]] == (
        [other.reason] if act is Act.REMOVED else []
    )


@pytest.mark.parametrize(
    ("passage", "left"),
    [
        ("law", None),
        ("About law", None),
        ("law.", ["names a lawyer", "also"]),
        ("About law.", ["also"]),
        ("law of no land", None),
    ],
)
def test_of_what_is_left_out_already_only_more_is_left_out(
    session: Session,
    cast: Cast,
    taken_to: Callable[[Status], Assessment],
    passage: str,
    left: list[str] | None,
) -> None:
    """“About law” is out: what stands within it is, what goes beyond it is not yet."""
    made = taken_to(Status.EVALUATED)
    removal = Removal(part="law", passage=passage, reason="also")

    if left is None:
        with pytest.raises(publishing.NoSuchPassageError):
            publishing.remove_passage(session, made, cast.helen, removal)
        assert queries.removals(made) == [LEFT_OUT]
        return
    publishing.remove_passage(session, made, cast.helen, removal)

    _validate(session, made, cast.daniel, make.read(session, made))
    published = publishing.publish(session, made, cast.daniel, read=make.read(session, made))
    (runs,) = json.loads(published.document)["parts"]["law"]
    assert [(run["text"], run["removed"]) for run in runs] == [(reason, True) for reason in left]
