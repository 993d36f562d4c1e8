"""What must be true of every route, whoever writes it."""

import re

import pytest

from app.identity import doors
from app.identity.doors import Door
from app.identity.matrix import MAY
from app.main import create_app

LEAST = 3  # a walk that sees nothing must not pass
OURS = create_app()
DOORS = [door for door in doors.doors(OURS.routes) if door.gates is not None]


def test_the_walk_sees_the_routes() -> None:
    assert len(DOORS) >= LEAST
    assert {"/healthz", "/readyz", "/metrics"} <= {door.path for door in DOORS}


def test_routes_and_matrix_agree_in_both_directions() -> None:
    assert not doors.faults(OURS)
    assert set(MAY) == {door.name for door in doors.doors(OURS.routes)}


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_names_exactly_one_audience(door: Door) -> None:
    assert door.gates is not None
    assert len(door.gates) == 1


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_is_named_by_room_and_verb(door: Door) -> None:
    assert re.fullmatch(r"[a-z_]+(\.[a-z_]+)*:[a-z_]+", door.name)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_path_is_kebab_case(door: Door) -> None:
    fixed = re.sub(r"\{[^}]*\}", "x", door.path)
    assert re.fullmatch(r"/|(/[a-z0-9.-]+)+", fixed), door.path


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_reads_or_writes_but_not_both(door: Door) -> None:
    safe = door.methods & {"GET", "HEAD", "OPTIONS"}
    assert not safe or safe == door.methods, f"{door.path} {sorted(door.methods)}"
