"""What may be submitted about drafts."""

from collections.abc import Callable
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

from app.core.language import gettext as _
from app.core.web.forms import Form
from app.register.models import Stage
from app.register.terms.schemas import Area, Kind

LONGEST = 1200


def _code(text: object) -> object:
    parts = str(text).split("-")
    if not all(part.isascii() and part.isalnum() and part.islower() for part in parts if part):
        raise ValueError(_("Use small letters, digits and hyphens, such as badge-readers."))
    if not 3 <= len(str(text)) <= 60 or "" in parts:
        raise ValueError(_("Use 3 to 60 letters, words joined by hyphens."))
    return text


def _words(text: str) -> str:
    if not 1 <= len(text) <= LONGEST:
        raise ValueError(_("Write a sentence, up to 1,200 letters."))
    return " ".join(text.split())


def _day(text: object) -> object:
    if text in {"", None}:
        return None
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise ValueError(_("Write a day such as 2027-03-31.")) from None


def _of(
    kind: type[Kind] | type[Area] | type[Stage], sentence: Callable[[], str]
) -> BeforeValidator:
    def known(text: object) -> object:
        if text not in {each.value for each in kind}:
            raise ValueError(sentence())
        return text

    return BeforeValidator(known)


def _yes(text: object) -> object:
    if text not in {"yes", "no"}:
        raise ValueError(_("Choose yes or no."))
    return text == "yes"


def _person(text: object) -> object:
    try:
        return UUID(str(text))
    except ValueError:
        raise ValueError(_("Choose who decides.")) from None


def _correction(text: object) -> object:
    if text not in CORRECTIONS:
        raise ValueError(_("Choose what it is."))
    return text


CORRECTIONS = ("no", "yes", "past")
Words = Annotated[str, AfterValidator(_words)]
Day = Annotated[date | None, BeforeValidator(_day)]
YesNo = Annotated[bool, BeforeValidator(_yes)]
Approver = Annotated[UUID, BeforeValidator(_person)]
Title = Annotated[str, StringConstraints(min_length=1, max_length=120)]


class NewPractice(Form):
    """``code`` is its address for ever; ``owner`` an employee number, or empty."""

    code: Annotated[str, BeforeValidator(_code)]
    title: Annotated[str, AfterValidator(_words)]
    kind: Annotated[Kind, _of(Kind, lambda: _("Choose what kind of practice it is."))]
    area: Annotated[Area, _of(Area, lambda: _("Choose where it stands in the list."))]
    owner: str = ""


class NextStage(Form):
    to: Annotated[Stage, _of(Stage, lambda: _("Choose the next stage."))]


class Publication(Form):
    """How a draft is to be published, and who decides.

    ``correction`` is no, yes, or past: then ``since`` is the day since which it has been so.
    """

    headline: Words
    why: Words
    adds: YesNo
    correction: Annotated[str, BeforeValidator(_correction)]
    since: Annotated[Day, Field(validate_default=True)] = None
    starts_on: Day = None
    approver: Approver
    reason: Words
    form_key: UUID

    @field_validator("since", mode="after")
    @classmethod
    def _fits(cls, since: date | None, info: ValidationInfo) -> date | None:
        """A day exactly where there is a past to correct."""
        past = info.data.get("correction") == "past"
        if past and since is None:
            raise ValueError(_("Write the day since which it has been so, such as 2026-03-31."))
        if since is not None and not past:
            raise ValueError(_("Only a correction for the past has such a day."))
        return since


class Ending(Form):
    """How a practice is to end, and who decides; ``past``: it did, on a day that is past."""

    on: Day
    past: Annotated[bool, BeforeValidator(lambda text: text == "true")] = False
    fate: Words
    why: Words
    approver: Approver
    reason: Words
    form_key: UUID

    @field_validator("on", mode="after")
    @classmethod
    def _is_said(cls, on: date | None) -> date:
        if on is None:
            raise ValueError(_("Write the first day without it, such as 2027-03-31."))
        return on
