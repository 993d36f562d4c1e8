"""Browser forms: the fields as typed, the value they parse to, or what is wrong with each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Generic, TypeVar

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator
from starlette.formparsers import MultiPartException, MultiPartParser

from app.core.language import gettext as _
from app.core.text import HIDDEN
from app.core.web.bodies import MOST_OF_FILES


class Form(BaseModel):
    """What a browser may submit: nothing but the fields named.

    Pydantic builds the validator when a form first comes, not for every process that starts.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, defer_build=True)

    @field_validator("*", mode="before")
    @classmethod
    def _is_plain_text(cls, value: object) -> object:
        if isinstance(value, str) and HIDDEN.search(value):
            raise ValueError(_("This holds characters that cannot be shown. Type it again."))
        return value


F = TypeVar("F", bound=BaseModel)


async def _fields(request: Request) -> Mapping[str, str]:
    form = await request.form(max_files=0, max_fields=200)
    return {name: value for name, value in form.items() if isinstance(value, str)}


Submitted = Annotated[Mapping[str, str], Depends(_fields)]


@dataclass(frozen=True)
class WithFiles:
    """A form with files: its fields, and each file's name and bytes; those without are left out."""

    fields: Mapping[str, str]
    files: Sequence[tuple[str, bytes]]


class _InMemory(MultiPartParser):
    """Nothing of a file lies on a disk unsealed: BodyMiddleware bounds what there can be."""

    spool_max_size = MOST_OF_FILES


async def _with_files(request: Request) -> WithFiles:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return WithFiles(await _fields(request), ())
    try:
        parser = _InMemory(request.headers, request.stream(), max_files=50, max_fields=200)
        form = await parser.parse()
    except MultiPartException:
        return WithFiles({}, ())
    fields, files = {}, []
    for name, value in form.multi_items():
        if isinstance(value, str):
            fields[name] = value
        elif value.filename:
            files.append((value.filename, await value.read()))
    await form.close()
    return WithFiles(fields, files)


SubmittedFiles = Annotated[WithFiles, Depends(_with_files)]


@dataclass(frozen=True)
class Filled(Generic[F]):
    """A form that came back. ``value`` is there exactly when ``errors`` is empty."""

    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    value: F | None = None


def parse(form: type[F], submitted: Mapping[str, str]) -> Filled[F]:
    """Validate what was submitted; each field's first fault in words a person can act on."""
    try:
        return Filled(submitted, value=form.model_validate(_asked(form) | dict(submitted)))
    except ValidationError as invalid:
        errors: dict[str, str] = {}
        for error in invalid.errors():
            name = str(error["loc"][0]) if error["loc"] else ""
            errors.setdefault(name, error["msg"].removeprefix("Value error, "))
        return Filled(submitted, errors)


def _asked(form: type[BaseModel]) -> dict[str, str]:
    """An unanswered question counts as an empty answer: the field itself says what to do."""
    return {name: "" for name, field_ in form.model_fields.items() if field_.is_required()}
