"""What an officer submits about an answer that is sent."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field

from app.answers.delivery.rules import (
    OF_CODES,
    OF_FILES,
    OF_PAPER,
    SHORTEST_WHY,
    Sending,
    Sent,
    Way,
)
from app.core.language import gettext as _
from app.core.web.forms import Form
from app.desk.requests.by_hand.forms import day
from app.subject_requests.models import Delivery

LONGEST_CODE, LONGEST_ADDRESS = 60, 500


def _way(text: object, ways: tuple[Way, ...]) -> object:
    if text not in {way.value for way in ways}:
        raise ValueError(_("Choose how it was sent."))
    return text


def of_files(text: object) -> object:
    """A way that a file or a letter may go."""
    return _way(text, OF_FILES)


def _of_codes(text: object) -> object:
    return _way(text, OF_CODES)


def _of_paper(text: object) -> object:
    return _way(text, OF_PAPER)


def _address(text: str) -> str:
    if not text:
        raise ValueError(_("Write where it was sent."))
    return _short(text)


def _short(text: str) -> str:
    if len(text) > LONGEST_ADDRESS:
        raise ValueError(_("Write up to 500 letters."))
    return text


def _again(text: str) -> str:
    if len(text) < SHORTEST_WHY:
        raise ValueError(_("Say in ten letters or more why it is sent again."))
    return _short(text)


Again = Annotated[str, AfterValidator(_again)]
Address = Annotated[str, AfterValidator(_address)]
Why = Annotated[str, AfterValidator(_short)]


class Locking(Form):
    form_key: UUID


class Taking(Form):
    """The code on the page that the file is locked with: nobody else has it."""

    code: Annotated[str, Field(min_length=1, max_length=LONGEST_CODE)]


class Posted(Form):
    """What went out on paper: when, how, where to."""

    sent_on: Annotated[date, BeforeValidator(day)]
    way: Annotated[Way, BeforeValidator(_of_paper)]
    to: Address
    why: Why = ""
    form_key: UUID

    @property
    def sending(self) -> Sending:
        return Sending(Sent(self.way, self.to), None, self.sent_on, self.why)


class SentApart(Form):
    """The same of a locked file, and of its code, which went another way."""

    sent_on: Annotated[date, BeforeValidator(day)]
    way: Annotated[Way, BeforeValidator(of_files)]
    to: Address
    code_way: Annotated[Way, BeforeValidator(_of_codes)]
    code_to: Address
    why: Why = ""
    form_key: UUID

    @property
    def sending(self) -> Sending:
        answer, code = Sent(self.way, self.to), Sent(self.code_way, self.code_to)
        return Sending(answer, code, self.sent_on, self.why)


class PostedAgain(Posted):
    """What went out once more, and ``again``: why."""

    again: Again


class SentApartAgain(SentApart):
    """The same of a locked file."""

    again: Again


def form_of(delivery: Delivery, *, again: bool) -> type[Any]:
    """What is asked of an answer that goes out so; ``again``: it was sent before."""
    if delivery is Delivery.ARCHIVE:
        return SentApartAgain if again else SentApart
    return PostedAgain if again else Posted
