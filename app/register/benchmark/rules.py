"""The benchmark: how many practices meet each item, and which fields keep the others from it.

Computed from the register in force, nothing is stored. ``items.rules`` names for every field of
a practice the items that rest on it, or says that none does; tests hold that an item changes
with its own fields and with no other.
"""

from dataclasses import dataclass
from datetime import date

from app.register.benchmark.fields.rules import empty
from app.register.benchmark.items.rules import ITEMS, Item
from app.register.in_force.rules import Practice, Register
from app.register.schemas import PracticeDocument


@dataclass(frozen=True)
class Shortfall:
    """A practice that does not meet an item, and the fields that are at fault."""

    practice: Practice
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Score:
    """An item's result over the register: “11 of 12 practices”."""

    item: Item
    asked: int
    shortfalls: tuple[Shortfall, ...]

    @property
    def met(self) -> int:
        return self.asked - len(self.shortfalls)


def answer(item: Item, document: PracticeDocument, day: date) -> tuple[str, ...] | None:
    """The fields at fault: none if the item is met. None if the question is not asked here."""
    if item.only and not item.only.holds(document):
        return None
    faults = [
        *empty(document, item.says),
        *(item.holds.faults(document, day) if item.holds else ()),
    ]
    return tuple(dict.fromkeys(faults))


def score(register: Register) -> list[Score]:
    """Each item over the practices in use, as of the register's day."""
    return [_score(item, register) for item in ITEMS]


def resting_on(field: str) -> frozenset[str]:
    """The codes of the items that a field can change."""
    return frozenset(item.code for item in ITEMS if field in item.rests_on)


def _score(item: Item, register: Register) -> Score:
    answers = [(p, answer(item, p.document, register.day)) for p in register.practices]
    asked = [(practice, faults) for practice, faults in answers if faults is not None]
    return Score(item, len(asked), tuple(Shortfall(p, faults) for p, faults in asked if faults))
