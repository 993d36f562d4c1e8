"""What may be asked of the list of promises."""

from enum import StrEnum

from app.core.web.forms import Form


class Show(StrEnum):
    ALL = "all"
    BENEFITS = "benefits"
    SAID = "said"


class Filters(Form):
    show: Show = Show.ALL
    of: str = ""
