"""How an answer may go out, and that the code goes another way than the file (RSP-4): pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256

from app.core.errors import RejectedError
from app.core.language import gettext as _
from app.subject_requests.conditions import rules as conditions
from app.subject_requests.conditions.rules import ConditionError
from app.subject_requests.models import Delivery

GROUPS, LETTERS = 7, 4  # of core.references' 31 signs: 138 bits


class Way(StrEnum):
    """By which way something is sent."""

    POST = "post"
    MAIL = "mail"
    PHONE = "phone"
    MESSAGE = "message"
    HAND = "hand"


SHORTEST_WHY = 10  # letters
OF_FILES = (Way.POST, Way.MAIL, Way.HAND)
OF_CODES = (Way.POST, Way.PHONE, Way.MESSAGE, Way.HAND)  # never by e-mail, where files go
OF_PAPER = (Way.POST, Way.HAND)


class CannotSignInError(RejectedError):
    def __init__(self) -> None:
        super().__init__(
            _("They have left and cannot sign in. Send it as a locked file or on paper.")
        )


class ElsewhereError(RejectedError):
    def __init__(self) -> None:
        super().__init__(
            _("This is not the address that was approved. Say in ten letters or more why.")
        )


class NoReasonError(RejectedError):
    def __init__(self) -> None:
        super().__init__(_("Say in ten letters or more why it is sent again."))


class TogetherError(RejectedError):
    """The code would go where the file goes."""


@dataclass(frozen=True)
class Sent:
    """That something went out: by which way, and to which address, number or hands."""

    way: Way
    to: str


@dataclass(frozen=True)
class Sending:
    """What went out on which day; ``code`` is None of an answer on paper.

    ``why`` it went to another address than the one that was approved.
    """

    answer: Sent
    code: Sent | None
    on: date
    why: str = ""


def check_delivery(delivery: Delivery, *, works_here: bool) -> None:
    """That who gets it can: the portal is for who can sign in. Raises CannotSignInError."""
    if delivery is Delivery.PORTAL and not works_here:
        raise CannotSignInError


def check_apart(file: Sent, code: Sent) -> None:
    """That whoever gets hold of one of them does not have the other. Raises TogetherError."""
    if file.way is code.way:
        raise TogetherError(_("The code has to go another way than the file."))
    if _bare(file.to) == _bare(code.to):
        raise TogetherError(_("The code has to go to another address than the file."))


def why_elsewhere(sending: Sending, approved: str) -> str:
    """Why it went to another address than was approved, "" if it did not.

    Raises ElsewhereError where that is not said.
    """
    if _lines(sending.answer.to) == _lines(approved):
        return ""
    why = sending.why.strip()
    if len(why) < SHORTEST_WHY:
        raise ElsewhereError
    return why


def check_again(why: str) -> None:
    """That a second sending has a reason. Raises NoReasonError."""
    if len(why.strip()) < SHORTEST_WHY:
        raise NoReasonError


def check_day(on: date, approved_on: date, taken_on: date | None, today: date) -> None:
    """That it was sent once it was approved and taken out, and not on a day to come.

    Raises ConditionError.
    """
    if on < approved_on:
        raise ConditionError(_("This day is before the answer was approved."))
    if taken_on is not None and on < taken_on:
        raise ConditionError(_("This day is before it was taken out of the portal."))
    conditions.check_day(on, approved_on, today)


def grouped(plain: str) -> str:
    """The code as it is printed and typed, dashes included: “K7M2-X9QR-…”."""
    starts = range(0, len(plain), LETTERS)
    return "-".join(plain[start : start + LETTERS] for start in starts)


def digest(code: str) -> str:
    """What is kept of a code: with 138 random bits, a plain SHA-256 gives nothing away."""
    return sha256(code.encode()).hexdigest()


def _lines(address: str) -> list[str]:
    """An address, however it is set in lines."""
    return address.casefold().replace(",", " ").split()


def _bare(address: str) -> str:
    return "".join(sign for sign in address.casefold() if sign.isalnum())
