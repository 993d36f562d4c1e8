"""Browser forms: the fields as typed, the value they parse to, or what is wrong with each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Generic, TypeVar

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from app.core.language import gettext as _
from app.core.text import HIDDEN


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


async def fields(request: Request) -> Mapping[str, str]:
    """What was typed. A file among it is refused."""
    form = await request.form(max_files=0, max_fields=200)
    return {name: value for name, value in form.items() if isinstance(value, str)}


Submitted = Annotated[Mapping[str, str], Depends(fields)]


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
