"""What an officer submits about a question. ``form_key``: one per form shown."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator

from app.access_log.outcomes.rules import Verdict
from app.core.language import gettext as _
from app.core.web.forms import Form
from app.desk.requests.forms import chosen_officer

SHORTEST, LONGEST = 20, 2_000


def _verdict(text: object) -> object:
    if text not in {each.value for each in Verdict}:
        raise ValueError(_("Choose what you found."))
    return text


def _reasons(text: str) -> str:
    if not SHORTEST <= len(text) <= LONGEST:
        raise ValueError(_("Say why, in 20 to 2,000 letters."))
    return text


def _withheld(text: str) -> str:
    if text and not SHORTEST <= len(text) <= LONGEST:
        raise ValueError(_("Say why the name is not told, in 20 to 2,000 letters, or leave this."))
    return text


def _told(text: object) -> object:
    if text not in {"yes", "no"}:
        raise ValueError(_("Choose whether the name is told."))
    return text == "yes"


class Press(Form):
    """A button that needs no words."""

    form_key: UUID


class Giving(Form):
    form_key: UUID
    to: Annotated[UUID, BeforeValidator(chosen_officer)]


class NewVerdict(Form):
    """``withheld``: why who looked is not named, though it was outside authority."""

    form_key: UUID
    verdict: Annotated[Verdict, BeforeValidator(_verdict)]
    reasons: Annotated[str, AfterValidator(_reasons)]
    withheld: Annotated[str, AfterValidator(_withheld)] = ""


class NameDecision(Form):
    """What the name is needed for, and what naming would mean for who looked."""

    form_key: UUID
    told: Annotated[bool, BeforeValidator(_told)]
    needed: Annotated[str, AfterValidator(_reasons)]
    harm: Annotated[str, AfterValidator(_reasons)]
