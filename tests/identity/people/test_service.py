"""An import adds, changes and ends, and remembers what was true when."""

import io
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from app.core import clock
from app.core.db.session import reading
from app.core.errors import RejectedError
from app.identity.establishments import service as establishments
from app.identity.people import queries, service
from app.identity.people.models import EmailDigest, Person, PersonVersion, Theme
from app.identity.people.schemas import Outcome, Row
from app.identity.roles import queries as role_queries
from app.identity.roles import service as roles
from app.identity.roles.models import Role
from app.identity.sessions import queries as session_queries
from app.identity.sessions import service as sessions
from tests.identity.people.rows import a_file, a_row
from tests.support.database import on_sqlite

MARCH = datetime(2026, 3, 2, 8, tzinfo=UTC)
JUNE = datetime(2026, 6, 1, 8, tzinfo=UTC)
NOVEMBER = datetime(2026, 11, 19, 15, 5, tzinfo=UTC)


def take_in(session: Session, *rows: dict[str, str], at: datetime = MARCH) -> dict[str, int]:
    with clock.set_to(at):
        return service.import_csv(session, a_file(*rows)).counts()


def person(session: Session, employee_id: str) -> Person:
    found = queries.by_employee_id(session, employee_id)
    assert found is not None
    return found


def counts(added: int = 0, changed: int = 0, ended: int = 0) -> dict[str, int]:
    return {"added": added, "changed": changed, "ended": ended}


def test_people_are_as_the_file_says(session: Session) -> None:
    outcome = take_in(session, a_row("E1", name="Amara Okafor", manager_id="E2"), a_row("E2"))

    assert outcome == counts(added=2)
    amara = person(session, "E1")
    assert amara.name == "Amara Okafor"
    assert amara.initials == "AO"
    assert amara.manager_employee_id == "E2"
    assert amara.devices == ["phone", "vehicle"]
    assert amara.active is True


def test_the_same_file_again_changes_nothing(session: Session) -> None:
    rows = [a_row("E1", manager_id="E2"), a_row("E2", devices="phone; laptop")]
    take_in(session, *rows)
    rows[1] |= {"devices": "LAPTOP;phone;"}

    assert take_in(session, *rows, at=JUNE) == counts()
    assert session.exec(select(func.count()).select_from(PersonVersion)).one() == 2


def test_a_change_makes_a_version_from_that_moment_on(session: Session) -> None:
    take_in(session, a_row("E1", unit="Dispatch"))

    assert take_in(session, a_row("E1", unit="Billing"), at=JUNE) == counts(changed=1)

    assert person(session, "E1").unit == "Billing"
    before, after = queries.history(session, person(session, "E1"))
    assert (before.unit, before.valid_from, before.valid_to) == ("Dispatch", MARCH, JUNE)
    assert (after.unit, after.valid_from, after.valid_to) == ("Billing", JUNE, None)


def test_another_address_is_a_change_without_a_version(session: Session) -> None:
    take_in(session, a_row("E1"))

    outcome = take_in(session, a_row("E1", email="new@example.com"), at=JUNE)

    assert outcome == counts(changed=1)
    assert person(session, "E1").email == "new@example.com"
    assert len(queries.history(session, person(session, "E1"))) == 1


def test_who_is_not_in_the_file_stays_as_she_is(session: Session) -> None:
    take_in(session, a_row("E1"), a_row("E2"))

    assert take_in(session, a_row("E2"), at=JUNE) == counts()
    assert person(session, "E1").active


def test_who_is_ended_loses_roles_and_sessions(session: Session) -> None:
    take_in(session, a_row("E1"), a_row("E2"))
    for employee_id in ("E1", "E2"):
        sessions.start(session, person(session, employee_id), issuer="i", subject=employee_id)
        roles.grant(session, person(session, employee_id), Role.OFFICER)

    with clock.set_to(clock.now()):
        outcome = service.import_csv(session, a_file(a_row("E1", active="false"))).counts()

        assert outcome == counts(ended=1)
        assert session_queries.of(session, person(session, "E1")) == []
        assert role_queries.roles_of(session, person(session, "E1").id) == frozenset()
        assert len(session_queries.of(session, person(session, "E2"))) == 1
        assert role_queries.roles_of(session, person(session, "E2").id) == {Role.OFFICER}


def test_who_comes_back_comes_back_without_her_roles(session: Session) -> None:
    take_in(session, a_row("E1"))
    roles.grant(session, person(session, "E1"), Role.AUDITOR)
    take_in(session, a_row("E1", active="false"), at=JUNE)

    assert take_in(session, a_row("E1"), at=NOVEMBER) == counts(changed=1)
    assert role_queries.roles_of(session, person(session, "E1").id) == frozenset()
    assert [version.active for version in queries.history(session, person(session, "E1"))] == [
        True,
        False,
        True,
    ]


