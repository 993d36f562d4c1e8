"""What an officer submits about a code."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from app.core.web.forms import Form
from app.desk.requests.by_hand.forms import words
from app.subject_requests.by_code.forms import LONGEST


class NewCode(Form):
    """``why``: why somebody who signed in before cannot do so now."""

    why: Annotated[str, AfterValidator(words)] = ""
    form_key: UUID


class Printed(Form):
    """The code on the page, for the letter: nobody else has it."""

    code: Annotated[str, Field(min_length=1, max_length=LONGEST)]
