"""What a register file must keep to, and every fault in one, by its place and line."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, TypeVar
from zoneinfo import available_timezones

from pydantic import BaseModel, ValidationError

from app.identity.establishments import rules as establishments
from app.register import rules
from app.register.by_kind import rules as by_kind
from app.register.file.notation.rules import Content, Fault, Place
from app.register.file.schemas import (
    BESIDE,
    PUBLISHED,
    EstablishmentEntry,
    FileState,
    PracticeEntry,
)
from app.register.parts.schemas import Category, Purpose
from app.register.schemas import Front, PracticeDocument, VersionNote

P = TypeVar("P", bound=BaseModel)
_SENTENCES = {
    "missing": "is missing",
    "extra_forbidden": "is not a name we know",
    "string_type": "must be text",
    "string_too_short": "must not be empty",
    "too_short": "must not be empty",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "tuple_type": "must be a list",
    "model_type": "must be a group of names and values",
    "dict_type": "must be a group of names and values",
    "date_from_datetime_parsing": "must be a date such as 2026-11-09",
    "date_parsing": "must be a date such as 2026-11-09",
    "date_type": "must be a date such as 2026-11-09",
    "date_from_datetime_inexact": "must be a date such as 2026-11-09",
    "json_invalid": "has text that cannot be read",
    "string_unicode": "has text that cannot be read",
    "list_type": "must be a list",
}
_PATTERNS = {
    "^[a-z]{2,3}$": "must be a language's two letters, as pl",
    "^[A-Z]{2}$": "must be a country's two letters, as IE",
    "^[a-z0-9]+(-[a-z0-9]+)*$": "must be small letters, digits and single hyphens, as field-app",
}


@dataclass(frozen=True)
class Entry:
    """One practice of a file, with its present words and the words of its other versions."""

    place: Place
    state: FileState
    document: PracticeDocument
    version: VersionNote | None
    history: tuple[tuple[VersionNote, PracticeDocument], ...]
    proposed: PracticeDocument | None
    whole: PracticeEntry


@dataclass
class Checked:
    """A file's parts as far as they could be read. Good for use only without faults."""

    front: Front = field(default_factory=Front)
    establishments: list[EstablishmentEntry] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def check(content: Content, jurisdictions: Mapping[str, str]) -> Checked:
    """Read a file's parts and name all that is wrong, in the order of the lines.

    ``jurisdictions`` are those of the establishments known before, by their codes.
    """
    return _Checking(content, jurisdictions).all()


class _Checking:
    def __init__(self, content: Content, jurisdictions: Mapping[str, str]) -> None:
        self._content = content
        self._jurisdictions = dict(jurisdictions)
        self._checked = Checked(faults=list(content.faults))

    def all(self) -> Checked:
        whole = self._content.value
        if isinstance(whole, dict):
            self._front(
                {k: v for k, v in whole.items() if k not in {"practices", "establishments"}}
            )
            self._establishments(self._list(whole, "establishments", required=False))
            for position, entry in enumerate(self._list(whole, "practices")):
                self._practice(("practices", position), entry)
            self._across()
        elif not self._checked.faults:
            self._fault((), "must be a group of names and values, with practices")
        self._checked.faults = sorted(set(self._checked.faults))
        return self._checked

    def _fault(self, place: Place, message: str) -> None:
        self._checked.faults.append(self._content.fault(place, message))

    def _list(self, whole: Mapping[str, Any], name: str, *, required: bool = True) -> list[Any]:
        if name not in whole:
            if required:
                self._fault((name,), "is missing")
            return []
        if not isinstance(whole[name], list):
            self._fault((name,), "must be a list")
            return []
        return list(whole[name])

    def _parse(self, kind: type[P], value: Any, place: Place) -> P | None:
        part, faults = parse(kind, value)
        for inner, message in faults:
            self._fault((*place, *inner), message)
        return part

    def _front(self, value: dict[str, Any]) -> None:
        front = self._parse(Front, value, ())
        if front is None:
            return
        self._checked.front = front
        if front.time_zone not in available_timezones():
            self._fault(("time_zone",), "must be a time zone such as Europe/London")

    def _establishments(self, values: list[Any]) -> None:
        for position, value in enumerate(values):
            place: Place = ("establishments", position)
            entry = self._parse(EstablishmentEntry, value, place)
            if entry is None:
                continue
            if entry.id in {known.id for known in self._checked.establishments}:
                self._fault((*place, "id"), f"repeats “{entry.id}”")
            self._checked.establishments.append(entry)
            self._jurisdictions[entry.id] = entry.jurisdiction
            for path, message in establishments.faults(
                name=entry.name,
                jurisdiction=entry.jurisdiction,
                time_zone=entry.time_zone,
                working_hours=entry.working_hours,
            ):
                self._fault((*place, *path.split(".")), message)

    def _practice(self, place: Place, value: Any) -> None:
        whole = self._parse(PracticeEntry, value, place)
        if whole is None:
            return
        words = {name: part for name, part in value.items() if name not in BESIDE}
        past = whole.state is FileState.ENDED
        document = self._document(words, place, past=past)
        if document is None:
            return
        for path, message in (*_standing(whole), *_receipts(whole, document)):
            self._fault((*place, *path), message)
        history = []
        for number, earlier in enumerate(whole.history):
            inner: Place = (*place, "history", number, "was")
            before = self._other(words, earlier.was, inner, past=True)
            if before is not None:
                history.append((earlier.version, before))
        proposed = None
        if whole.proposed is not None:
            proposed = self._other(words, whole.proposed.becomes, (*place, "proposed", "becomes"))
        entry = Entry(place, whole.state, document, whole.version, tuple(history), proposed, whole)
        self._checked.entries.append(entry)

    def _document(
        self, words: dict[str, Any], place: Place, *, past: bool = False
    ) -> PracticeDocument | None:
        document = self._parse(PracticeDocument, words, place)
        if document is None:
            return None
        faults = rules.what_is_missing(document)
        if not past:
            faults += by_kind.what_is_missing(document, self._jurisdictions)
        for path, message in faults:
            self._fault((*place, *_steps(path)), message)
        return document

    def _other(
        self, words: dict[str, Any], different: dict[str, Any], place: Place, *, past: bool = False
    ) -> PracticeDocument | None:
        """Another version of the same practice, in which only some fields differ."""
        for name in different:
            if name == "id" or name not in PracticeDocument.model_fields:
                self._fault((*place, name), "is not a field that a version can change")
        return self._document(words | different, place, past=past)

    def _across(self) -> None:
        """What must hold between the practices of a file."""
        ids: set[str] = set()
        for entry in self._checked.entries:
            if entry.document.id in ids:
                self._fault((*entry.place, "id"), f"repeats “{entry.document.id}”")
            ids.add(entry.document.id)
            for position, code in enumerate(entry.document.scope.establishments):
                if code not in self._jurisdictions:
                    inner = (*entry.place, "scope", "establishments", position)
                    self._fault(inner, f"no establishment is called “{code}”")
        self._same_names()

    def _same_names(self) -> None:
        """One code means the same everywhere: it is shown by its label alone."""
        labels: dict[tuple[str, str], str] = {}
        for entry in self._checked.entries:
            if entry.state not in PUBLISHED:
                continue
            document = entry.document
            self._names_of(entry, "categories", document.categories, labels)
            self._names_of(entry, "purposes", document.purposes, labels)

    def _names_of(
        self,
        entry: Entry,
        field: str,
        parts: Sequence[Category | Purpose],
        labels: dict[tuple[str, str], str],
    ) -> None:
        for position, part in enumerate(parts):
            label = labels.setdefault((field, part.id), part.label)
            if label != part.label:
                inner = (*entry.place, field, position, "label")
                self._fault(inner, f"“{part.id}” is called “{label}” elsewhere")


