"""When the register is corrected for the past: what was shown stays, what is new is added."""

import json
from typing import Any

import pytest
from sqlmodel import Session, select

from app.access_log import service as access_log
from app.access_log.promises import queries
from app.access_log.promises import service as checker
from app.access_log.promises.corrections import service
from app.access_log.promises.models import PromiseFinding, PromiseRecheck
from app.access_log.promises.rules import Flag, Kind, Mismatch
from app.core import clock
from app.core.db.session import reading, writing
from app.register import service as register
from app.register.models import Origin
from app.register.schemas import EndingNote, PracticeDocument, VersionNote
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.database import on_both
from tests.support.looks import FRIDAY, HR_RECORD, a_look, a_source, judge, november, purpose
from tests.support.promises import LOCATION, a_register_with_promises
from tests.support.register import a_version

CURIOSITY = purpose("curiosity", "Being curious", "to be curious")
BESIDE = {"state", "version", "history", "ended"}


@pytest.fixture
def register_in_use(session: Session, cast: Cast) -> None:
    a_register_with_promises(session)
    a_source(session)
    session.commit()
    settle()


def report(*events: dict[str, Any]) -> None:
    for event in events:
        with clock.set_to(november(19, 12)):
            access_log.append([a_look(november(19, 11), **event)])
    judge()


def correct(session: Session, practice: dict[str, Any], **different: Any) -> None:
    """Publish a practice on Friday as it should have read since the second of the month."""
    words = {name: part for name, part in (practice | different).items() if name not in BESIDE}
    document = PracticeDocument.model_validate_json(json.dumps(words))
    note = VersionNote.model_validate_json(json.dumps(a_version(9, "2026-11-02")))
    with clock.set_to(FRIDAY):
        register.publish(session, document, note, Origin.PORTAL)
    session.commit()


def settle(limit: int = 3) -> int:
    """Let the recheck read on until it is done; how many steps it took."""
    steps = 0
    with clock.set_to(FRIDAY):
        while True:
            with reading() as session:
                step = service.read(session, limit)
            if step is None:
                return steps
            with writing() as session:
                service.write(session, step)
            steps += 1


def findings() -> list[tuple[int, str, bool, bool]]:
    with reading() as session:
        rows = session.exec(select(PromiseFinding)).all()
    told = [(row.seq, row.flag, row.rechecked, row.lifted_at is not None) for row in rows]
    return sorted(told)


@on_both
@pytest.mark.usefixtures("register_in_use")
def test_what_no_longer_holds_stays_on_record_and_is_no_longer_waiting(session: Session) -> None:
    report({"purpose": "curiosity"}, {"accessor": "E1004"}, {"case": "HR-1"})
    correct(session, HR_RECORD, purposes=[*HR_RECORD["purposes"], CURIOSITY])

    assert settle(2) > 2

    assert findings() == [
        (0, "undeclared-purpose", False, True),
        (1, "undeclared-reader", False, False),
    ]
    with reading() as read:
        assert [each.flag for each in queries.open_matters(read)] == ["undeclared-reader"]


@on_both
@pytest.mark.usefixtures("register_in_use")
def test_what_newly_holds_is_added_with_its_day(session: Session) -> None:
    report({"purpose": "leave-approval"}, {"case": "HR-1"})
    assert findings() == []
    fewer = [each for each in HR_RECORD["purposes"] if each["id"] != "leave-approval"]
    correct(session, HR_RECORD, purposes=fewer)

    settle()

    assert findings() == [(0, "undeclared-purpose", True, False)]
    with reading() as read:
        finding = read.exec(select(PromiseFinding)).one()
    assert finding.found_at == FRIDAY
    assert settle() == 0


@pytest.mark.usefixtures("register_in_use")
def test_an_ending_for_the_past_is_a_correction_too(session: Session) -> None:
    report({"accessor": "E1003", "seen": "live-location", "purpose": "dispatch-help",
            "system": "field-app", "case": "C-1"})  # fmt: skip
    assert findings() == []
    note = EndingNote.model_validate_json(
        json.dumps({"on": "2026-11-18", "fate": "Deleted.", "reason": "Over.", "approved_by": []})
    )
    with clock.set_to(FRIDAY):
        register.end(session, LOCATION["id"], note, Origin.PORTAL)
    session.commit()

    settle()

    assert findings() == [(0, "not-in-register", True, False)]


