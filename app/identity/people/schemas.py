"""What comes in from the HR system and what is answered to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from app.identity.people.models import PersonVersion

COLUMNS = (
    "employee_id",
    "name",
    "email",
    "unit",
    "role_title",
    "manager_id",
    "establishment",
    "work_setting",
    "devices",
    "active",
)


FIELDS = (
    "name",
    "email",
    "unit",
    "role_title",
    "manager_employee_id",
    "establishment",
    "work_setting",
    "devices",
    "active",
)  # of a person, beside the employee id
REMEMBERED = tuple(name for name in FIELDS if name != "email")  # of these there is a history


@dataclass(frozen=True, slots=True)
class Row:
    """One person as the HR system reports her, checked."""

    employee_id: str
    name: str
    email: str
    unit: str
    role_title: str
    manager_employee_id: str | None
    establishment: str
    work_setting: str
    devices: tuple[str, ...]
    active: bool


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong on one line. ``field`` is empty when it is the line as a whole."""

    line: int
    field: str
    message: str

    def __str__(self) -> str:
        where = f"line {self.line}: {self.field}" if self.field else f"line {self.line}"
        return f"{where}: {self.message}"


class Place(NamedTuple):
    """Where a person stands in the tree, and on which line of the file (0: in none)."""

    line: int
    manager: str | None
    active: bool


class Kept(NamedTuple):
    """A person as the portal has her: ``fields`` by name, and the open version, if any."""

    id: UUID
    fields: dict[str, Any]
    version: PersonVersion | None


def fields_of(row: Row) -> dict[str, Any]:
    """A row's fields by name, as a person has them."""
    return {name: getattr(row, name) for name in FIELDS} | {"devices": list(row.devices)}


def digest(fields: Mapping[str, Any]) -> int:
    """64 bits that differ when the fields differ, within this process."""
    return hash(tuple(tuple(v) if isinstance(v, list) else v for v in map(fields.get, FIELDS)))


@dataclass
class Survey:
    """What a whole file says of the tree, and every fault of its lines."""

    places: dict[str, Place] = field(default_factory=dict)
    establishments: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)


@dataclass
class Outcome:
    """How many people an import added, changed and ended; ``notes`` are for the operator."""

    added: int = 0
    changed: int = 0
    ended: int = 0
    notes: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        return {"added": self.added, "changed": self.changed, "ended": self.ended}
