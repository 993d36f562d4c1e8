"""The four states of a kind of data for one person (PRODUCT M9). Pure.

“Visible” means that she can read what it is and who looked; the records themselves are asked
for. “Hidden” means that it is collected all the same. “Not collected” is said only of what the
register says is not for her and whose every system reports here; of the rest it is not known.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.register.in_force.rules import Practice, Register
from app.register.in_force.rules import State as Stage
from app.register.parts.schemas import Category
from app.register.rules import Worker, why_it_applies
from app.register.terms.schemas import Kind


class State(StrEnum):
    """What holds for a kind of data; in the order in which a page tells it."""

    HIDDEN = "hidden"
    VISIBLE = "visible"
    DELETED = "deleted"
    NOT_COLLECTED = "not-collected"
    NOT_KNOWN = "not-known"


@dataclass(frozen=True)
class Part:
    """What one practice means for a person: its stage, whether it is for her, who reports it.

    ``connected``: its system tells this portal who looked. ``declined``: it needs a
    yes that she has not given.
    """

    stage: Stage
    applies: bool
    connected: bool
    declined: bool = False

    @property
    def collects(self) -> bool:
        in_use = self.stage in {Stage.IN_USE, Stage.REVIEW_DUE}
        return self.applies and in_use and not self.declined

    @property
    def ended(self) -> bool:
        return self.applies and self.stage is Stage.ENDED


@dataclass(frozen=True)
class Held:
    """A kind of data for one person: its state, and the practices that make it so."""

    category: Category
    state: State
    practices: tuple[Practice, ...]


def state(parts: Iterable[Part]) -> State:
    """The state that all practices with a kind of data make together.

    One hidden system is enough for hidden; only what nobody collects any more has ended. One
    system that does not report is enough not to know that nothing is collected.
    """
    known = list(parts)
    collecting = [part for part in known if part.collects]
    if any(not part.connected for part in collecting):
        return State.HIDDEN
    if collecting:
        return State.VISIBLE
    if any(part.ended for part in known):
        return State.DELETED
    covered = bool(known) and all(part.connected for part in known)
    return State.NOT_COLLECTED if covered else State.NOT_KNOWN


@dataclass(frozen=True)
class Known:
    """What is known of a reader: which systems report, and which practices lack her yes."""

    connected: Collection[str]
    declined: Collection[str] = frozenset()


def of_practice(practice: Practice, worker: Worker, known: Known) -> list[Held]:
    """The state of each kind of data of one practice, as far as this practice goes."""
    found = state([_part(practice, worker, known)])
    return [Held(category, found, (practice,)) for category in practice.document.categories]


def of_register(register: Register, worker: Worker, known: Known) -> list[Held]:
    """Every kind of data that was ever published for use, by state and then by name."""
    kinds: dict[str, list[Practice]] = {}
    for practice in register.every:
        for category in practice.document.categories:
            kinds.setdefault(category.id, []).append(practice)
    held = [_held(code, with_it, worker, known) for code, with_it in kinds.items()]
    order = list(State)
    return sorted(held, key=lambda one: (order.index(one.state), one.category.label.casefold()))


def grouped(held: Sequence[Held]) -> list[tuple[State, list[Held]]]:
    """By state, each in its place, those that are empty too."""
    return [(one, [kind for kind in held if kind.state is one]) for one in State]


def reports(practice: Practice, connected: Collection[str]) -> bool:
    """Whether the system of a practice tells this portal who looked."""
    document = practice.document
    return document.kind is Kind.PORTAL or document.system in connected


def _held(code: str, practices: Sequence[Practice], worker: Worker, known: Known) -> Held:
    parts = [(practice, _part(practice, worker, known)) for practice in practices]
    found = state(part for _practice, part in parts)
    because = [practice for practice, part in parts if state([part]) is found]
    return Held(_category(because[0], code), found, tuple(because))


def _category(practice: Practice, code: str) -> Category:
    return next(known for known in practice.document.categories if known.id == code)


def _part(practice: Practice, worker: Worker, known: Known) -> Part:
    document = practice.document
    return Part(
        stage=practice.state,
        applies=why_it_applies(document.scope, worker) is not None,
        connected=reports(practice, known.connected),
        declined=practice.id in known.declined,
    )
