"""Fields of a practice as a form. They are read off the schema, so that none is forgotten.

A field's path is that of the document: ``retention.label``, ``purposes.0.text``; a list of
codes has one name for each, ``rights:access``. Values are plain, as in JSON.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import StringConstraints

from app.register.schemas import PracticeDocument
from app.register.terms.schemas import Part

# The rows in the order of the label, then what stands beside it; each with its fields.
ROWS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "kind", "area", "system"),
    "summary": ("summary",),
    "scope": ("scope",),
    "records": ("records",),
    "does_not_record": ("does_not_record",),
    "why": ("reasons", "purposes", "not_used_for"),
    "how": (
        *("tool", "how", "when", "where", "extent", "reads", "figures"),
        *("categories", "uses", "alternative"),
    ),
    "readers": ("readers",),
    "retention": ("retention",),
    "leaves": ("processors", "recipients"),
    "used_to_judge": ("used_to_judge",),
    "automated_decisions": ("automated_decisions",),
    "basis": (
        *("basis", "basis_why", "why_not_consent", "interest", "balancing"),
        "special_condition",
    ),
    "checks": ("checks",),
    "choice": ("choice",),
    "challenge": ("challenge",),
    "rights": ("rights", "complaints"),
    "performance": ("performance",),
    "owner": ("owner", "contact"),
}
LONGEST_LINE = 120
MOST_IN_A_LIST = 40
_NUMBER = re.compile(r"[0-9]{1,6}").fullmatch


@dataclass(frozen=True)
class Question:
    """One control: ``kind`` is line, text, lines, one, some, yes-no, day or number.

    ``code`` is the path without numbers: what its words are found by.
    """

    path: str
    code: str
    kind: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """Questions that belong together: a field, or one entry (from 0) of a list of them."""

    field: str
    questions: tuple[Question, ...]
    number: int | None = None


def row_of(path: str) -> str:
    """The row in which a field stands."""
    field = path.split(".", maxsplit=1)[0]
    return next(row for row, fields in ROWS.items() if field in fields)


def groups(row: str, typed: Mapping[str, str]) -> list[Group]:
    """The questions of a row: every entry there is of a list, and an empty one after them."""
    found: list[Group] = []
    for field in ROWS[row]:
        inner = _entry_of(field)
        if inner is None:
            found.append(Group(field, tuple(_questions(field, _annotation(field)))))
            continue
        for number in range(_entries(field, typed) + 1):
            questions = tuple(_questions(f"{field}.{number}", inner))
            found.append(Group(field, questions, number))
    return found


def written(row: str, document: Mapping[str, Any]) -> dict[str, str]:
    """What a row's controls hold for the values there are."""
    typed: dict[str, str] = {}
    for field in ROWS[row]:
        if field in document:
            typed |= _written(field, document[field], _entry_of(field) or _annotation(field))
    return typed


