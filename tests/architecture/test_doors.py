"""The matrix and the routes say the same, read from either side."""

import re

from app.identity import doors
from app.identity.matrix import MAY
from app.main import create_app

LEAST = 4  # a walk that sees nothing would agree with everything


def test_every_route_is_in_the_matrix_and_asks_for_whom_it_says() -> None:
    assert doors.faults(create_app()) == []


def test_every_line_of_the_matrix_is_a_route() -> None:
    routes = {door.name for door in doors.doors(create_app().routes)}

    assert MAY.keys() - routes == set()
    assert len(routes) >= LEAST


def test_every_line_lets_somebody_in() -> None:
    assert all(MAY.values())


def test_routes_are_named_after_their_room_and_paths_are_kebab_case() -> None:
    for door in doors.doors(create_app().routes):
        static = re.sub(r"\{[^}]*\}", "", door.path)
        assert static == static.lower()
        assert "_" not in static, door.path
        if door.gates is not None:
            assert re.fullmatch(r"[a-z_.]+:[a-z_]+", door.name), door.path
