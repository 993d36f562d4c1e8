"""What a person's fields may hold, and when managers go round in a circle: pure values."""

import re
import unicodedata
from collections.abc import Iterator, Mapping

from app.identity.people.schemas import Fault, Place, Row

# Ways of working that the register's scopes know; an organisation may use codes of its own.
WORK_SETTINGS = ("home", "site", "office", "field", "vehicle", "hybrid")

LONGEST = {
    "employee_id": 64,
    "name": 200,
    "email": 254,
    "unit": 120,
    "role_title": 120,
    "manager_id": 64,
    "establishment": 64,
    "work_setting": 40,
    "devices": 400,
    "active": 10,
}
MAY_BE_EMPTY = frozenset({"email", "manager_id", "devices"})
MOST_DEVICES = 20

_EMPLOYEE_ID = re.compile(r"[A-Za-z0-9._@|:+-]+")
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")
_CODE = re.compile(r"[a-z0-9](?:[a-z0-9 _.-]{0,38}[a-z0-9])?")
_PLACE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ACTIVE = {"true": True, "false": False}


def checked(line: int, cells: Mapping[str, str]) -> tuple[Row | None, list[Fault]]:
    """The row that these cells make, or everything that is wrong with them."""
    clean = {name: unicodedata.normalize("NFC", value.strip()) for name, value in cells.items()}
    found = {name: _wrong(name, value) for name, value in clean.items()}
    manager = clean["manager_id"]
    if manager and manager == clean["employee_id"]:
        found["manager_id"] = "nobody is their own manager"
    faults = [Fault(line, name, message) for name, message in found.items() if message]
    return (None if faults else _row(clean)), faults


def employee_id(value: str) -> str:
    """The value if it can be an employee id, else nothing."""
    return value if not _wrong("employee_id", value) else ""


def manager_faults(places: Mapping[str, Place], known: Mapping[str, Place]) -> Iterator[Fault]:
    """What is wrong with the managers that a file names, given the people known before it."""
    after = {**known, **places}
    for employee_id, place in places.items():
        manager = place.manager
        if manager is None or manager == employee_id:
            continue
        if manager not in after:
            yield Fault(place.line, "manager_id", f"nobody has the employee id {manager}")
        elif place.active and not after[manager].active:
            yield Fault(place.line, "manager_id", f"{manager} no longer works here")
    for circle in circles({employee_id: place.manager for employee_id, place in after.items()}):
        for employee_id in circle:
            if len(circle) > 1 and employee_id in places:
                line = places[employee_id].line
                yield Fault(line, "manager_id", f"managers in a circle: {_trip(circle)}")


def _trip(circle: list[str]) -> str:
    shown = circle if len(circle) <= 6 else [*circle[:5], f"({len(circle) - 5} more)"]
    return " → ".join([*shown, circle[0]])


def circles(manager_of: Mapping[str, str | None]) -> Iterator[list[str]]:
    """Every circle of people who manage one another, as the ids along it."""
    settled: set[str] = set()
    for start in manager_of:
        path: dict[str, None] = {}
        here: str | None = start
        while here is not None and here in manager_of and here not in settled:
            if here in path:
                round_trip = list(path)
                yield round_trip[round_trip.index(here) :]
                break
            path[here] = None
            here = manager_of[here]
        settled.update(path)


def _wrong(name: str, value: str) -> str:
    if not value:
        return "" if name in MAY_BE_EMPTY else "is missing"
    if len(value) > LONGEST[name]:
        return f"is longer than {LONGEST[name]} characters"
    return _unprintable(value) or _misshapen(name, value)


def _unprintable(value: str) -> str:
    if value.isprintable():
        return ""
    for character in value:
        kind = unicodedata.category(character)
        if kind == "Cs":
            return "is not UTF-8; save the file as “CSV UTF-8”"
        if kind in {"Cc", "Zl", "Zp"} or character in _TURNING:
            return f"has a character that cannot be shown (U+{ord(character):04X})"
    return ""


def _misshapen(name: str, value: str) -> str:
    if name in {"employee_id", "manager_id"} and not _EMPLOYEE_ID.fullmatch(value):
        return "must be letters, digits and . _ @ | : + - only"
    if name == "email" and not (value.isascii() and _EMAIL.fullmatch(value)):
        return "must be an e-mail address, or empty"
    if name == "establishment" and not _PLACE.fullmatch(value):
        return "must be a code of letters, digits and . _ - only"
    if name == "work_setting" and not _CODE.fullmatch(value.lower()):
        return f"must be a code such as {', '.join(WORK_SETTINGS)}"
    if name == "active" and value.lower() not in _ACTIVE:
        return "must be true or false"
    return _wrong_devices(value) if name == "devices" else ""


def _wrong_devices(value: str) -> str:
    devices = _devices(value)
    if len(devices) > MOST_DEVICES:
        return f"names more than {MOST_DEVICES} devices"
    if all(_CODE.fullmatch(device) for device in devices):
        return ""
    return "must be codes such as laptop, with ; between them"


def _devices(value: str) -> tuple[str, ...]:
    """The devices in a fixed order, each once: another order in the file is no change."""
    return tuple(sorted({part.strip().lower() for part in value.split(";") if part.strip()}))


def _row(clean: Mapping[str, str]) -> Row:
    return Row(
        employee_id=clean["employee_id"],
        name=clean["name"],
        email=clean["email"],
        unit=clean["unit"],
        role_title=clean["role_title"],
        manager_employee_id=clean["manager_id"] or None,
        establishment=clean["establishment"],
        work_setting=clean["work_setting"].lower(),
        devices=_devices(clean["devices"]),
        active=_ACTIVE[clean["active"].lower()],
    )