def test_a_faulty_file_leaves_everything_as_it_was(session: Session) -> None:
    take_in(session, a_row("E1"))

    with pytest.raises(service.NotImportedError) as refused:
        take_in(session, a_row("E1", unit="New"), a_row("E2", name=""), a_row("E3"), at=JUNE)

    assert [str(fault) for fault in refused.value.faults] == ["line 3: name: is missing"]
    assert person(session, "E1").unit == "Field operations"
    assert queries.by_employee_id(session, "E3") is None
    assert take_in(session, a_row("E3"), at=JUNE) == counts(added=1)


def test_managers_may_be_known_from_before(session: Session) -> None:
    take_in(session, a_row("E1"), a_row("E2", active="false"))

    assert take_in(session, a_row("E3", manager_id="E1")) == counts(added=1)
    with pytest.raises(service.NotImportedError):
        take_in(session, a_row("E4", manager_id="E2"))
    with pytest.raises(service.NotImportedError):  # E1 → E3 → E1, over two files
        take_in(session, a_row("E1", manager_id="E3"))


def test_ending_a_manager_says_how_many_are_left_without_one(session: Session) -> None:
    take_in(session, a_row("E1"), a_row("E2", manager_id="E1"), a_row("E3", manager_id="E1"))

    outcome = service.import_csv(session, a_file(a_row("E1", active="false")))

    assert outcome.notes == ["2 people report to somebody who no longer works here."]
    assert queries.manager_of(session, person(session, "E2")) is None


def test_an_establishment_the_register_does_not_know_is_said(session: Session) -> None:
    assert service.import_csv(session, a_file(a_row("E1"))).notes == []
    establishments.put(
        session,
        code="leith",
        name="Leith depot",
        jurisdiction="GB-SCT",
        time_zone="Europe/London",
        working_hours={},
    )

    outcome = service.import_csv(session, a_file(a_row("E2", establishment="lieth"), a_row("E3")))

    assert outcome.notes == ["The register does not know these establishments: lieth."]


def test_a_dry_run_counts_and_writes_nothing(session: Session) -> None:
    take_in(session, a_row("E1"), a_row("E2"))
    session.commit()
    file = a_file(a_row("E1", unit="New"), a_row("E2", active="false"), a_row("E3"))

    with reading() as readonly:
        outcome = service.import_csv(readonly, file, dry_run=True)

    assert outcome.counts() == counts(added=1, changed=1, ended=1)
    assert service.import_csv(session, file, dry_run=True) == outcome


def test_two_changes_in_one_moment_and_a_clock_set_back_keep_their_order(session: Session) -> None:
    for unit, at in (("A", JUNE), ("B", JUNE), ("C", MARCH)):
        take_in(session, a_row("E1", unit=unit), at=at)

    versions = queries.history(session, person(session, "E1"))

    assert [version.unit for version in versions] == ["A", "B", "C"]
    assert versions[-1].valid_from == JUNE + timedelta(microseconds=2)
    assert versions[-1].valid_to is None


def test_the_database_keeps_one_open_version_a_person(session: Session) -> None:
    take_in(session, a_row("E1"))
    version = queries.history(session, person(session, "E1"))[0]
    fields = version.model_dump(exclude={"id", "valid_from"})

    session.add(PersonVersion(valid_from=JUNE, **fields))

    with pytest.raises(IntegrityError):
        session.flush()


def test_what_was_true_at_a_moment(session: Session) -> None:
    take_in(session, a_row("E1", unit="Dispatch"), a_row("E2"))
    take_in(session, a_row("E1", unit="Billing"), at=JUNE)

    def unit(at: datetime) -> str | None:
        version = queries.as_of(session, ["E1", "E9"], at).get("E1")
        return version.unit if version else None

    assert unit(MARCH - timedelta(seconds=1)) is None
    assert unit(MARCH) == "Dispatch"
    assert unit(JUNE - timedelta(microseconds=1)) == "Dispatch"
    assert unit(JUNE) == "Billing"
    assert unit(NOVEMBER) == "Billing"


def test_managers_now_and_formerly(session: Session) -> None:
    tom, helen = a_row("E2"), a_row("E3")
    take_in(session, a_row("E1", manager_id="E2"), tom, helen)
    take_in(session, a_row("E1", manager_id="E3"), at=JUNE)
    amara = person(session, "E1")

    assert queries.was_manager(session, amara, "E2", MARCH) == "now"
    assert queries.was_manager(session, amara, "E2", JUNE) == "former"
    assert queries.was_manager(session, amara, "E3", MARCH) is None
    assert queries.was_manager(session, amara, "E3", NOVEMBER) == "now"
    assert queries.was_manager(session, amara, "E1", NOVEMBER) is None
    assert queries.is_manager_of(session, person(session, "E2"), amara, MARCH)
    assert not queries.is_manager_of(session, person(session, "E2"), amara, JUNE)
    assert queries.reports_of(session, person(session, "E2")) == []
    assert queries.reports_of(session, person(session, "E3")) == [amara]