def parse(kind: type[P], value: Any) -> tuple[P | None, list[tuple[Place, str]]]:
    """A part from plain values, or what is wrong with it: (place inside it, sentence) pairs."""
    try:
        return kind.model_validate_json(json.dumps(value), strict=True), []
    except ValidationError as invalid:
        return None, [(error["loc"], _sentence(error)) for error in invalid.errors()]


def _sentence(error: Any) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind in _SENTENCES:
        return _SENTENCES[kind]
    if kind in {"enum", "literal_error"}:
        return f"must be one of {context['expected'].replace(chr(39), '')}"
    if kind == "string_pattern_mismatch":
        return _PATTERNS.get(context["pattern"], f"must look like {context['pattern']}")
    if kind == "string_too_long":
        return f"is longer than {context['max_length']} characters"
    return str(error["msg"]).removeprefix("Value error, ")


def _standing(whole: PracticeEntry) -> Iterator[tuple[Place, str]]:
    """Whether state, version, history and ending fit one another."""
    if whole.state in PUBLISHED and whole.version is None:
        yield ("version",), f"is missing: the state is {whole.state}"
    if whole.state not in PUBLISHED and (whole.history or whole.proposed):
        yield ("state",), f"is {whole.state}, but there are other versions"
    if (whole.state is FileState.ENDED) != (whole.ended is not None):
        yield ("ended",), "must be there exactly when the state is ended"
    if whole.ended and whole.version and whole.ended.on < whole.version.in_force_from:
        yield ("ended", "on"), "is before the version came into force"
    notes = [past.version for past in whole.history] + ([whole.version] if whole.version else [])
    for position, (before, after) in enumerate(pairwise(notes)):
        if (before.number, before.correction) >= (after.number, after.correction):
            yield ("history", position, "version", "number"), "must be lower than the next one"


def _receipts(whole: PracticeEntry, document: PracticeDocument) -> Iterator[tuple[Place, str]]:
    """Whether an ending's receipts, if it has any, are those of each kind of data, once."""
    if whole.ended is None or not whole.ended.fates:
        return
    named = sorted(fate.category for fate in whole.ended.fates)
    if named != sorted(category.id for category in document.categories):
        yield ("ended", "fates"), "must say of each category, once, what became of it"


def _steps(path: str) -> Place:
    """A written path such as “purposes[1].id” as its steps."""
    parts = path.replace("]", "").replace("[", ".").split(".")
    return tuple(int(part) if part.isdigit() else part for part in parts)
