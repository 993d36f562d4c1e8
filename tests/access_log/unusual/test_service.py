"""The follower: reads on, once, and marks what meets a rule."""

import pytest
from sqlmodel import Session, col, select

from app.access_log import queries as log
from app.access_log import service as access_log
from app.access_log.models import Follower
from app.access_log.promises import service as promises
from app.access_log.unusual import queries, service
from app.access_log.unusual.models import EntryFlag
from app.core.db.session import reading, writing
from tests.support.cast import Cast
from tests.support.looks import a_look, a_register, a_source, november, report


@pytest.fixture
def register(session: Session, cast: Cast) -> None:
    a_register(session)
    a_source(session)
    session.commit()


def flags() -> dict[int, list[str]]:
    """What is shown of each entry: what is unusual, and what the register does not say."""
    with reading() as session:
        found = queries.flags_of(session, range(log.size(session)))
    return {seq: sorted(names) for seq, names in found.items()}


def check() -> None:
    with writing() as session:
        promises.follow(session, 100)


def marks() -> dict[int, list[str]]:
    """What this follower wrote itself."""
    found: dict[int, list[str]] = {}
    with reading() as session:
        for row in session.exec(select(EntryFlag).order_by(col(EntryFlag.seq))):
            found.setdefault(row.seq, []).append(row.flag)
    return found


@pytest.mark.usefixtures("register")
def test_each_kind_is_marked_and_the_ordinary_is_not() -> None:
    report(
        a_look(november(19, 9), case="HR-1"),
        a_look(november(19, 9, 1)),
        a_look(november(19, 3), case="HR-1"),
        a_look(november(19, 9, 2), case="HR-1", system="shadow"),
        a_look(november(19, 9, 3), seen="diary", case="HR-1"),
        a_look(november(19, 9, 4), purpose="curiosity"),
        a_look(november(19, 9, 5), "E1004", "overtime", "rota-planning"),
        a_look(november(19, 9, 6), "E1002", "overtime", "rota-planning"),
        a_look(november(19, 9, 7), "E1001", "absence", "own-download", action="export"),
        a_look(november(19, 3), "nightly-pay", "pay", "pay-run", kind="service"),
        a_look(november(19, 3), "other-job", "pay", "pay-run", kind="service"),
    )
    assert flags() == {
        1: ["no-case"],
        2: ["outside-hours"],
        3: ["not-in-register"],
        4: ["not-in-register", "undeclared-category"],
        5: ["undeclared-purpose"],
        6: ["first-time", "undeclared-reader"],
        10: ["undeclared-reader"],
    }
    assert marks() == {1: ["no-case"], 2: ["outside-hours"], 6: ["first-time"]}


@pytest.mark.usefixtures("register")
def test_many_people_at_once(session: Session) -> None:
    from tests.support.make import a_person

    crowd = tuple(a_person(session, f"E2{number:03}").employee_id for number in range(30))
    session.commit()
    report(
        a_look(november(19, 9), case="HR-1", subjects=crowd[:24]),
        a_look(november(19, 9, 1), case="HR-1", subjects=crowd),
    )
    assert flags() == {seq: ["bulk"] for seq in range(24, 54)} or all(
        "bulk" in names for names in flags().values()
    )
    assert set(flags()) == set(range(24, 54))
    with reading() as reader:
        assert set(reader.exec(select(EntryFlag.detail).where(EntryFlag.flag == "bulk"))) == {"30"}


@pytest.mark.usefixtures("register")
def test_a_former_manager(session: Session, cast: Cast) -> None:
    from datetime import UTC, datetime

    from app.identity.people.models import PersonVersion

    version = session.exec(
        select(PersonVersion).where(PersonVersion.person_id == cast.amara.id)
    ).one()
    moved = datetime(2026, 6, 1, tzinfo=UTC)
    known = version.model_dump(exclude={"id"})
    version.valid_to = moved
    session.add(version)
    session.flush()
    session.add(PersonVersion(**known | {"valid_from": moved, "manager_employee_id": "E1005"}))
    session.commit()
    report(a_look(november(19, 9), "E1002", "overtime", "rota-planning"))
    assert flags()[0] == ["first-time", "former-manager", "undeclared-reader"]


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize(
    ("first", "between", "said"),
    [
        ("E1004", 3, False),  # the earlier look is found
        ("E1004", 6, False),  # it lies before all that is searched
        ("E1003", 6, False),  # nobody knows: so much lies before
        ("E1003", 3, True),
    ],
)
def test_a_first_time_is_said_only_where_all_that_came_before_was_searched(
    monkeypatch: pytest.MonkeyPatch, first: str, between: int, said: bool
) -> None:
    monkeypatch.setattr(service, "FAR_ENOUGH", (2, 4))
    report(
        a_look(november(16, 9), first, case="HR-1"),
        *(a_look(november(17, 9, minute), case="HR-1") for minute in range(between)),
        a_look(november(19, 3), "E1004", case="HR-1"),
    )
    assert ("first-time" in flags()[between + 1]) is said


@pytest.mark.usefixtures("register")
def test_it_reads_on_from_where_it_was_and_only_once() -> None:
    report(a_look(november(19, 3), case="HR-1"))
    before = flags()
    with writing() as session:
        assert service.follow(session, 100) == 0
    report(a_look(november(18, 3), case="HR-1"), a_look(november(18, 4), case="HR-1"))
    assert set(flags()) == {0, 1, 2}
    assert flags()[0] == before[0]
    with reading() as session:
        position = session.get(Follower, service.NAME)
        assert position is not None
        assert position.position == 3


@pytest.mark.usefixtures("register")
def test_small_steps_end_where_one_big_one_does() -> None:
    access_log.append([a_look(november(19, 3, minute), case="HR-1") for minute in range(10)])
    check()
    steps = 0
    while True:
        with writing() as session:
            if not service.follow(session, 3):
                break
        steps += 1
    assert steps == 4
    assert set(flags()) == set(range(10))


@pytest.mark.usefixtures("register")
def test_who_was_slower_writes_nothing() -> None:
    report(a_look(november(18, 9), case="HR-1"))
    access_log.append([a_look(november(19, 9, 1))])
    check()
    with reading() as one, reading() as other:
        first, second = service.read(one, 100), service.read(other, 100)
    assert first
    assert second

    with writing() as session:
        assert service.write(session, first) == 1
    with writing() as session:
        assert service.write(session, second) == 0

    assert flags() == {1: ["no-case"]}
    with reading() as session:
        assert service.read(session, 100) is None


@pytest.mark.usefixtures("register")
def test_nothing_is_judged_before_it_is_checked() -> None:
    access_log.append([a_look(november(19, 3), case="HR-1")])
    with writing() as session:
        assert service.follow(session, 100) == 0
    check()
    with writing() as session:
        assert service.follow(session, 100) == 1
