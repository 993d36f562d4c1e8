"""Fields of a practice as a form. They are read off the schema, so that none is forgotten.

A field's path is that of the document: ``retention.label``, ``purposes.0.text``; a list of
codes has one name for each, ``rights:access``. Values are plain, as in JSON.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core.language import gettext as _
from app.register.drafting.rows.fields.rules import (
    LONGEST_LINE,
    Question,
    annotation_of,
    entry_of,
    kind_of,
    lists_within,
    questions,
)

# The rows in the order of the label, then what stands beside it; each with its fields.
ROWS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "kind", "area", "system"),
    "summary": ("summary",),
    "scope": ("scope",),
    "records": ("records",),
    "does_not_record": ("does_not_record",),
    "why": ("reasons", "purposes", "not_used_for"),
    "how": (
        *("tool", "how", "when", "where", "collected_at", "collected_hours"),
        *("extent", "reads", "why_content", "private_matters", "at_home", "emotions", "figures"),
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
MOST_IN_A_LIST = 40
_NUMBER = re.compile(r"[0-9]{1,6}").fullmatch


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
        entry = entry_of(field)
        if entry is None:
            found.append(Group(field, tuple(questions(field, annotation_of(field)))))
        lists = lists_within(field) if entry is None else {field: entry}
        for path, inner in lists.items():
            for number in range(_entries(path, typed) + 1):
                found.append(Group(path, tuple(questions(f"{path}.{number}", inner)), number))
    return found


def written(row: str, document: Mapping[str, Any]) -> dict[str, str]:
    """What a row's controls hold for the values there are."""
    typed: dict[str, str] = {}
    for field in ROWS[row]:
        if field in document:
            typed |= _written(field, document[field], entry_of(field) or annotation_of(field))
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
    if group.number is None:
        for code, value in found.items():
            _set(values, code, value)
        return
    *outer, last = group.field.split(".")
    entries = _within(values, outer).setdefault(last, [])
    entries.append({})
    for code, value in found.items():
        _set(entries[-1], code.removeprefix(f"{group.field}."), value)


def _set(values: dict[str, Any], code: str, value: Any) -> None:
    *outer, last = code.split(".")
    _within(values, outer)[last] = value


def _within(values: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    for name in names:
        values = values.setdefault(name, {})
    return values


def _read(question: Question, typed: Mapping[str, str]) -> Any:
    if question.kind == "some":
        return [o for o in question.options if typed.get(f"{question.path}:{o}")] or None
    text = typed.get(question.path, "")
    if question.kind == "lines":
        lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
        if len(lines) > MOST_IN_A_LIST:
            raise ValueError(
                _("Write at most %(most_in_a_list)s lines.") % {"most_in_a_list": MOST_IN_A_LIST}
            )
        return lines or None
    text = " ".join(text.split())
    return _READ[question.kind](text, question.options) if text else None


def _line(text: str, _options: tuple[str, ...]) -> str:
    if len(text) > LONGEST_LINE:
        raise ValueError(
            _("Write at most %(longest_line)s letters.") % {"longest_line": LONGEST_LINE}
        )
    return text


def _one(text: str, options: tuple[str, ...]) -> str:
    if text not in options:
        raise ValueError(_("Choose one of the list."))
    return text


def _day(text: str, _options: tuple[str, ...]) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(_("Write a day such as 2027-03-31.")) from None


def _number(text: str, _options: tuple[str, ...]) -> int:
    if not _NUMBER(text):
        raise ValueError(_("Write a whole number."))
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
        if annotation is not None and isinstance(kind_of(annotation), tuple):
            return {f"{path}:{each}": "true" for each in value}
        return {path: "\n".join(map(str, value))}
    if isinstance(value, bool):
        return {path: "yes" if value else "no"}
    return {} if value is None else {path: str(value)}


def _entries(path: str, typed: Mapping[str, str]) -> int:
    begun = (
        name.removeprefix(f"{path}.").split(".")[0]
        for name, text in typed.items()
        if name.startswith(f"{path}.") and text.strip()
    )
    return min(max((int(n) for n in begun if _NUMBER(n)), default=-1) + 1, MOST_IN_A_LIST)
