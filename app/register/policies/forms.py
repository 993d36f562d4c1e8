"""What may be asked of the pages of policies, and submitted there."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from app.core.web.forms import Form

# a version's number; what was left empty is 0, which stands for whichever is meant
Number = Annotated[int, Field(ge=0, le=9999), BeforeValidator(lambda typed: typed or 0)]


class Comparison(BaseModel):
    """The query of ``/policies/{policy}/compare``: two versions, and how much of them."""

    model_config = ConfigDict(extra="ignore", populate_by_name=True)

    before: Number = Field(0, alias="from")
    after: Number = Field(0, alias="to")
    show: Literal["changes", "everything"] = "changes"


class Reading(Form):
    """“I have read this”: the digest of exactly the words that were shown."""

    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
