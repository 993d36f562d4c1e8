"""What an officer submits to look in an emergency."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator

from app.cases.emergencies.rules import LONGEST_REASON, SHORTEST_REASON
from app.core.language import gettext as _
from app.core.web.forms import Form
from app.desk.forms import employee_number


class Step(StrEnum):
    """See what the person will read, go back to the words, or do it."""

    PREVIEW = "preview"
    EDIT = "edit"
    SAVE = "save"


def _reason(text: str) -> str:
    if not SHORTEST_REASON <= len(text) <= LONGEST_REASON:
        raise ValueError(_("Say why in 20 to 2,000 letters. The person reads it."))
    return text


class Emergency(Form):
    """``found``: the mark of the search that named the person."""

    step: Step
    person: Annotated[str, AfterValidator(employee_number)]
    found: str = ""
    reason: Annotated[str, AfterValidator(_reason)]
    form_key: UUID
