"""What an officer submits of an outcome. A part may still be missing; saying so is the rules'."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from app.core.language import gettext as _
from app.core.web.forms import Form
from app.desk.requests.by_hand.forms import day, words
from app.subject_requests.outcomes.models import Result
from app.subject_requests.outcomes.rules import Part

PRACTICE = "practice."
TYPED = frozenset(Part) - {Part.PRACTICES, Part.REVIEWER, Part.DECIDED_BY}


def _result(text: object) -> object:
    if text in {"", None}:
        return None
    if text not in {result.value for result in Result}:
        raise ValueError(_("Choose what was decided."))
    return text


def _number(text: str) -> str:
    if len(text) > 64:
        raise ValueError(_("Enter an employee number."))
    return text


def _needed(text: str) -> str:
    if not text:
        raise ValueError(_("Write this down: the person reads it."))
    return words(text)


_Words = Annotated[str, AfterValidator(words)]


class Deciding(Form):
    """Each part by its name, as far as it was typed; ``practices``: the boxes that were ticked."""

    result: Annotated[Result | None, BeforeValidator(_result)] = None
    practices: tuple[str, ...] = ()
    old: _Words = ""
    new: _Words = ""
    where: _Words = ""
    statement: _Words = ""
    what: _Words = ""
    ground: _Words = ""
    stays: _Words = ""
    exception: _Words = ""
    reasons: _Words = ""
    effect: _Words = ""
    measures: _Words = ""
    compelling: _Words = ""
    decision: _Words = ""
    decided: _Words = ""
    why: _Words = ""
    reviewer: Annotated[str, AfterValidator(_number)] = ""
    decided_by: Annotated[str, AfterValidator(_number)] = ""
    form_key: UUID

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, data: dict[str, Any]) -> dict[str, Any]:
        ticked = sorted(n.removeprefix(PRACTICE) for n in data if n.startswith(PRACTICE))
        rest = {name: text for name, text in data.items() if not name.startswith(PRACTICE)}
        return rest | {"practices": tuple(ticked)}

    @property
    def words(self) -> dict[str, str]:
        """What was typed, by the names of the parts."""
        said = {part.value: str(getattr(self, part)) for part in TYPED}
        return {part: text for part, text in said.items() if text}


class How(StrEnum):
    """Whether a recipient was told."""

    TOLD = "told"
    NOT_TOLD = "not-told"


def _how(text: object) -> object:
    if text not in {how.value for how in How}:
        raise ValueError(_("Choose whether they were told."))
    return text


def _recipient(text: str) -> str:
    if not text:
        raise ValueError(_("Choose who it is about."))
    return text


def _day_or_none(text: object) -> object:
    return None if text in {"", None} else day(text)


class Noting(Form):
    """That a recipient was told, on a day and how; or why not."""

    recipient: Annotated[str, AfterValidator(_recipient)]
    told: Annotated[How, BeforeValidator(_how)]
    on: Annotated[date | None, BeforeValidator(_day_or_none)] = Field(None, validate_default=True)
    say: Annotated[str, AfterValidator(_needed)]
    form_key: UUID

    @field_validator("on", mode="after")
    @classmethod
    def _says_when(cls, on: date | None, info: ValidationInfo) -> date | None:
        if on is None and info.data.get("told") is How.TOLD:
            raise ValueError(_("Enter the day on which they were told."))
        return on


class Telling(Form):
    """What the person reads before a restriction is lifted, and from when it is."""

    lifts_on: Annotated[date, BeforeValidator(day)]
    text: Annotated[str, AfterValidator(_needed)]
    form_key: UUID


class Lifting(Form):
    form_key: UUID
