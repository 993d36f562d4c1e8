"""Northfold Energy in a database: what its people would find there."""

from collections import Counter
from datetime import UTC, datetime
from uuid import UUID

from sqlmodel import Session, select

from app.access_log import queries as log
from app.access_log.completeness import queries as completeness
from app.access_log.looks import queries as looks
from app.access_log.models import LOG_SUBJECT
from app.access_log.unusual.models import EntryFlag
from app.core import clock
from app.core.db.session import reading
from app.demo.fill import northfold
from app.identity.people import queries as people
from app.register.policies import queries as policies
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
            of_people, amber = _rows(read)
            flags = set(read.exec(select(EntryFlag.flag)))
            stands = {s.version.title: s.status.value for s in policies.standings(read, amara)}
            (asked,) = [s for s in policies.waiting(read, amara) if s.due_on]
            everybody = people.everyone_active(read)
            counts = [
                policies.figures(read, version, everybody).read
                for version in policies.in_force(read)
            ]

    assert set(card["sources"]) == {"hr-core", "field-app", "sign-in", "badge", "payroll"}
    assert silent == ["badge"]
    assert teller.category("absence") == "absence record"
    assert sum(of_people.values()) >= LOOKS
    assert 0 < sum(amber.values()) < 0.02 * sum(of_people.values())
    # a look that is amber is a person's only one, but for her whom a former manager looks at
    assert sorted(amber.values())[-2:] == [1, 4]
    assert len(amber) < PEOPLE / 10
    assert stands == {
        "Monitoring at work": "changed",
        "Using AI tools": "to-read",
        "Working from home": "read",
    }
    assert asked.due_on is not None
    assert 7 < (asked.due_on - NOW.date()).days < 14
    assert all(counts), "each is shown, and is not nobody"
    assert {"outside-hours", "no-case", "bulk", "former-manager", "not-in-register"} <= flags


def _rows(session: Session) -> tuple[Counter[UUID], Counter[UUID]]:
    """Of each employee: how many rows are looks by people (jobs are folded), and how many amber."""
    of_people, amber = Counter[UUID](), Counter[UUID]()
    marked = set(session.exec(select(EntryFlag.seq)))
    for row in log.entries_from(session, 0, limit=10 * LOOKS):
        if row.body is None or row.subject == LOG_SUBJECT:
            continue
        look = log.look(row)
        of_people[row.subject] += look.accessor.kind != "service"
        amber[row.subject] += look.seq in marked
    return of_people, +amber
