"""What may be asked of the register's pages: which practices, which changes, which versions."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from app.core.web.forms import Form
from app.register.terms.schemas import Area, Use


class Filters(BaseModel):
    """The query of ``/collected`` and ``/collected/changes``; at first, what applies to me."""

    model_config = ConfigDict(extra="ignore")

    who: Literal["me", "all"] = "me"
    area: Area | Literal[""] = ""
    use: Use | Literal[""] = ""

    @property
    def narrowing(self) -> bool:
        """Whether anything leaves practices out."""
        return self.who == "me" or bool(self.area) or bool(self.use)


class ChangeMail(Form):
    """Whether to be written to about changes that do not apply to me."""

    wanted: Literal["yes", "no"]


class Comparison(BaseModel):
    """The query of ``/collected/{practice}/versions``: two versions, and how much of them."""

    model_config = ConfigDict(extra="ignore", populate_by_name=True)

    before: str = Field("", alias="from", pattern=r"^([0-9]{1,4}(\.[0-9]{1,3})?)?$")
    after: str = Field("", alias="to", pattern=r"^([0-9]{1,4}(\.[0-9]{1,3})?)?$")
    show: Literal["changes", "everything"] = "changes"
