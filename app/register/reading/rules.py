"""The register as one person reads it: what applies to her, in groups, narrowed as she asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.register.in_force.rules import Change, Practice, Register, Version, concerns
from app.register.rules import Why, Worker, why_it_applies
from app.register.schemas import Front
from app.register.terms.schemas import Area, Use

RECENT = timedelta(days=30)


@dataclass(frozen=True)
class Row:
    """A practice in the list; ``why`` is None if it does not apply to the reader."""

    practice: Practice
    why: Why | None
    changed_on: date | None


@dataclass(frozen=True)
class Listing:
    """What ``/collected`` shows, in groups by area. ``total`` and ``choices`` are the reader's."""

    groups: Sequence[tuple[Area, Sequence[Row]]]
    shown: int
    total: int
    choices: int
    front: Front | None
    published: bool


def listing(
    register: Register, worker: Worker, *, everything: bool, area: str, use: str
) -> Listing:
    """The practices in use, as asked for."""
    rows = [_row(register, practice, worker) for practice in register.practices]
    mine = [row for row in rows if row.why is not None]
    shown = [
        row
        for row in (rows if everything else mine)
        if area in {"", row.practice.document.area}
        and (not use or Use(use) in row.practice.document.uses)
    ]
    groups = [(a, [row for row in shown if row.practice.document.area is a]) for a in Area]
    return Listing(
        groups=[(area, members) for area, members in groups if members],
        shown=len(shown),
        total=len(mine),
        choices=sum(row.practice.document.choice is not None for row in mine),
        front=register.front,
        published=bool(register.every),
    )


def _row(register: Register, practice: Practice, worker: Worker) -> Row:
    why = why_it_applies(practice.document.scope, worker)
    return Row(practice, why, recent_change(practice, register.day))


def recent_change(practice: Practice, today: date) -> date | None:
    """When the version in force began, if that was lately."""
    began = practice.version.shown_on
    return began if today - RECENT <= began <= today else None


def feed(changes: Sequence[Change], worker: Worker, *, everything: bool) -> list[Change]:
    """What changed, for everyone or only where it touches the reader."""
    return [change for change in changes if everything or concerns(change, worker)]


def are_there(practice: Practice, *labels: str) -> bool:
    """Whether the practice has all versions asked for; an empty label asks for none."""
    return all(not label or practice.version_labelled(label) for label in labels)


def pair(practice: Practice, before: str, after: str) -> tuple[Version, Version] | None:
    """The two versions asked for, the earlier first; nothing asked: the last change.

    None if there is nothing to compare the version with.
    """
    newest = (practice.version_labelled(after) if after else None) or practice.version
    older = practice.version_labelled(before) if before else practice.before_version(newest)
    if older is None:
        return None
    first, second = sorted((older, newest), key=lambda version: version.order)
    return first, second
