"""What an officer submits at a document. ``seen``: what the form showed; ``form_key``: one each."""

import re
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, ValidationInfo, field_validator

from app.answers.covering.deciding.rules import LONGEST_WORDS, ORDINARY, Span
from app.answers.covering.models import Choice
from app.core.language import gettext as _
from app.core.web.forms import Form
from app.desk.requests.by_hand.forms import words

_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})", re.ASCII)


def span_of(text: str) -> Span | None:
    """A passage as addresses and forms say it: “12-24”."""
    found = _SPAN.fullmatch(text)
    return (int(found[1]), int(found[2])) if found else None


def passage(text: object) -> object:
    span = span_of(str(text))
    if span is None:
        raise ValueError(_("Choose a passage."))
    return span


def _choice(text: object) -> object:
    if text not in {Choice.COVER.value, Choice.LEAVE.value}:
        raise ValueError(_("Choose whether to cover it or to leave it in."))
    return text


def _reason(text: str) -> str:
    if text not in ORDINARY:
        raise ValueError(_("Choose the reason that the employee will read."))
    return text


def _some_words(text: str) -> str:
    if not text.strip():
        raise ValueError(_("Type the words to cover, as they stand in the text."))
    if len(text) > LONGEST_WORDS:
        raise ValueError(_("Type up to 200 letters."))
    return text


class Deciding(Form):
    passage: Annotated[Span, BeforeValidator(passage)]
    seen: int
    choice: Annotated[Choice, BeforeValidator(_choice)]
    reason: str = ""
    same: bool = False
    form_key: UUID

    @field_validator("reason", mode="after")
    @classmethod
    def _says_why(cls, reason: str, info: ValidationInfo) -> str:
        return _reason(reason) if info.data.get("choice") is Choice.COVER else ""


class Covering(Form):
    """Words that are covered wherever they stand."""

    words: Annotated[str, AfterValidator(_some_words)]
    why: Annotated[str, AfterValidator(_reason)]
    everywhere: bool = False
    form_key: UUID


class Undoing(Form):
    passage: Annotated[Span, BeforeValidator(passage)]
    seen: int
    back: Literal["document", "list"] = "document"
    form_key: UUID


class Checking(Form):
    seen: int
    not_others: bool = False
    note: Annotated[str, AfterValidator(words)] = ""
