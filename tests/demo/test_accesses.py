from datetime import UTC, datetime, timedelta

from app.demo.accesses import YEAR, Access, Year
from app.demo.people import everyone

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
PEOPLE = list(everyone(600, 1))


def a_year(count: int = 5000, seed: int = 1) -> list[Access]:
    return Year(PEOPLE, NOW, seed).accesses(count)


def by_people(accesses: list[Access]) -> list[Access]:
    return [access for access in accesses if access.event["accessor"]["kind"] == "person"]


def test_the_same_seed_and_moment_make_the_same_year() -> None:
    assert [a.event for a in a_year(500)] == [a.event for a in a_year(500)]
    assert [a.event for a in a_year(500)] != [a.event for a in a_year(500, seed=2)]


def test_there_are_as_many_looks_by_people_as_asked_for() -> None:
    assert len(by_people(a_year())) == 5000
    assert len(by_people(a_year(3))) == 3


def test_all_of_it_lies_in_the_past_year_in_order() -> None:
    moments = [access.occurred_at for access in a_year()]

    assert moments == sorted(moments)
    assert NOW - timedelta(days=YEAR + 2) < moments[0]
    assert moments[-1] < NOW


def test_amara_finds_nine_looks_by_four_people_this_month() -> None:
    november = [
        access.event
        for access in by_people(a_year())
        if access.event["subjects"] == ["E1001"]
        and access.occurred_at.month == 11
        and access.occurred_at.year == 2026
    ]

    assert len({event["accessor"]["id"] for event in november}) >= 4
    assert {"E1042", "E1003", "E1002", "E1004"} <= {e["accessor"]["id"] for e in november}
    assert len(november) >= 9


def test_ids_are_version_seven_and_never_repeat() -> None:
    ids = [access.event["id"] for access in a_year()]

    assert len(set(ids)) == len(ids)
    assert {id_[14] for id_ in ids} == {"7"}


def test_nobody_looks_at_herself() -> None:
    assert not [
        access
        for access in by_people(a_year())
        if access.event["accessor"]["id"] in access.event["subjects"]
        and len(access.event["subjects"]) == 1
    ]
