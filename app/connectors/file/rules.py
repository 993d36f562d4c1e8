"""Reading a connector's file: which kind it is, and every fault by its line and place."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from app.connectors.heads.schemas import Head
from app.connectors.kinds import KINDS
from app.register.file.notation.rules import Content, Place, read
from app.register.file.rules import parse

_POSITION = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, order=True)
class Fault:
    """Something wrong in a file: where, and what. Lines count from 1; 0 is the file itself."""

    line: int
    place: str
    message: str

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"line {self.line}: {where}{self.message}" if self.line else f"{where}{self.message}"


@dataclass
class Checked:
    """A file as far as it could be read. ``configuration`` is there if it has no faults."""

    content: Content
    configuration: Head | None = None
    faults: list[Fault] = field(default_factory=list)

    def fault(self, place: Place, message: str) -> None:
        self.faults.append(_fault(self.content, place, message))


def check(raw: bytes) -> Checked:
    """What a file says by itself. What it names elsewhere is looked at by the service."""
    content = read(raw)
    found = [Fault(one.line, _dotted(one.place), one.message) for one in content.faults]
    checked = Checked(content, faults=found)
    if checked.faults:
        return checked
    if not isinstance(content.value, dict):
        checked.fault((), "must be a group of names and values, with a name and a kind")
        return checked
    kind = content.value.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        known = ", ".join(KINDS)
        missing = "is missing" if kind is None else "is not a kind we know"
        checked.fault(("kind",), f"{missing}: choose one of {known}")
        return checked
    configuration, faults = parse(KINDS[kind].configuration, content.value)
    for place, message in faults:
        checked.fault(place, message)
    checked.configuration = configuration
    return checked


def check_codes(
    checked: Checked,
    configuration: Head,
    practices: Collection[str],
    categories: Callable[[Sequence[str]], Collection[str]],
) -> None:
    """Add faults for practices the register does not know, and categories that these do not have.

    ``categories`` gives those of some practices.
    """
    for number, practice in enumerate(configuration.practices):
        if practice not in practices:
            checked.fault(("practices", number), f"the register has no practice “{practice}”")
    known = categories(configuration.practices)
    for number, category in enumerate(configuration.categories):
        if category not in known:
            message = f"no practice named here has the category “{category}”"
            checked.fault(("categories", number), message)


def _dotted(place: str) -> str:
    """“tables[0].title” as it is written here: “tables.0.title”."""
    return _POSITION.sub(r".\1", place).removeprefix(".")


def _fault(content: Content, place: Place, message: str) -> Fault:
    found = content.fault(place, message)
    return Fault(found.line, ".".join(map(str, place)), message)
