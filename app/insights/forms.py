"""Which file is asked for."""

from enum import StrEnum

from app.core.web.forms import Form


class Format(StrEnum):
    CSV = "csv"
    JSON = "json"


class Download(Form):
    format: Format = Format.CSV