def read(row: str, typed: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """The values of a row as typed, empty ones left out; and what is wrong, by path."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for group in groups(row, typed):
        found: dict[str, Any] = {}
        for question in group.questions:
            try:
                value = _read(question, typed)
            except ValueError as wrong:
                errors[question.path] = str(wrong)
                continue
            if value is not None:
                found[question.code] = value
        _put(values, group, found)
    return values, errors


def codes() -> Iterator[str]:
    """Every field there is to ask about, by its path without numbers."""
    for row in ROWS:
        for group in groups(row, {}):
            yield from (question.code for question in group.questions)


def _put(values: dict[str, Any], group: Group, found: dict[str, Any]) -> None:
    """Set what was found of a group into the nested values."""
    if not found:
        return
    if group.number is not None:
        entry: dict[str, Any] = {}
        for code, value in found.items():
            entry[code.split(".", maxsplit=1)[1]] = value
        values.setdefault(group.field, []).append(entry)
        return
    for code, value in found.items():
        *outer, last = code.split(".")
        inner = values
        for name in outer:
            inner = inner.setdefault(name, {})
        inner[last] = value


def _read(question: Question, typed: Mapping[str, str]) -> Any:
    if question.kind == "some":
        return [o for o in question.options if typed.get(f"{question.path}:{o}")] or None
    text = typed.get(question.path, "")
    if question.kind == "lines":
        lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
        if len(lines) > MOST_IN_A_LIST:
            raise ValueError(f"Write at most {MOST_IN_A_LIST} lines.")
        return lines or None
    text = " ".join(text.split())
    return _READ[question.kind](text, question.options) if text else None


def _line(text: str, _options: tuple[str, ...]) -> str:
    if len(text) > LONGEST_LINE:
        raise ValueError(f"Write at most {LONGEST_LINE} letters.")
    return text


def _one(text: str, options: tuple[str, ...]) -> str:
    if text not in options:
        raise ValueError("Choose one of the list.")
    return text


def _day(text: str, _options: tuple[str, ...]) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError("Write a day such as 2027-03-31.") from None


def _number(text: str, _options: tuple[str, ...]) -> int:
    if not _NUMBER(text):
        raise ValueError("Write a whole number.")
    return int(text)


_READ: Mapping[str, Any] = {
    "line": _line,
    "text": lambda text, _options: text,
    "one": _one,
    "day": _day,
    "number": _number,
    "yes-no": lambda text, _options: text == "yes",
}


def _written(path: str, value: Any, annotation: Any) -> dict[str, str]:
    if isinstance(value, Mapping):
        return {
            name: text
            for inner, part in value.items()
            for name, text in _written(f"{path}.{inner}", part, None).items()
        }
    if isinstance(value, Sequence) and not isinstance(value, str):
        if value and isinstance(value[0], Mapping):
            return {
                name: text
                for number, part in enumerate(value)
                for name, text in _written(f"{path}.{number}", part, None).items()
            }
        if annotation is not None and isinstance(_kind(annotation), tuple):
            return {f"{path}:{each}": "true" for each in value}
        return {path: "\n".join(map(str, value))}
    if isinstance(value, bool):
        return {path: "yes" if value else "no"}
    return {} if value is None else {path: str(value)}


def _questions(path: str, annotation: Any) -> Iterator[Question]:
    plain = _bare(annotation)
    if isinstance(plain, type) and issubclass(plain, Part):
        for name, field in plain.model_fields.items():
            inner = (
                Annotated[(field.annotation, *field.metadata)]
                if field.metadata
                else (field.annotation)
            )
            yield from _questions(f"{path}.{name}", inner)
        return
    code = ".".join(part for part in path.split(".") if not part.isdigit())
    kind = _kind(annotation)
    if isinstance(kind, tuple):
        yield Question(path, code, "some", kind)
    else:
        options = tuple(each.value for each in plain) if kind == "one" else ()
        yield Question(path, code, kind, options)


def _kind(annotation: Any) -> str | tuple[str, ...]:
    """The kind of control; for a list of codes, the codes."""
    plain = _bare(annotation)
    if get_origin(plain) is tuple:
        inner = _bare(get_args(plain)[0])
        return tuple(each.value for each in inner) if _is(inner, StrEnum) else "lines"
    for kind, type_ in (("one", StrEnum), ("yes-no", bool), ("day", date), ("number", int)):
        if _is(plain, type_):
            return kind
    short = any(c.pattern or (c.max_length or 0) <= LONGEST_LINE for c in _constraints(annotation))
    return "line" if short else "text"


def _is(plain: Any, type_: type) -> bool:
    return isinstance(plain, type) and issubclass(plain, type_)


def _bare(annotation: Any) -> Any:
    """A type without its constraints and without None."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in {Union, UnionType}:
        return _bare(next(each for each in get_args(annotation) if each is not type(None)))
    return annotation


def _constraints(annotation: Any) -> Iterator[StringConstraints]:
    if get_origin(annotation) is Annotated:
        yield from (c for c in annotation.__metadata__ if isinstance(c, StringConstraints))
        yield from _constraints(get_args(annotation)[0])
    elif get_origin(annotation) in {Union, UnionType}:
        for each in get_args(annotation):
            yield from _constraints(each)


@cache
def _annotation(field: str) -> Any:
    found = PracticeDocument.model_fields[field]
    if not found.metadata:
        return found.annotation
    return Annotated[(found.annotation, *found.metadata)]


@cache
def _entry_of(field: str) -> Any:
    """The type of the entries, if the field is a list of parts."""
    plain = _bare(_annotation(field))
    inner = _bare(get_args(plain)[0]) if get_origin(plain) is tuple else None
    return inner if _is(inner, Part) else None


def _entries(field: str, typed: Mapping[str, str]) -> int:
    numbers = [
        int(name.split(".")[1])
        for name, text in typed.items()
        if name.startswith(f"{field}.") and text.strip() and name.split(".")[1].isdigit()
    ]
    return min(max(numbers, default=-1) + 1, MOST_IN_A_LIST)
