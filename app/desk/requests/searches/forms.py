"""What an officer submits of a search by hand."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ValidationInfo,
    field_validator,
)

from app.answers.by_hand.rules import MOST_FILES
from app.answers.by_hand.service import Searched
from app.core.language import gettext as _
from app.core.web.forms import Form
from app.desk.requests.by_hand.forms import day, words
from app.desk.requests.sources.forms import searched_for

ELSEWHERE = "elsewhere"
LONGEST_TITLE = 200


def _place(text: str) -> str:
    if not text:
        raise ValueError(_("Choose where you searched."))
    return text


def _what(text: str) -> str:
    if not text:
        raise ValueError(_("Say what you searched, and how. The person reads it."))
    return words(text)


def _day(text: object) -> object:
    return day(text) if text else None


class HandSearching(Form):
    """``title`` names a place that is not in the list; ``nothing``: nothing was found there."""

    place: Annotated[str, AfterValidator(_place)]
    title: str = ""
    searched: Annotated[str, AfterValidator(_what)]
    terms: Annotated[list[str], BeforeValidator(searched_for)]
    since: Annotated[date | None, BeforeValidator(_day)] = None
    until: Annotated[date | None, BeforeValidator(_day)] = None
    searched_on: Annotated[date, BeforeValidator(day)]
    files: str = ""  # what a client says that sends none
    nothing: bool = False
    form_key: UUID

    @field_validator("title", mode="after")
    @classmethod
    def _names_it(cls, title: str, info: ValidationInfo) -> str:
        if not title and info.data.get("place") == ELSEWHERE:
            raise ValueError(_("Say where it was."))
        if len(title) > LONGEST_TITLE:
            raise ValueError(_("Write up to 200 letters."))
        return title

    @field_validator("until", mode="after")
    @classmethod
    def _in_order(cls, until: date | None, info: ValidationInfo) -> date | None:
        since = info.data.get("since")
        if since and until and until < since:
            raise ValueError(_("The last day is before the first."))
        return until

    @property
    def said(self) -> Searched:
        return Searched(
            source="" if self.place == ELSEWHERE else self.place,
            title=self.title,
            searched=self.searched,
            terms=self.terms,
            since=self.since,
            until=self.until,
            on=self.searched_on,
        )


def wrong_files(form: HandSearching, files: Sequence[Any]) -> str:
    """What does not fit together of files and “nothing was found”; empty if all does."""
    if files and form.nothing:
        return _("You ticked that nothing was found, and there are files.")
    if not files and not form.nothing:
        return _("Choose the files that you found, or tick that nothing was found.")
    if len(files) > MOST_FILES:
        return _("Send up to 20 files at once.")
    return ""
