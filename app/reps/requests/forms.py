"""What a representative submits for somebody."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, ValidationInfo, field_validator

from app.core.language import gettext as _
from app.subject_requests.asking.forms import Naming, check_naming
from app.subject_requests.asking.rules import LONGEST, NEEDS_WORDS
from app.subject_requests.models import Kind


def _right(text: object) -> object:
    if text not in {kind.value for kind in Kind}:
        raise ValueError(_("Choose what they ask for."))
    return text


def _day(text: object) -> object:
    try:
        return date.fromisoformat(str(text))
    except ValueError as unreadable:
        raise ValueError(_("Enter the day on which they gave it, as 2026-11-20.")) from unreadable


def _number(text: str) -> str:
    if not 1 <= len(text) <= 64:
        raise ValueError(_("Enter their employee number."))
    return text


def _name(text: str) -> str:
    if not 1 <= len(text) <= 200:
        raise ValueError(_("Enter their whole name."))
    return text


def _words(text: str) -> str:
    if len(text) > LONGEST:
        raise ValueError(_("Write up to 4,000 letters."))
    return text


def _authority(text: str) -> str:
    if not text:
        raise ValueError(_("Say how they gave you this authority."))
    return _words(text)


class ForSomebody(Naming):
    employee_id: Annotated[str, AfterValidator(_number)]
    name: Annotated[str, AfterValidator(_name)]
    right: Annotated[Kind, BeforeValidator(_right)]
    details: Annotated[str, AfterValidator(_words)] = ""
    authority: Annotated[str, AfterValidator(_authority)]
    authority_on: Annotated[date, BeforeValidator(_day)]
    practices: tuple[str, ...] = ()
    form_key: UUID

    @field_validator("practices", mode="after")
    @classmethod
    def _says_about_what(cls, practices: tuple[str, ...], info: ValidationInfo) -> object:
        right = info.data.get("right")
        return check_naming(practices, info, [right] if right else [])

    @field_validator("details", mode="after")
    @classmethod
    def _says_what(cls, text: str, info: ValidationInfo) -> str:
        if not text and info.data.get("right") in NEEDS_WORDS:
            raise ValueError(_("Say what it is about: nobody could know what to do without."))
        return text
