"""The stages of a draft, the gate before publication, and from when a version may hold."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from app.register.by_kind import rules as by_kind
from app.register.drafting.rows.rules import ROWS, row_of
from app.register.drafting.schemas import Proposal
from app.register.file.rules import parse
from app.register.in_force.rules import Practice
from app.register.models import Stage
from app.register.rules import what_is_missing
from app.register.schemas import PracticeDocument

NOTICE = timedelta(days=14)  # LAW MON-2 (own): before a version that adds takes effect

# From a stage to the next one, or back to the words. Publishing and ending are approvals.
MOVES: Mapping[Stage, tuple[Stage, ...]] = {
    Stage.DRAFT: (Stage.IMPACT_CHECK,),
    Stage.IMPACT_CHECK: (Stage.CONSULTATION, Stage.DRAFT),
    Stage.CONSULTATION: (Stage.APPROVED, Stage.DRAFT),
    Stage.APPROVED: (Stage.DRAFT,),
    Stage.ENDING: (),
}
# Which rows may be written in a stage: the checks are made after the words are settled.
WRITABLE: Mapping[Stage, frozenset[str]] = {
    Stage.DRAFT: frozenset(ROWS),
    Stage.IMPACT_CHECK: frozenset({"checks"}),
    Stage.CONSULTATION: frozenset({"checks"}),
    Stage.APPROVED: frozenset(),
    Stage.ENDING: frozenset(),
}


_FIELDS = {
    name: TypeAdapter[Any](field.rebuild_annotation())
    for name, field in PracticeDocument.model_fields.items()
}


class Missing(NamedTuple):
    """What keeps words from being published: the row, the field's path and a sentence."""

    row: str
    path: str
    sentence: str

    @property
    def code(self) -> str:
        """The path without numbers: what the field's words are found by."""
        return ".".join(part for part in self.path.split(".") if not part.isdigit())


@dataclass(frozen=True)
class Step:
    """Where a draft may go from here, and what is in the way."""

    to: Stage
    missing: tuple[Missing, ...] = ()


def missing(document: Mapping[str, Any], jurisdictions: Mapping[str, str]) -> list[Missing]:
    """Everything MON-1 and MON-7 ask for that is not there or does not fit.

    By row in the label's order. ``jurisdictions`` are those of every place of work, by its code.
    """
    whole, faults = parse(PracticeDocument, dict(document))
    if whole is not None:
        found = what_is_missing(whole) + by_kind.what_is_missing(whole, jurisdictions)
        pairs = [(path.replace("[", ".").replace("]", ""), sentence) for path, sentence in found]
    else:
        pairs = [(".".join(map(str, place)), sentence) for place, sentence in faults]
    return by_row(pairs)


def by_row(faults: Iterable[tuple[str, str]]) -> list[Missing]:
    """What is missing, by path and sentence, in the order of the label's rows."""
    rows = list(ROWS)
    found = [Missing(row_of(path), path, sentence) for path, sentence in faults if path != "id"]
    return sorted(found, key=lambda each: rows.index(each.row))


def partial(words: Mapping[str, Any]) -> PracticeDocument:
    """A document of the fields that are whole; the others are not set on it."""
    found: dict[str, Any] = {}
    for name, field in _FIELDS.items():
        try:
            if name in words:
                found[name] = field.validate_json(json.dumps(words[name]), strict=True)
        except ValidationError:
            continue
    return PracticeDocument.model_construct(_fields_set=set(found), **found)


def steps(stage: Stage, lacking: list[Missing]) -> list[Step]:
    """Where a draft may go from its stage. Going back to the words needs nothing."""
    return [Step(to, tuple(_in_the_way(to, lacking))) for to in MOVES[stage]]


def _in_the_way(to: Stage, lacking: list[Missing]) -> list[Missing]:
    if to is Stage.DRAFT:
        return []
    if to is Stage.IMPACT_CHECK:
        return [each for each in lacking if each.row != "checks"]
    if to is Stage.CONSULTATION:
        return [each for each in lacking if not each.path.startswith("checks.consultation")]
    return lacking


def is_correctable(practice: Practice, ended: Iterable[date], since: date, today: date) -> bool:
    """Whether words may say what has been so of a practice since a day that is past.

    Not of one that is not in use, and not of a time before it was: ``ended`` are the days on
    which it had ended before.
    """
    began = min(version.note.in_force_from for version in practice.versions)
    was_in_use = began <= since < today and all(on < since for on in ended)
    return practice.in_use and was_in_use


def starts(proposal: Proposal, today: date, follows: Practice | None) -> date:
    """The day from which a version published today holds (LAW MON-2).

    Not before the version that it follows: what that one adds would start without its notice. A
    correction for the past holds from the day since which it was so: it starts nothing.
    """
    if proposal.since is not None:
        return proposal.since
    earliest = today + NOTICE if proposal.adds else today
    if follows is not None:
        earliest = max(earliest, follows.versions[-1].note.in_force_from)
    return max(earliest, proposal.starts_on or earliest)
