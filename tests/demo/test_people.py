from collections import Counter

from app.demo.people import (
    ADMINISTRATOR,
    AUDITOR,
    CAST,
    OFFICERS,
    REPRESENTATIVE,
    Row,
    as_csv,
    everyone,
)


def chain(row: Row, by_id: dict[str, Row]) -> list[str]:
    above = []
    while row.manager_id:
        row = by_id[row.manager_id]
        above.append(row.employee_id)
    return above


def test_the_same_seed_makes_the_same_people_and_another_one_others() -> None:
    assert as_csv(everyone(600, 1)) == as_csv(everyone(600, 1))
    assert as_csv(everyone(600, 1)) != as_csv(everyone(600, 2))


def test_six_hundred_people_with_different_names_ids_and_addresses() -> None:
    rows = list(everyone(600, 1))

    assert len(rows) == len({r.name for r in rows}) == len({r.employee_id for r in rows}) == 600
    assert len({row.email for row in rows}) == 600
    assert all(row.email.isascii() for row in rows)


def test_everyone_but_the_chief_executive_has_a_manager_who_exists() -> None:
    rows = list(everyone(600, 1))
    by_id = {row.employee_id: row for row in rows}

    assert [row.name for row in rows if not row.manager_id] == ["Margaret Aldous"]
    assert all(chain(row, by_id)[-1:] == ["E1019"] for row in rows if row.manager_id)


def test_no_officer_stands_above_another() -> None:
    by_id = {row.employee_id: row for row in CAST}
    for officer in OFFICERS:
        assert not set(chain(by_id[officer], by_id)) & set(OFFICERS)


def test_the_cast_has_the_people_everybody_expects() -> None:
    names = {row.employee_id: row.name for row in CAST}

    assert names["E1001"] == "Amara Okafor"
    assert names["E1042"] == "Priya Raman"
    assert {"Helen Marsh", "Daniel Osei"} <= {names[officer] for officer in OFFICERS}
    assert len({*OFFICERS, REPRESENTATIVE, AUDITOR, ADMINISTRATOR}) == 7
    assert Counter(len(row.employee_id) for row in CAST) == {5: len(CAST)}
