"""One control for each leaf of a practice: its kind and its options, from the annotations."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import StringConstraints

from app.register.schemas import PracticeDocument
from app.register.terms.schemas import Part

LONGEST_LINE = 120


@dataclass(frozen=True)
class Question:
    """One control: ``kind`` is line, text, lines, one, some, yes-no, day or number.

    ``code`` is the path without numbers: what its words are found by.
    """

    path: str
    code: str
    kind: str
    options: tuple[str, ...] = ()


def questions(path: str, annotation: Any) -> Iterator[Question]:
    """The controls of one field, or of one entry of a list, in the schema's order."""
    plain = _bare(annotation)
    if isinstance(plain, type) and issubclass(plain, Part):
        for name, field in plain.model_fields.items():
            inner = (
                Annotated[(field.annotation, *field.metadata)]
                if field.metadata
                else (field.annotation)
            )
            yield from questions(f"{path}.{name}", inner)
        return
    if _part_of_list(plain) is not None:
        return  # a list inside a part, such as translations: see ``lists_within``
    code = ".".join(part for part in path.split(".") if not part.isdigit())
    kind = kind_of(annotation)
    if isinstance(kind, tuple):
        yield Question(path, code, "some", kind)
    else:
        options = tuple(each.value for each in plain) if kind == "one" else ()
        yield Question(path, code, kind, options)


def kind_of(annotation: Any) -> str | tuple[str, ...]:
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
def annotation_of(field: str) -> Any:
    """What the schema says of a field, its constraints included."""
    found = PracticeDocument.model_fields[field]
    if not found.metadata:
        return found.annotation
    return Annotated[(found.annotation, *found.metadata)]


@cache
def entry_of(field: str) -> Any:
    """The type of the entries, if the field is a list of parts."""
    return _part_of_list(_bare(annotation_of(field)))


@cache
def lists_within(field: str) -> Mapping[str, Any]:
    """The lists of parts inside a field that is a part itself: paths, and what their entries are.

    ``choice`` has ``choice.translations``.
    """
    plain = _bare(annotation_of(field))
    inner = plain.model_fields if _is(plain, Part) else {}
    found = {
        f"{field}.{name}": _part_of_list(_bare(each.annotation)) for name, each in inner.items()
    }
    return {path: entry for path, entry in found.items() if entry is not None}


def _part_of_list(plain: Any) -> Any:
    inner = _bare(get_args(plain)[0]) if get_origin(plain) is tuple else None
    return inner if _is(inner, Part) else None
