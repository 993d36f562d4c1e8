"""What officers decide about readers: written once, and no change of the register."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from pydantic import ValidationError
from sqlmodel import Session, select

from app.core import clock
from app.identity.people.models import Person
from app.register import queries as register
from app.register.access_reviews import queries, rules, service
from app.register.access_reviews.forms import ReviewAccess, form_for
from app.register.access_reviews.models import AccessReview, Verdict
from app.register.file import service as files
from app.register.in_force.rules import Practice
from app.register.models import Origin
from app.register.schemas import VersionNote
from app.register.service import publish
from tests.support.insert_only import assert_insert_only
from tests.support.looks import FRIDAY
from tests.support.register import a_file, a_practice

READERS = [
    {"label": "Dispatch desk", "when": "live", "role": "Dispatcher"},
    {"label": "Area managers", "when": "on request", "role": "Field manager"},
]


@pytest.fixture
def practice(session: Session) -> Practice:
    files.take_in(session, a_file(a_practice(readers=READERS)))
    found = register.in_force(session, FRIDAY).practice("location")
    assert found is not None
    return found


def asked(practice: Practice, **different: Any) -> ReviewAccess:
    typed = {
        "digest": practice.version.digest,
        "form_key": str(uuid4()),
        "next_review_on": "2027-05-20",
        "verdict_0": "keep",
        "reason_0": "They send help.",
        "verdict_1": "narrow",
        "reason_1": "Only after an incident.",
    }
    return form_for(2).model_validate(typed | different)


def test_a_check_is_written_reader_by_reader(
    session: Session, practice: Practice, helen: Person
) -> None:
    with clock.set_to(FRIDAY):
        service.review(session, helen, practice, asked(practice))

    check = queries.last(session, practice.id)

    assert check is not None
    assert (check.by, check.review.version) == ("Helen Marsh", "1")
    assert [(d.reader.label, d.verdict, d.reason) for d in check.decisions] == [
        ("Dispatch desk", Verdict.KEEP, "They send help."),
        ("Area managers", Verdict.NARROW, "Only after an incident."),
    ]
    assert [decision.reader.label for decision in check.to_change] == ["Area managers"]


def test_a_check_does_not_change_the_register(
    session: Session, practice: Practice, helen: Person
) -> None:
    with clock.set_to(FRIDAY):
        service.review(session, helen, practice, asked(practice, verdict_1="remove"))

    after = register.in_force(session, FRIDAY).practice("location")
    assert after is not None
    assert after.document == practice.document


def test_the_same_form_twice_is_one_check_and_other_answers_are_refused(
    session: Session, practice: Practice, helen: Person
) -> None:
    form = asked(practice)
    with clock.set_to(FRIDAY):
        first = service.review(session, helen, practice, form)
        second = service.review(session, helen, practice, form)
        with pytest.raises(service.AnotherFormError):
            service.review(
                session, helen, practice, form.model_copy(update={"verdict_1": Verdict.REMOVE})
            )

    assert first.id == second.id
    assert len(session.exec(select(AccessReview)).all()) == 1


def test_words_that_are_no_longer_in_force_are_not_checked(
    session: Session, practice: Practice, helen: Person
) -> None:
    form = asked(practice)
    words = practice.document.model_copy(update={"extent": "Other"})
    note = practice.version.note.model_dump() | {"number": 2}
    publish(session, words, VersionNote(**note), Origin.PORTAL)
    changed = register.in_force(session, FRIDAY).practice("location")
    assert changed is not None

    with clock.set_to(FRIDAY), pytest.raises(service.ChangedMeanwhileError):
        service.review(session, helen, changed, form)
    with clock.set_to(FRIDAY):
        assert service.review(session, helen, changed, asked(changed)).version == "2"


@pytest.mark.parametrize(
    ("day", "allowed"),
    [
        (date(2026, 11, 19), False),
        (date(2026, 11, 20), False),
        (date(2026, 11, 21), True),
        (date(2027, 11, 21), True),
        (date(2027, 11, 22), False),
    ],
)
def test_the_next_check_is_after_today_and_within_a_year(
    session: Session, practice: Practice, helen: Person, day: date, allowed: bool
) -> None:
    assert rules.is_in_time(day, FRIDAY.date()) is allowed
    form = asked(practice, next_review_on=day.isoformat())
    with clock.set_to(FRIDAY):
        if allowed:
            assert service.review(session, helen, practice, form).next_review_on == day
        else:
            with pytest.raises(service.NextCheckError):
                service.review(session, helen, practice, form)


@pytest.mark.parametrize(
    "different",
    [
        {"verdict_0": ""},
        {"verdict_1": "perhaps"},
        {"reason_0": ""},
        {"reason_1": "x"},
        {"reason_1": "x" * 601},
        {"next_review_on": "soon"},
        {"verdict_2": "keep", "reason_2": "There is no third reader."},
        {"form_key": "x"},
    ],
)
def test_every_reader_needs_a_decision_and_a_reason(
    practice: Practice, different: dict[str, str]
) -> None:
    with pytest.raises(ValidationError):
        asked(practice, **different)
    assert len(asked(practice).decisions) == 2


def test_what_was_never_checked_comes_first(
    session: Session, practice: Practice, helen: Person
) -> None:
    files_register = register.in_force(session, FRIDAY)
    assert [(d.practice.id, d.late, d.due_on) for d in rules.due(files_register, {})] == [
        ("location", True, None)
    ]
    with clock.set_to(FRIDAY):
        service.review(session, helen, practice, asked(practice))
    for later, is_late in ((date(2027, 5, 20), False), (date(2027, 5, 21), True)):
        with clock.set_to(FRIDAY + (later - FRIDAY.date())):
            (one,) = queries.due(session)
        assert (one.late, one.due_on, one.checked_at) == (is_late, date(2027, 5, 20), FRIDAY)


def test_the_newest_check_is_the_last(session: Session, practice: Practice, helen: Person) -> None:
    for days, verdict in ((0, "remove"), (1, "keep")):
        with clock.set_to(FRIDAY + timedelta(days=days)):
            service.review(session, helen, practice, asked(practice, verdict_1=verdict))

    last = queries.last(session, practice.id)
    assert last is not None
    assert last.to_change == []
    assert len(queries.history(session, practice.id)) == 2


CHANGES = {
    "access_review": "SET version = '9'",
    "reader_decision": "SET verdict = 'keep'",
}


@pytest.mark.parametrize("table", CHANGES)
def test_what_was_decided_can_be_neither_changed_nor_taken_away(
    session: Session, practice: Practice, helen: Person, table: str
) -> None:
    with clock.set_to(FRIDAY):
        service.review(session, helen, practice, asked(practice))
    session.commit()
    assert_insert_only(session, table, CHANGES[table])