def test_people_are_found_by_part_of_their_name(session: Session) -> None:
    take_in(session, a_row("E1", name="Amara Okafor"), a_row("E2", name="100% Tom_"))

    def found(text: str) -> list[str]:
        return [one.employee_id for one in queries.named_like(session, text)]

    assert found("oKaF") == ["E1"]
    assert found("E2") == ["E2"]
    assert found("%") == ["E2"]
    assert found("m_") == ["E2"]


WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\u202e"),
    min_size=1,
    max_size=30,
).filter(lambda text: text.strip() == text and text.isprintable())
IDS = [f"E{number}" for number in range(8)]


@st.composite
def some_people(draw: st.DrawFn) -> list[dict[str, str]]:
    """Some of eight people, each under nobody or under one with a lower number."""
    rows: list[dict[str, str]] = []
    for number in sorted(draw(st.sets(st.integers(0, 7), min_size=1))):
        above = [row["employee_id"] for row in rows if row["active"] == "true"]
        rows.append(
            a_row(
                IDS[number],
                name=draw(WORDS),
                unit=draw(st.sampled_from(["Dispatch", "Billing, home", 'The "night" shift'])),
                manager_id=draw(st.sampled_from(["", *above])),
                devices=draw(st.sampled_from(["", "phone", "laptop;phone"])),
                active=draw(st.sampled_from(["true", "true", "false"])),
            )
        )
    return draw(st.permutations(rows))


@given(st.lists(some_people(), min_size=1, max_size=4))
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_what_goes_in_comes_out_whatever_was_there_before(
    session: Session, files: list[list[dict[str, str]]]
) -> None:
    session.rollback()
    for month, rows in enumerate(files, start=1):
        at = datetime(2026, month, 1, tzinfo=UTC)
        try:
            take_in(session, *rows, at=at)
        except service.NotImportedError as refused:
            # Only who manages whom can clash, and only with what an earlier file said.
            assert {fault.field for fault in refused.faults} == {"manager_id"}
            continue
        for row in rows:
            kept = person(session, row["employee_id"])
            assert kept.unit == row["unit"]
            assert (kept.manager_employee_id or "") == row["manager_id"]
            assert ";".join(kept.devices) == row["devices"]
            assert kept.active is (row["active"] == "true")
            now = queries.as_of(session, [kept.employee_id], at)[kept.employee_id]
            assert (now.name, now.active, now.valid_to) == (kept.name, kept.active, None)
        assert take_in(session, *rows, at=at) == counts()
    _assert_histories_have_no_gap(session)


def _assert_histories_have_no_gap(session: Session) -> None:
    for someone in session.exec(select(Person)):
        versions = queries.history(session, someone)
        for before, after in pairwise(versions):
            assert before.valid_to == after.valid_from
        assert [version.valid_to for version in versions][-1:] == [None]


@on_sqlite  # what grows with the file is the reading; both databases are loaded the same way
def test_a_hundred_thousand_people_are_taken_in_within_seconds(session: Session) -> None:
    line = "E{0},Person {0},e{0}@example.com,Unit {1},Engineer,{2},leith,field,phone;laptop,true\n"
    header = ",".join(a_row()).encode() + b"\n"
    body = "".join(
        line.format(number, number % 50, f"E{number // 10}" if number >= 10 else "")
        for number in range(100_000)
    ).encode()

    began = time.process_time()  # not the wall's: other tests run beside this one
    outcome = service.import_csv(session, io.BytesIO(header + body))
    session.commit()
    taken = time.process_time() - began

    assert outcome == Outcome(added=100_000)
    assert session.exec(select(func.count(col(Person.id)))).one() == 100_000
    assert taken < 60


def test_people_can_be_put_without_a_file(session: Session) -> None:
    row = Row("E1", "Amara Okafor", "", "Field", "Engineer", None, "leith", "field", (), True)

    assert service.put(session, [row]).added == 1
    assert service.put(session, [row]) == Outcome()


def test_a_person_chooses_how_pages_look_and_mails_come(session: Session) -> None:
    take_in(session, a_row("E1"))
    amara = person(session, "E1")
    assert queries.preference_of(session, amara.id).email_digest is EmailDigest.WEEKLY

    service.prefer(session, amara.id, theme=Theme.DARK, time_zone="Europe/Berlin")
    service.prefer(session, amara.id, email_digest=EmailDigest.NEVER)

    chosen = queries.preference_of(session, amara.id)
    assert chosen.theme is Theme.DARK
    assert chosen.email_digest is EmailDigest.NEVER
    assert chosen.time_zone == "Europe/Berlin"
    assert service.prefer(session, amara.id, time_zone="").time_zone is None
    with pytest.raises(RejectedError):
        service.prefer(session, amara.id, time_zone="Mars/Olympus")


def test_of_visits_only_the_last_day_is_kept(session: Session) -> None:
    take_in(session, a_row("E1"))
    amara = person(session, "E1")

    for at in (MARCH, NOVEMBER, JUNE):
        service.mark_visit(session, amara.id, at.date())

    mark = queries.visit_mark_of(session, amara.id)
    assert mark is not None
    assert mark.last_day == NOVEMBER.date()
