"""A policy as it is published: its title, its text and to whom it applies."""

from typing import Annotated

from pydantic import AfterValidator

from app.register.parts.schemas import Scope
from app.register.policies.notation import rules as notation
from app.register.terms.schemas import Part, Short


def _in_notation(text: str) -> str:
    return notation.tidy(text)


class PolicyDocument(Part):
    """The words of one version. ``schemas.canonical`` of it is what is kept, and has the digest."""

    title: Short
    text: Annotated[str, AfterValidator(_in_notation)]
    scope: Scope
