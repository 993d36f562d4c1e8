"""What a person submits to ask about a look."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator

from app.core.language import gettext as _
from app.core.web.forms import Form
from app.questions.models import About, First

LONGEST = 2_000


def _about(text: object) -> object:
    if text not in {each.value for each in About}:
        raise ValueError(_("Choose what you want to know."))
    return text


def _first(text: object) -> object:
    if text not in {each.value for each in First}:
        raise ValueError(_("Choose who is asked first."))
    return text


def _text(text: str) -> str:
    if len(text) > LONGEST:
        raise ValueError(_("Write up to 2,000 letters."))
    return text


class NewQuestion(Form):
    """Nothing has to be typed."""

    about: Annotated[About, BeforeValidator(_about)]
    text: Annotated[str, AfterValidator(_text)] = ""
    first: Annotated[First, BeforeValidator(_first)] = First.ACCESSOR


class Press(Form):
    """A button that needs no words."""

    form_key: UUID
