"""What the settings page may submit."""

from typing import Literal
from zoneinfo import available_timezones

from pydantic import field_validator

from app.core.language import gettext as _
from app.core.web.forms import Form
from app.identity.people.models import EmailDigest, TextSize, Theme


class Settings(Form):
    theme: Theme
    text_size: TextSize
    language: Literal["en"]
    time_zone: str = ""
    email_digest: EmailDigest

    @field_validator("time_zone")
    @classmethod
    def _is_known(cls, zone: str) -> str:
        if zone and zone not in available_timezones():
            raise ValueError(_("Choose a time zone from the list"))
        return zone
