"""Which version of each practice holds on a day, and what the register declares then."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from app.register.parts.schemas import Category, Purpose
from app.register.risks.rules import Risk, unreviewed
from app.register.rules import Looker, Why, Worker, is_reader, why_it_applies
from app.register.schemas import EndingNote, Front, PracticeDocument, VersionNote


class State(StrEnum):
    STARTING = "starting"
    IN_USE = "in-use"
    REVIEW_DUE = "review-due"
    ENDED = "ended"


class ChangeKind(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    ENDED = "ended"


@dataclass(frozen=True)
class Version:
    """Published words, and what stands beside them; ``from_file``: taken in at set-up.

    ``corrected_on``: the day since which a correction for the past is shown. It says what was so
    since ``note.in_force_from``, in place of all that was said until that day.
    """

    note: VersionNote
    document: PracticeDocument
    digest: str
    published_at: datetime
    from_file: bool = field(default=False, kw_only=True)
    corrected_on: date | None = field(default=None, kw_only=True)

    @property
    def label(self) -> str:
        """“3”, or “3.1” for a small correction of it: the last part of its address."""
        correction = self.note.correction
        return f"{self.note.number}.{correction}" if correction else str(self.note.number)

    @property
    def shown_on(self) -> date:
        """The first day on which these words were to be read as those in force."""
        return self.corrected_on or self.note.in_force_from

    @property
    def order(self) -> tuple[date, int, int]:
        return self.shown_on, self.note.number, self.note.correction


@dataclass(frozen=True)
class Practice:
    """One practice as it stands on a day; ``versions`` are all that were published, oldest first.

    ``version`` is the one in force: of an ended practice the last, of a starting one the first.
    ``risks`` are the changes of its risk that no review has answered.
    """

    id: str
    state: State
    version: Version
    versions: tuple[Version, ...]
    ending: EndingNote | None
    risks: tuple[Risk, ...] = ()

    @property
    def document(self) -> PracticeDocument:
        return self.version.document

    @property
    def title(self) -> str:
        return self.document.title

    @property
    def in_use(self) -> bool:
        return self.state in {State.IN_USE, State.REVIEW_DUE}

    @property
    def before(self) -> Version | None:
        """The version that held before this one."""
        return self.before_version(self.version)

    @property
    def coming(self) -> Version | None:
        """The next version, published already, of something in use."""
        later = (version for version in self.versions if version.order > self.version.order)
        return next(later, None) if self.in_use else None

    def before_version(self, version: Version) -> Version | None:
        place = self.versions.index(version)
        return self.versions[place - 1] if place else None

    def version_labelled(self, label: str) -> Version | None:
        return next((version for version in self.versions if version.label == label), None)

    def until(self, version: Version) -> date | None:
        """The first day on which a version was no longer shown as in force, if there is one."""
        later = [v.shown_on for v in self.versions if v.order > version.order]
        ending = [self.ending.on] if self.ending else []
        return min(later + ending, default=None)


@dataclass(frozen=True)
class Change:
    """Something that became, becomes or became no longer true of a practice."""

    kind: ChangeKind
    on: date
    practice: Practice
    version: Version
    headline: str
    consulted: str

    @property
    def compares(self) -> tuple[str, str] | None:
        """The labels of the versions before and after, where there are two."""
        before = self.practice.before_version(self.version)
        if self.kind is not ChangeKind.CHANGED or before is None:
            return None
        return before.label, self.version.label


@dataclass(frozen=True)
class Declared:
    """What of an access the register knows. ``practices`` are those it may belong to."""

    system: bool
    category: bool
    purpose: bool
    reader: bool
    practices: tuple[Practice, ...] = ()


@dataclass(frozen=True, eq=False)
class Histories:
    """Everything ever published, as one revision of the register has it."""

    versions: Mapping[str, tuple[Version, ...]]
    endings: Mapping[str, tuple[EndingNote, ...]]
    front: Front | None
    risks: Mapping[str, tuple[Risk, ...]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Register:
    """The register on one civil day of its time zone. Practices stand by title."""

    day: date
    front: Front | None
    every: tuple[Practice, ...]

    @cached_property
    def practices(self) -> tuple[Practice, ...]:
        """What is in use, its review due or not."""
        return tuple(practice for practice in self.every if practice.in_use)

    def practices_for(self, worker: Worker) -> list[tuple[Practice, Why]]:
        """What applies to somebody, and why."""
        pairs = ((p, why_it_applies(p.document.scope, worker)) for p in self.practices)
        return [(practice, why) for practice, why in pairs if why is not None]

    def practice(self, practice_id: str) -> Practice | None:
        """A published practice, in use or not."""
        return next((p for p in self.every if p.id == practice_id), None)

    def category(self, code: str) -> str | None:
        """What a category is called: “absence record”. None if it was never published."""
        found = self._categories.get(code)
        return found.label if found else None

    def purpose(self, code: str) -> Purpose | None:
        """A purpose with its ``phrase``, ``label`` and ``needs_case``, if it was ever published."""
        return self._purposes.get(code)

    def practices_with(self, category: str) -> tuple[Practice, ...]:
        """The practices in use that name this category."""
        return tuple(
            practice
            for practice in self.practices
            if any(known.id == category for known in practice.document.categories)
        )

    def declares(self, *, system: str, category: str, purpose: str, looker: Looker) -> Declared:
        """What the register says of an access on this day, each question on its own.

        ``purpose`` and ``reader`` are asked of the practices of this system with this category.
        """
        here = [practice for practice in self.practices if practice.document.system == system]
        kept = [p for p in here if any(known.id == category for known in p.document.categories)]
        return Declared(
            system=bool(here),
            category=bool(kept),
            purpose=any(known.id == purpose for p in kept for known in p.document.purposes),
            reader=any(is_reader(reader, looker) for p in kept for reader in p.document.readers),
            practices=tuple(kept),
        )

    @cached_property
    def _categories(self) -> dict[str, Category]:
        return {part.id: part for document in self._documents() for part in document.categories}

    @cached_property
    def _purposes(self) -> dict[str, Purpose]:
        return {part.id: part for document in self._documents() for part in document.purposes}

    def _documents(self) -> Iterator[PracticeDocument]:
        """Every wording, what is in force last: its names win."""
        yield from (version.document for p in self.every for version in p.versions)
        yield from (practice.document for practice in self.every)
        yield from (practice.document for practice in self.practices)


def on_day(histories: Histories, day: date) -> Register:
    """The register on a civil day of its time zone."""
    every = (
        _on_day(practice_id, versions, histories, day)
        for practice_id, versions in histories.versions.items()
    )
    by_title = sorted(every, key=lambda practice: (practice.title.casefold(), practice.id))
    return Register(day, histories.front, tuple(by_title))


def _on_day(
    practice_id: str, versions: tuple[Version, ...], histories: Histories, day: date
) -> Practice:
    endings = histories.endings.get(practice_id, ())
    versions = tuple(sorted(versions, key=lambda version: version.order))
    held = [version for version in versions if version.note.in_force_from <= day]
    if not held:
        return Practice(practice_id, State.STARTING, versions[0], versions, None)
    version = held[-1]
    ended = [note for note in endings if version.note.in_force_from <= note.on <= day]
    if ended:
        return Practice(practice_id, State.ENDED, version, versions, max(ended, key=_when))
    risks = unreviewed(histories.risks.get(practice_id, ()), held, day)
    due = bool(risks) or version.document.checks.next_review < day
    state = State.REVIEW_DUE if due else State.IN_USE
    return Practice(practice_id, state, version, versions, None, risks)


def corrected_on(
    note: VersionNote, earlier: Iterable[VersionNote], published_on: date | None
) -> date | None:
    """The day since which a version is shown, if it is a correction that holds from an earlier one.

    ``earlier`` are the versions with a lower number; ``published_on`` is None of what a file
    brought: there a correction comes after all that it corrects.
    """
    if not note.correction:
        return None
    if published_on is None:
        published_on = max((each.in_force_from for each in earlier), default=note.in_force_from)
    return published_on if note.in_force_from < published_on else None


def _when(note: EndingNote) -> date:
    return note.on


def changes(register: Register, endings: Mapping[str, tuple[EndingNote, ...]]) -> list[Change]:
    """Everything that started, changed or ended, what comes included, the newest first."""
    found = [
        change
        for practice in register.every
        for change in _changes_of(practice, endings.get(practice.id, ()))
    ]
    by_title = sorted(found, key=lambda change: change.practice.title.casefold())
    return sorted(by_title, key=lambda change: change.on, reverse=True)


def _changes_of(practice: Practice, endings: tuple[EndingNote, ...]) -> Iterator[Change]:
    for version in practice.versions:
        before = practice.before_version(version)
        on, note = version.shown_on, version.note
        stopped = before is not None and any(
            before.note.in_force_from <= e.on <= on for e in endings
        )
        kind = ChangeKind.NEW if before is None or stopped else ChangeKind.CHANGED
        yield Change(kind, on, practice, version, note.headline, note.consulted)
    for ending in endings:
        last = [v for v in practice.versions if v.note.in_force_from <= ending.on]
        version = last[-1] if last else practice.version
        yield Change(ChangeKind.ENDED, ending.on, practice, version, ending.fate, ending.reason)


def concerns(change: Change, worker: Worker) -> bool:
    """Whether a change touches somebody: the practice applied to her before it or does after."""
    before = change.practice.before_version(change.version)
    documents = [change.version.document] + ([before.document] if before else [])
    return any(why_it_applies(document.scope, worker) for document in documents)
