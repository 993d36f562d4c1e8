"""What may be searched for."""

from typing import Annotated

from pydantic import Field

from app.core.web.forms import Form


class Search(Form):
    q: Annotated[str, Field(max_length=100)] = ""
