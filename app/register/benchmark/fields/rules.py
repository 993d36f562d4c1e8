"""Naming and reading a document's fields. A field of each member of a list is named with “[]”."""

from collections.abc import Iterable, Iterator
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

EMPTY = (None, "", ())


def names(model: type[BaseModel], before: str = "") -> Iterator[str]:
    """Every field that holds a value and no further fields, in the order of the model."""
    for name, field in model.model_fields.items():
        inner, each = _model_in(field.annotation)
        path = f"{before}{name}{'[]' if inner and each else ''}"
        if inner is None:
            yield path
        else:
            yield from names(inner, f"{path}.")


def values(part: Any, path: str) -> list[Any]:
    """What the document has under this name: one value, or one for each member of a list.

    A part that is left out has None; a list without members has nothing at all.
    """
    head, _, rest = path.partition(".")
    found = getattr(part, head.removesuffix("[]"), None)
    if head.endswith("[]"):
        return [value for member in found or () for value in values(member, rest)]
    return values(found, rest) if rest and found is not None else [found]


def empty(part: Any, paths: Iterable[str]) -> list[str]:
    """Which of these fields say nothing, in one member of a list or because it has none."""
    return [path for path in paths if any(value in EMPTY for value in values(part, path) or [None])]


def _model_in(annotation: Any) -> tuple[type[BaseModel] | None, bool]:
    """The model a field is made of, if it is made of one, and whether of many."""
    if get_origin(annotation) is Annotated:
        return _model_in(get_args(annotation)[0])
    if get_origin(annotation) in {Union, UnionType}:
        return _model_in(next(kind for kind in get_args(annotation) if kind is not NoneType))
    if get_origin(annotation) is tuple:
        return _model_in(get_args(annotation)[0])[0], True
    is_model = isinstance(annotation, type) and issubclass(annotation, BaseModel)
    return (annotation if is_model else None), False
