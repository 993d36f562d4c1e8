"""The head of a connector's configuration: its name, who runs it, and what it gives."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from app.register.terms.schemas import Code, FileName, Short


class Head(BaseModel):
    """What every kind's ``Configuration`` derives from. Its ``SecretStr`` values are sealed.

    ``practices`` and ``categories`` are the register's codes. ``third_parties`` False: nobody
    but the person asked for is named in anything this source gives. ``provided``: all of it was
    given by the person herself, so that she may have it moved (GDPR Art 20).
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: FileName
    title: Short
    kind: str
    run_by: Short
    practices: Annotated[list[Code], Field(min_length=1, max_length=100)]
    categories: Annotated[list[Code], Field(max_length=100)] = []
    third_parties: bool = True
    provided: bool = False

    @field_validator("name")
    @classmethod
    def _is_free(cls, name: str) -> str:
        if name == "portal" or name.startswith("system-"):
            raise ValueError("is kept for the portal itself: choose another name")
        return name
