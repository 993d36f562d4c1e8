"""The benchmark: which practices meet each item, and which fields keep the others from it.

Computed from the register in force and from what is on record of its checks, nothing is stored.
``items.rules`` names for every field of a practice the items that rest on it, or says that none
does; tests hold that an item changes with its own fields and with no other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.register.benchmark.deciding.rules import Record
from app.register.benchmark.fields.rules import empty
from app.register.benchmark.items.rules import ITEMS, Evidence, Item
from app.register.drafting.rows.rules import row_of
from app.register.in_force.rules import Practice, Register
from app.register.schemas import PracticeDocument


@dataclass(frozen=True)
class Shortfall:
    """A practice that does not meet an item, and the fields that are at fault."""

    practice: Practice
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Met:
    """A practice that meets an item, and what shows it: the record's page, else its own words."""

    practice: Practice
    assessment: str | None = None
    consultation: str | None = None


@dataclass(frozen=True)
class Score:
    """An item's result over the register: “11 of 12 practices”."""

    item: Item
    met_by: tuple[Met, ...]
    shortfalls: tuple[Shortfall, ...]

    @property
    def met(self) -> int:
        return len(self.met_by)

    @property
    def asked(self) -> int:
        return len(self.met_by) + len(self.shortfalls)

    @property
    def row(self) -> str:
        """The row of a practice's label in which the words stand."""
        decides = self.item.holds.fields if self.item.holds else ()
        return row_of((self.item.says or sorted(decides))[0].partition("[")[0])


def answer(item: Item, document: PracticeDocument, record: Record) -> tuple[str, ...] | None:
    """The fields at fault: none if the item is met. None if the question is not asked here."""
    if item.only and not item.only.holds(document):
        return None
    faults = [
        *empty(document, item.says),
        *(item.holds.faults(document, record) if item.holds else ()),
    ]
    return tuple(dict.fromkeys(faults))


def score(register: Register, records: Mapping[str, Record]) -> list[Score]:
    """Each item over the practices in use, as of the register's day.

    ``records`` are by practice; of one that has none nothing is on record.
    """
    none = Record(register.day)
    pairs = [(practice, records.get(practice.id, none)) for practice in register.practices]
    return [_score(item, pairs) for item in ITEMS]


def resting_on(field: str) -> frozenset[str]:
    """The codes of the items that a field can change."""
    return frozenset(item.code for item in ITEMS if field in item.rests_on)


def _score(item: Item, pairs: Sequence[tuple[Practice, Record]]) -> Score:
    met, shortfalls = [], []
    for practice, record in pairs:
        faults = answer(item, practice.document, record)
        if faults:
            shortfalls.append(Shortfall(practice, faults))
        elif faults is not None:
            met.append(_met(item, practice, record))
    return Score(item, tuple(met), tuple(shortfalls))


def _met(item: Item, practice: Practice, record: Record) -> Met:
    if item.evidence is Evidence.ASSESSMENT:
        return Met(practice, assessment=record.assessment)
    if item.evidence is Evidence.CONSULTATION:
        return Met(practice, consultation=record.consultation)
    return Met(practice)
