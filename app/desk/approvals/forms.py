"""What a second person may submit."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, ValidationInfo, field_validator

from app.core.language import gettext as _
from app.core.web.forms import Form

LONGEST_NOTE = 2000


def _choice(answer: object) -> object:
    if answer not in {"approve", "send-back"}:
        raise ValueError(_("Choose whether you approve or send it back."))
    return answer


def _note(text: str) -> str:
    if len(text) > LONGEST_NOTE:
        raise ValueError(_("Write at most 2,000 letters."))
    return text


class NewDecision(Form):
    """``digest`` is that of the object as the form showed it."""

    digest: str
    decision: Annotated[Literal["approve", "send-back"], BeforeValidator(_choice)]
    note: Annotated[str, AfterValidator(_note)] = ""

    @field_validator("note", mode="after")
    @classmethod
    def _says_why(cls, note: str, info: ValidationInfo) -> str:
        if info.data.get("decision") == "send-back" and not note:
            raise ValueError(_("Say what has to change before you can approve."))
        return note
