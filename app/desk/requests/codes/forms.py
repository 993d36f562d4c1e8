"""What an officer submits about a code."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.core.web.forms import Form
from app.subject_requests.by_code.forms import LONGEST


class NewCode(Form):
    """``asked``: they asked for a code although they can sign in."""

    asked: bool = False
    form_key: UUID


class Printed(Form):
    """The code on the page, for the letter: nobody else has it."""

    code: Annotated[str, Field(min_length=1, max_length=LONGEST)]
