"""Northfold Energy in a database: what its people would find there."""

from collections import Counter
from datetime import UTC, datetime
from uuid import UUID

from sqlmodel import Session

from app.access_log import queries as log
from app.access_log.completeness import queries as completeness
from app.access_log.looks import queries as looks
from app.access_log.models import LOG_SUBJECT
from app.access_log.promises import queries as promises
from app.access_log.unusual import queries as unusual
from app.core import clock
from app.core.db.session import reading
from app.demo.fill import northfold
from app.identity.people import queries as people
from app.register.policies import queries as policies
from app.subject_requests import queries as requests
from app.subject_requests.models import Kind
from app.subject_requests.statistics import queries as statistics
from app.subject_requests.statistics.rules import Went
from tests.demo.test_states import assert_each_is_there, states
from tests.support.database import on_sqlite

PEOPLE, LOOKS = 600, 5000  # as ``daylight demo`` has them
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@on_sqlite
def test_the_demo_is_told_as_the_pages_need_it(session: Session) -> None:
    session.commit()
    with clock.set_to(NOW):
        card = northfold(people=PEOPLE, events=LOOKS, seed=1, say=lambda _line: None)
        with reading() as read:
            amara = people.by_employee_id(read, "E1001")
            assert amara is not None
            silent = [each.name for each in completeness.for_person(read, amara) if each.silent]
            teller = looks.teller_for(read, amara, "Europe/London")
            found = unusual.flags_of(read, range(log.size(read)))
            of_people, amber = _rows(read, set(found))
            answered = [each.matter.about for each in promises.answered(read)]
            hers = [log.entry_about(read, amara, seq) for seq in found]
            waiting = {each.flag for each in promises.open_matters(read)}
            stands = {s.version.title: s.status.value for s in policies.standings(read, amara)}
            (asked_to_read,) = [s for s in policies.waiting(read, amara) if s.due_on]
            everybody = people.everyone_active(read)
            asked = [story for each in everybody for story in requests.all_own(read, each)]
            stages = Counter(story.standing.status.value for story in asked)
            late = [story.is_late for story in asked]
            amaras = requests.open_own(read, amara)
            went = statistics.figures(read)
            shown = states(read, amara)
            counts = [
                policies.figures(read, version, everybody).read
                for version in policies.in_force(read)
            ]

    assert_each_is_there(shown)
    assert set(card["sources"]) == {"hr-core", "field-app", "sign-in", "badge", "payroll"}
    assert silent == ["badge"]
    assert teller.category("absence") == "absence record"
    assert sum(of_people.values()) >= LOOKS
    assert 0 < sum(amber.values()) < 0.02 * sum(of_people.values())
    # nobody's page is full of amber
    assert max(amber.values()) <= 4
    assert len(amber) < PEOPLE / 10
    flags = {flag for those in found.values() for flag in those}
    assert stands == {
        "Monitoring at work": "changed",
        "Using AI tools": "to-read",
        "Working from home": "read",
    }
    assert stages == {
        "received": 2,
        "waiting": 1,
        "in-progress": 3,
        "paused": 1,
        "answered": 7,
        "withdrawn": 5,
    }
    assert late.count(True) == 1
    assert [story.days_left for story in amaras] == [14]
    assert went is not None
    assert went.number(Went.IN_TIME) == 6
    assert went.median_days is not None
    assert (Kind.RECTIFICATION,) in [row.keys for row in went.by_kind.rows]
    assert asked_to_read.due_on is not None
    assert 7 < (asked_to_read.due_on - NOW.date()).days < 14
    assert all(counts), "each is shown, and is not nobody"
    assert {"outside-hours", "no-case", "bulk", "former-manager", "not-in-register"} <= flags
    assert {"undeclared-purpose", "over-retention", "out-of-place"} <= flags
    assert answered == ["attendance-check"]
    assert [
        look.purpose for look in hers if look and "undeclared-purpose" in found[look.seq]
    ] == answered
    assert {"over-retention", "out-of-place"} <= waiting


@on_sqlite
def test_amber_is_as_rare_in_the_night_the_clocks_change_and_by_another_seed(
    session: Session,
) -> None:
    session.commit()
    with clock.set_to(datetime(2027, 3, 28, 1, 0, tzinfo=UTC)):  # 2 o'clock on a Sunday there
        northfold(people=PEOPLE, events=LOOKS, seed=3, say=lambda _line: None)
    with reading() as read:
        of_people, amber = _rows(read, set(unusual.flags_of(read, range(log.size(read)))))

    assert sum(of_people.values()) >= LOOKS
    assert 0 < sum(amber.values()) < 0.02 * sum(of_people.values())
    assert len(amber) < PEOPLE / 10


def _rows(session: Session, marked: set[int]) -> tuple[Counter[UUID], Counter[UUID]]:
    """Of each employee: how many rows are looks by people (jobs are folded), and how many amber."""
    of_people, amber = Counter[UUID](), Counter[UUID]()
    for row in log.entries_from(session, 0, limit=10 * LOOKS):
        if row.body is None or row.subject == LOG_SUBJECT:
            continue
        look = log.look(row)
        of_people[row.subject] += look.accessor.kind != "service"
        amber[row.subject] += look.seq in marked
    return of_people, +amber
