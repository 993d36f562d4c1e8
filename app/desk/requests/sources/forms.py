"""What an officer submits about sources. ``ask.NAME`` is ticked, ``why.NAME`` says why not."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, field_validator, model_validator

from app.core.language import gettext as _
from app.core.web.forms import Form
from app.desk.requests.by_hand.forms import day, words

ASK, WHY = "ask.", "why."
MOST_TERMS, LONGEST_TERM = 20, 200


def searched_for(text: object) -> object:
    """The words of a search, one a line."""
    if not isinstance(text, str):
        return text
    terms = list(dict.fromkeys(filter(None, (line.strip() for line in text.splitlines()))))
    if not terms:
        raise ValueError(_("Write at least one word they are known by."))
    if len(terms) > MOST_TERMS or any(len(term) > LONGEST_TERM for term in terms):
        raise ValueError(_("Write up to 20 lines of up to 200 letters."))
    return terms


def _reason(text: str) -> str:
    if not text:
        raise ValueError(_("Say why it is left out. The person reads it."))
    return words(text)


def _day(text: object) -> object:
    return day(text) if text else None


class Asking(Form):
    """Which sources are asked, by which words and of which days."""

    terms: Annotated[list[str], BeforeValidator(searched_for)]
    since: Annotated[date | None, BeforeValidator(_day)] = None
    until: Annotated[date | None, BeforeValidator(_day)] = None
    asked: frozenset[str]
    reasons: dict[str, str]
    form_key: UUID

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, data: dict[str, Any]) -> dict[str, Any]:
        asked = {name.removeprefix(ASK) for name in data if name.startswith(ASK)}
        reasons = {n.removeprefix(WHY): v for n, v in data.items() if n.startswith(WHY)}
        rest = {n: v for n, v in data.items() if not n.startswith((ASK, WHY))}
        return rest | {"asked": asked, "reasons": reasons}

    @field_validator("until", mode="after")
    @classmethod
    def _in_order(cls, until: date | None, info: Any) -> date | None:
        since = info.data.get("since")
        if since and until and until < since:
            raise ValueError(_("The last day is before the first."))
        return until


class LeavingOut(Form):
    reason: Annotated[str, AfterValidator(_reason)]
