"""What a person may submit to have her own records looked up."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from app.core.web.forms import Form

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]*$", max_length=100)]


class NewSearch(Form):
    """``source``: one system; none: all. ``practice`` and ``back``: where the button stood."""

    source: Code = ""
    practice: Code = ""
    back: Literal["", "download"] = ""
