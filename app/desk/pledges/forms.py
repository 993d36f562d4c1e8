"""What an officer may submit about a promise."""

import re
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator

from app.core.language import gettext as _
from app.core.web.forms import Form
from app.pledges.models import Act

LONGEST = 1000
LONGEST_PROMISE = 200
LONGEST_LINK = 300
_LINK = re.compile(r"(?:/(?![/\\])|https://[^/\s\\])[^\s\\]*")


def _promise(text: str) -> str:
    if not 3 <= len(text) <= LONGEST_PROMISE or "\n" in text:
        longest = {"longest": LONGEST_PROMISE}
        raise ValueError(_("Write one line of 3 to %(longest)s letters.") % longest)
    return text


def _words(text: str) -> str:
    if not 3 <= len(text) <= LONGEST:
        raise ValueError(_("Write 3 to %(longest)s letters.") % {"longest": f"{LONGEST:,}"})
    return text.replace("\r\n", "\n")


def _words_or_none(text: str) -> str:
    return _words(text) if text else ""


def _link(text: str) -> str:
    if text and (len(text) > LONGEST_LINK or not _LINK.fullmatch(text)):
        raise ValueError(
            _("Enter an address that begins with https://, or with / for a page here.")
        )
    return text


def _number(text: str) -> str:
    if not 1 <= len(text) <= 64:
        raise ValueError(_("Enter an employee number."))
    return text


def _day(text: object) -> object:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise ValueError(_("Enter a day, such as 2026-12-18.")) from None


def _act(text: object) -> object:
    if text not in set(Act):
        raise ValueError(_("Choose what there is to say."))
    return text


class NewPledge(Form):
    form_key: UUID
    what: Annotated[str, AfterValidator(_promise)]
    said: Annotated[str, AfterValidator(_words_or_none)] = ""
    made_by: Annotated[str, AfterValidator(_number)]
    due_on: Annotated[date, BeforeValidator(_day)]
    assessment: str = ""


class NewEvent(Form):
    form_key: UUID
    act: Annotated[Act, BeforeValidator(_act)]
    text: Annotated[str, AfterValidator(_words)]
    link: Annotated[str, AfterValidator(_link)] = ""