@pytest.mark.usefixtures("register_in_use")
def test_a_publication_for_the_future_makes_nothing_be_read_again(session: Session) -> None:
    report({"purpose": "curiosity"})
    with clock.set_to(november(1, 12)):
        words = {name: part for name, part in HR_RECORD.items() if name not in BESIDE}
        document = PracticeDocument.model_validate_json(json.dumps(words))
        note = VersionNote.model_validate_json(json.dumps(a_version(9, "2026-12-02")))
        register.publish(session, document, note, Origin.PORTAL)
    session.commit()

    assert settle() == 1
    with reading() as read:
        assert read.exec(select(PromiseRecheck)).all() == []
    correct(session, LOCATION)
    settle()
    with reading() as read:
        assert len(read.exec(select(PromiseRecheck)).all()) == 1


@pytest.mark.usefixtures("register_in_use")
def test_what_arrives_while_it_reads_again_is_read_too_and_found_once(session: Session) -> None:
    report(*[{"purpose": "curiosity"}] * 5)
    correct(session, HR_RECORD, readers=[{"label": "Nobody", "when": "never", "role": "Nobody"}])
    with reading() as read:
        step = service.read(read, 3)
    with writing() as write:
        service.write(write, step)  # type: ignore[arg-type]
    report({"purpose": "curiosity"})

    settle(2)

    assert [told for told in findings() if told[1] == "undeclared-reader"] == [
        *[(seq, "undeclared-reader", True, False) for seq in range(5)],
        (5, "undeclared-reader", False, False),
    ]
    assert len([told for told in findings() if told[1] == "undeclared-purpose"]) == 6


@pytest.mark.usefixtures("register_in_use")
def test_what_is_not_of_the_register_no_correction_takes_away(session: Session) -> None:
    report({"purpose": "curiosity"})
    kind = Kind(Flag.AFTER_STOP, "hr-core", HR_RECORD["id"])
    checker.add(session, [(0, Mismatch(kind.flag, kind))])
    session.commit()
    correct(session, HR_RECORD, purposes=[*HR_RECORD["purposes"], CURIOSITY])
    settle()
    assert findings() == [
        (0, "after-stop", False, False),
        (0, "undeclared-purpose", False, True),
    ]


@pytest.mark.usefixtures("register_in_use")
def test_two_workers_take_each_step_once(session: Session) -> None:
    report({"purpose": "curiosity"})
    correct(session, HR_RECORD, purposes=[*HR_RECORD["purposes"], CURIOSITY])
    done = 0
    while True:
        with reading() as one, reading() as other:
            first, second = service.read(one, 10), service.read(other, 10)
        if first is None or second is None:
            break
        with writing() as write:
            assert service.write(write, first)
        with writing() as write:
            assert service.write(write, second) == 0
        done += 1
    assert done == 3
    assert findings() == [(0, "undeclared-purpose", False, True)]


@on_both
@pytest.mark.usefixtures("register_in_use")
def test_what_was_published_between_two_readings_is_read_again_too(session: Session) -> None:
    report({"purpose": "curiosity"})
    correct(session, LOCATION)
    with reading() as one:
        first = service.read(one, 10)
    correct(session, HR_RECORD, purposes=[*HR_RECORD["purposes"], CURIOSITY])
    with reading() as other:
        second = service.read(other, 10)
    assert isinstance(first, service.Noticed) and isinstance(second, service.Noticed)
    assert set(first.publications) < set(second.publications)

    with writing() as write:
        assert service.write(write, first) == 1
    with writing() as write:
        assert service.write(write, second) == 0
    settle()

    with reading() as read:
        rechecks = read.exec(select(PromiseRecheck)).all()
    assert len(rechecks) == 2
    assert all(each.done_at for each in rechecks)
    assert findings() == [(0, "undeclared-purpose", False, True)]


@pytest.mark.usefixtures("register_in_use")
def test_the_person_reads_both(browser: Browser, session: Session, cast: Cast) -> None:
    report({"purpose": "curiosity"}, {"purpose": "leave-approval"})
    fewer = [each for each in HR_RECORD["purposes"] if each["id"] != "leave-approval"]
    correct(session, HR_RECORD, purposes=[*fewer, CURIOSITY])
    settle()
    with clock.set_to(FRIDAY):
        browser.sign_in(cast.amara)
        page = browser.visit("/looked")

    said = page.texts(".ledger__explanation")
    assert len(said) == 2
    lifted = "The register was corrected on 20 November; this is now declared."
    added = "We found this on 20 November, when the register was corrected."
    assert [each for each in said if lifted in each and "does not give this reason" in each]
    assert [each for each in said if added in each and "does not give this reason" in each]
