"""The checker as a follower: once, again from the beginning, and behind another worker."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select, update

from app.access_log import portal
from app.access_log import service as access_log
from app.access_log.models import Follower
from app.access_log.promises import queries, service
from app.access_log.promises.models import (
    PromiseAnswer,
    PromiseFinding,
    PromiseMatter,
    Verdict,
)
from app.access_log.rules import Act
from app.core import clock
from app.core.db.session import reading, writing
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.register import service as register_service
from app.register.file import service as register_file
from app.register.models import Origin
from app.register.schemas import PracticeDocument, VersionNote
from tests.support.cast import Cast
from tests.support.database import on_both
from tests.support.insert_only import assert_insert_only
from tests.support.looks import FRIDAY, HR_RECORD, PORTAL, a_look, a_source, november, purpose
from tests.support.promises import a_register_with_promises
from tests.support.register import a_file, a_practice, a_version

NOON = november(19, 12)
ODD = [
    {"purpose": "curiosity"},
    {"purpose": "just looking"},
    {"accessor": "E1004"},
    {"system": "shadow"},
    {"seen": "diary"},
    {"data": {"from": "2020-01-01"}},
    {"case": "HR-1"},
]
Row = tuple[int, str, str, str, str]


@pytest.fixture
def register(session: Session, cast: Cast) -> None:
    a_register_with_promises(session)
    a_source(session)
    session.commit()


def report(*events: dict[str, object]) -> None:
    with clock.set_to(FRIDAY):
        access_log.append([a_look(NOON, **event) for event in events])  # type: ignore[arg-type]


def check(limit: int = 100) -> int:
    with writing() as session:
        return service.follow(session, limit)


def found() -> list[Row]:
    with reading() as session:
        rows = session.exec(
            select(PromiseFinding, PromiseMatter)
            .join(PromiseMatter, col(PromiseMatter.id) == col(PromiseFinding.matter_id))
            .order_by(col(PromiseFinding.seq), col(PromiseFinding.flag))
        )
        return [(f.seq, f.flag, m.system, m.practice_id, m.about) for f, m in rows]


def matters() -> dict[tuple[str, str], int]:
    with reading() as session:
        return {(each.flag, each.about): each.findings for each in queries.open_matters(session)}


def from_the_beginning() -> None:
    with writing() as session:
        session.exec(update(Follower).where(col(Follower.name) == service.NAME).values(position=0))


def officer(session: Session, employee_id: str = "E1005") -> Person:
    found = people.by_employee_id(session, employee_id)
    assert found
    return found


def answer() -> None:
    said: dict[str, Any] = {"verdict": Verdict.SOURCE_WRONG, "sentence": "A slip of the list."}
    with writing() as session:
        for matter in queries.open_matters(session):
            service.answer(session, officer(session), matter, **said)


@pytest.mark.usefixtures("register")
def test_many_accesses_of_one_undeclared_purpose_are_one_matter_with_a_count() -> None:
    report(*[{"purpose": "curiosity"}] * 50, {"accessor": "E1004"})
    while check(20):
        pass
    assert matters() == {
        ("undeclared-purpose", "curiosity"): 50,
        ("undeclared-reader", "Security analyst"): 1,
    }


@pytest.mark.usefixtures("register")
def test_a_matter_says_no_word_a_source_made_up_and_no_name() -> None:
    report(
        {"purpose": "because Amara asked"},
        {"system": "Amara's own sheet"},
        {"seen": "Amara's diary"},
        {"accessor": "X9", "name": "Nosy Parker", "role": "Friend of Amara"},
    )
    check()
    assert len(found()) == 5
    with reading() as session:
        written = [str(each.model_dump()) for each in session.exec(select(PromiseMatter))]
    assert written
    assert not [each for each in written if "Amara" in each or "Parker" in each]


READS_OWN = {"label": "You", "when": "here", "relation": "self"}
PRIVACY = {"label": "Privacy officer", "when": "for a case", "role": "Privacy officer"}


def test_the_portal_says_in_which_of_its_roles_somebody_looks(session: Session, cast: Cast) -> None:
    """Her title in the directory is another one; no source may say so of her."""
    entry = PORTAL | {"readers": [READS_OWN, PRIVACY], "purposes": [purpose("audit", "A", "to a")]}
    register_file.take_in(session, a_file(entry))
    a_source(session)
    priya, amara = (Person(**each.model_dump()) for each in (cast.priya, cast.amara))
    session.commit()
    act = Act("audit", ("access-record",), role="Privacy officer")
    portal.record(priya, [amara], act)
    portal.record(priya, [amara], replace(act, role=None))
    said = {"system": "daylight", "seen": "access-record", "purpose": "audit"}
    report({"accessor": "E1042", "role": "Privacy officer"} | said)
    check()
    reader = ("undeclared-reader", "daylight", "this-portal", "HR adviser")
    assert found() == [(1, *reader), (2, *reader)]


@on_both
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(events=st.lists(st.sampled_from(ODD), min_size=1, max_size=12), step=st.integers(1, 7))
@pytest.mark.usefixtures("register")
def test_from_the_beginning_it_finds_the_same(events: list[dict[str, object]], step: int) -> None:
    report(*events)
    while check(step):
        pass
    before, counted = found(), matters()

    from_the_beginning()
    while check(step + 3):
        pass

    assert found() == before
    assert matters() == counted

    with writing() as session:
        session.exec(PromiseFinding.__table__.delete())  # type: ignore[attr-defined]
        session.exec(PromiseMatter.__table__.delete())  # type: ignore[attr-defined]
    from_the_beginning()
    while check(step + 1):
        pass
    assert found() == before
    assert matters() == counted


@pytest.mark.usefixtures("register")
def test_who_was_slower_writes_nothing() -> None:
    report({"purpose": "curiosity"})
    with reading() as one, reading() as other:
        first, second = service.read(one, 100), service.read(other, 100)
    assert first
    assert second

    with writing() as session:
        assert service.write(session, first) == 1
    with writing() as session:
        assert service.write(session, second) == 0
    assert len(found()) == 1


@pytest.mark.usefixtures("register")
def test_what_was_read_under_another_register_is_read_again(session: Session) -> None:
    report({"purpose": "curiosity"})
    with reading() as one:
        stale = service.read(one, 100)
    assert stale
    publish(session, HR_RECORD, purposes=[*HR_RECORD["purposes"], purpose("x", "X", "to x")])

    with writing() as writer:
        assert service.write(writer, stale) == 0
    assert found() == []
    assert check() == 1
    assert len(found()) == 1


def publish(session: Session, practice: dict[str, object], **different: object) -> None:
    """The next version of a practice, in force from its old day on."""
    beside = {"state", "version", "history", "ended"}
    words = {name: part for name, part in (practice | different).items() if name not in beside}
    document = PracticeDocument.model_validate_json(json.dumps(words))
    note = VersionNote.model_validate_json(json.dumps(a_version(9, "2026-11-02")))
    register_service.publish(session, document, note, Origin.PORTAL)
    session.commit()


@pytest.mark.usefixtures("register")
def test_what_is_found_after_an_answer_waits_for_another() -> None:
    report({"purpose": "curiosity"})
    check()
    answer()
    assert matters() == {}

    report({"purpose": "curiosity"}, {"purpose": "curiosity"})
    check()
    assert matters() == {("undeclared-purpose", "curiosity"): 2}


@pytest.mark.usefixtures("register")
def test_of_two_officers_one_answers_and_the_same_answer_twice_is_one() -> None:
    report({"purpose": "curiosity"})
    check()
    with reading() as one:
        matter = queries.open_matters(one)[0]
    said: dict[str, Any] = {"verdict": Verdict.NOT_ALLOWED, "sentence": "Nobody may be curious."}
    for _click in range(2):
        with writing() as writer:
            service.answer(writer, officer(writer), matter, **said)
    with writing() as writer, pytest.raises(service.AlreadyAnsweredError):
        service.answer(writer, officer(writer, "E1006"), matter, **said)
    with reading() as one:
        given = one.exec(select(PromiseAnswer)).one()
        assert given.officer_id == officer(one).id


@on_both
@pytest.mark.usefixtures("register")
def test_the_database_keeps_an_answer_as_it_was_given(session: Session) -> None:
    report({"purpose": "curiosity"})
    check()
    answer()
    assert_insert_only(session, "promise_answer", "SET sentence = 'Something else.'")


def test_of_an_access_before_the_register_that_of_its_arrival_counts(
    session: Session, cast: Cast
) -> None:
    a_source(session)
    register_file.take_in(session, a_file(a_practice()))
    session.commit()
    old = a_look(
        november(2, 9).replace(year=2025),
        "E1003",
        "live-location",
        "dispatch-help",
        system="field-app",
    )
    with clock.set_to(FRIDAY):
        access_log.append([old])
    check()
    assert found() == []
