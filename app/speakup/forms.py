"""What a browser may submit at the speak-up origin. ``ticket``: one per form shown."""

from typing import Annotated

from pydantic import AfterValidator

from app.core.language import gettext as _
from app.core.web.forms import Form


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _needed(text: str) -> str:
    if not text:
        raise ValueError(_("Say what happened."))
    return _lines(text)


def _said(text: str) -> str:
    if not text:
        raise ValueError(_("Write something."))
    return _lines(text)


_Words = Annotated[str, AfterValidator(_lines)]


class Report(Form):
    ticket: str = ""
    what: Annotated[str, AfterValidator(_needed)]
    when: _Words = ""
    where: _Words = ""
    who: _Words = ""

    @property
    def words(self) -> dict[str, str]:
        return self.model_dump(exclude={"ticket"})


class Code(Form):
    code: str


class Message(Code):
    """``again``: this is “not happy with the answer”."""

    ticket: str = ""
    text: Annotated[str, AfterValidator(_said)]
    again: str = ""
