"""What an officer may submit to ask for an assessment."""

from typing import Annotated

from pydantic import AfterValidator

from app.core.language import gettext as _
from app.core.web.forms import Form
from app.register.assessments.forms import Said


def _practice(text: str) -> str:
    if not 1 <= len(text) <= 60:
        raise ValueError(_("Choose a practice."))
    return text


def _author(text: str) -> str:
    if not 1 <= len(text) <= 64:
        raise ValueError(_("Enter an employee number."))
    return text


class NewAssessment(Form):
    practice: Annotated[str, AfterValidator(_practice)]
    author: Annotated[str, AfterValidator(_author)]


class HandingOver(Form):
    author: Annotated[str, AfterValidator(_author)]
    why: Said
