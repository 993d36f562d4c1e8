"""The parts of an answer (UK GDPR and EU GDPR Art 15(1) and (2); RSP-1)."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=6000)]


class Parts(BaseModel):
    """Each is plain text that the person reads; one that is empty is missing.

    ``recipients`` names them; ``recipients_unnamed`` says why only their categories are given,
    if that is so (C-154/21).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    opening: Words = ""
    confirmation: Words = ""
    purposes: Words = ""
    categories: Words = ""
    recipients: Words = ""
    recipients_unnamed: Words = ""
    retention: Words = ""
    rights: Words = ""
    source: Words = ""
    automated: Words = ""
    transfers: Words = ""
    complaint_us: Words = ""
    complaint_regulator: Words = ""
