"""What a person may submit about a choice."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from app.core.language import gettext as _
from app.core.web.forms import Form


def _answer(text: object) -> object:
    if text not in {"yes", "no"}:
        raise ValueError(_("Choose yes or no."))
    return text


class Answer(Form):
    """Yes or no, to exactly the words that were shown; ``back`` leads to the page it came from."""

    answer: Annotated[Literal["yes", "no"], BeforeValidator(_answer)]
    words: Annotated[str, Field(max_length=64)] = ""
    back: Literal["", "practice"] = ""
