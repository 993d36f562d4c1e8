"""What an officer submits of a request that was not made in the portal."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ValidationInfo,
    field_validator,
    model_validator,
)

from app.core.language import gettext as _
from app.subject_requests.asking.forms import Naming, check_naming
from app.subject_requests.asking.rules import LONGEST, LONGEST_ADDRESS, NEEDS_WORDS, SENT
from app.subject_requests.models import Channel, Delivery, Kind

RIGHT, NO_REQUEST = "right.", "none"
BY_HAND = (Channel.VOICE, Channel.MAIL, Channel.POST)


def day(text: object) -> object:
    """An ISO date, or what to do about it."""
    try:
        return date.fromisoformat(str(text))
    except ValueError as unreadable:
        raise ValueError(_("Enter a day, as 2026-11-20.")) from unreadable


def words(text: str) -> str:
    """At most what a request keeps."""
    if len(text) > LONGEST:
        raise ValueError(_("Write up to 4,000 letters."))
    return text


def _person(text: str) -> str:
    if not 1 <= len(text) <= 64:
        raise ValueError(_("Enter an employee number."))
    return text


def _rights(rights: object) -> object:
    if not rights:
        raise ValueError(_("Choose at least one thing that was asked for."))
    return rights


def _channel(text: object) -> object:
    if text not in {channel.value for channel in BY_HAND}:
        raise ValueError(_("Choose how it came."))
    return text


def _name(text: str) -> str:
    if len(text) > 200:
        raise ValueError(_("Write up to 200 letters."))
    return text


def _delivery(text: object) -> object:
    """An answer that is sent; where nothing was said about it, None."""
    return text if text in {delivery.value for delivery in SENT} else None


def _address(text: str) -> str:
    if len(text) > LONGEST_ADDRESS:
        raise ValueError(_("Write up to 500 letters."))
    return text


class ByHand(Naming):
    """One message as it came; each right in it becomes a request of its own (SAR-9).

    ``about``: the reference of the request that a complaint is about; ``NO_REQUEST`` of one that
    is about none; empty before it was asked.
    """

    person: Annotated[str, AfterValidator(_person)]
    rights: Annotated[tuple[Kind, ...], BeforeValidator(_rights)]
    channel: Annotated[Channel, BeforeValidator(_channel)]
    received_on: Annotated[date, BeforeValidator(day)]
    details: Annotated[str, AfterValidator(words)] = ""
    access_needs: Annotated[str, AfterValidator(words)] = ""
    delivery: Annotated[Delivery | None, BeforeValidator(_delivery)] = None
    send_to: Annotated[str, AfterValidator(_address)] = ""
    about: str = ""
    representative: Annotated[str, AfterValidator(_name)] = ""
    authority: Annotated[str, AfterValidator(words)] = ""
    practices: tuple[str, ...] = ()
    form_key: UUID

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, data: dict[str, Any]) -> dict[str, Any]:
        rights = [name.removeprefix(RIGHT) for name in data if name.startswith(RIGHT)]
        known = [Kind(each) for each in rights if each in {kind.value for kind in Kind}]
        return {n: v for n, v in data.items() if not n.startswith(RIGHT)} | {"rights": known}

    @field_validator("details", mode="after")
    @classmethod
    def _says_what(cls, text: str, info: ValidationInfo) -> str:
        if not text and NEEDS_WORDS & set(info.data.get("rights", ())):
            raise ValueError(_("Write down what was said: nobody could know what to do without."))
        return text

    @field_validator("practices", mode="after")
    @classmethod
    def _says_about_what(cls, practices: tuple[str, ...], info: ValidationInfo) -> object:
        return check_naming(practices, info, info.data.get("rights", ()))

    @field_validator("authority", mode="after")
    @classmethod
    def _says_how(cls, text: str, info: ValidationInfo) -> str:
        if not text and info.data.get("representative"):
            raise ValueError(_("Say how authority was shown, or that it was not shown yet."))
        return text
